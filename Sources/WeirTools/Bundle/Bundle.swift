import WeirJSON
package import WeirLoad
package import WeirSchema

/// A schema and all that it refers to in one document: a compound schema document (Core Specification of
/// 2020-12, §9.3). Each document is embedded whole under `$defs` with its own identifier, so that
/// references find it as they did before, and in the dialect it is written in.
package struct Bundle: Sendable {
  /// JSON, indented, with a line end.
  package let text: [UInt8]

  /// How many documents were embedded.
  package let embeddedCount: Int

  /// Metaschemas that are neither standard nor embedded: whoever uses the bundle has to know them, since
  /// they say how it is read.
  package let metaschemas: [String]

  /// - Parameters:
  ///   - source: The schema's own document.
  ///   - fragment: Where in it the schema stands: a JSON Pointer or an anchor; empty for the whole.
  ///   - registry: All documents that it refers to.
  ///   - options: What it is compiled with.
  package init(
    of source: SchemaSource, fragment: String = "", registry: Registry, options: SchemaOptions
  ) throws(BundleFault) {
    let draft: BundleDraft
    do throws(SchemaError) {
      draft = try BundleDraft(of: source, fragment: fragment, registry, options)
    } catch {
      throw .schema(error)
    }
    try draft.check()
    var document = Document()
    do throws(SyntaxError) {
      try document.parse(draft.text)
    } catch {
      throw .tooDeep
    }
    text = document.tape.indented() + [UInt8(ascii: "\n")]
    embeddedCount = draft.embedded.count
    metaschemas = draft.foreignMetaschemas.map(\.uri)
    try compile(draft, options)
  }

  /// - Parameter options: What the schema was loaded with.
  package init(of loaded: LoadedSchema, options: SchemaOptions) throws(BundleFault) {
    try self.init(
      of: loaded.sources[0], fragment: loaded.fragment, registry: loaded.registry, options: options)
  }

  /// A bundle that cannot be used is none: whatever was overlooked, it ends here.
  private func compile(_ draft: BundleDraft, _ options: SchemaOptions) throws(BundleFault) {
    var registry = Registry()
    for metaschema in draft.foreignMetaschemas { registry.add(metaschema) }
    do throws(SchemaError) {
      let source = try SchemaSource(name: "the bundle", json: text)
      _ = try Schema(source: source, registry: registry, options: options)
    } catch {
      throw .schema(error)
    }
  }
}

/// Why a schema cannot be bundled.
package enum BundleFault: Error, Sendable {
  /// The schemas of OpenAPI 3.0 and Swagger 2.0 have no identifiers by which they could be embedded.
  case noIdentifiers(document: String)

  /// Two documents that differ claim one identifier.
  case sameIdentifier(String, first: String, second: String)

  /// It would nest deeper than readers allow.
  case tooDeep

  /// What was written cannot be used as a schema.
  case schema(SchemaError)
}

extension BundleFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noIdentifiers(let document):
      "\(document) cannot be embedded: the schemas of OpenAPI 3.0 and Swagger 2.0 have no identifiers"
    case .sameIdentifier(let uri, let first, let second):
      "\(first) and \(second) differ, and both are identified by \(uri)"
    case .tooDeep: "the bundle would nest deeper than schemas may"
    case .schema(let error): "the bundle cannot be used as a schema: \(error)"
    }
  }
}
