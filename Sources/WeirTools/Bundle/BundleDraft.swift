import WeirJSON
import WeirLoad
import WeirSchema

/// The documents of a bundle, and the names they get in it.
struct BundleDraft {
  /// The schema's own document.
  private let root: LinkedDocument

  /// Those to be embedded, in the order in which references lead to them.
  let embedded: [LinkedDocument]

  /// Documents that only say how others are read, and are not standard.
  let foreignMetaschemas: [SchemaSource]

  /// Where in its document the schema stands, as a fragment; empty for the whole.
  private let fragment: String
  private let names: StableNames

  init(
    of source: SchemaSource, fragment: String, _ registry: Registry, _ options: SchemaOptions
  ) throws(SchemaError) {
    let documents = try ReferenceWalk(
      source, pointer: fragment, registry: registry, options: options
    ).documents
    root = documents[0]
    self.fragment = fragment
    let needed = Self.needed(documents)
    let others = fragment.isEmpty ? Array(needed.dropFirst()) : needed
    embedded = others.enumerated().filter { index, document in
      !others[..<index].contains { $0.isSame(as: document) }
    }.map(\.element)
    let neededSources = Set(needed.map { ObjectIdentifier($0.source) })
    foreignMetaschemas = documents.map(\.source).filter {
      !neededSources.contains(ObjectIdentifier($0))
    }
    let references = needed.flatMap(\.references)
    names = StableNames(
      root: fragment.isEmpty ? root.uri : nil, documents: needed.map(\.uri),
      areSeenFromFiles: references.allSatisfy { $0.base.isFileURI || !$0.target.isFileURI })
  }

  /// The documents that references lead to, the first one included. The others are metaschemas.
  private static func needed(_ documents: [LinkedDocument]) -> [LinkedDocument] {
    var needed: [LinkedDocument] = []
    var pending = [documents[0]]
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(documents[0].source)]
    while !pending.isEmpty {
      let document = pending.removeFirst()
      needed.append(document)
      for reference in document.references
      where seen.insert(ObjectIdentifier(reference.targetSource)).inserted {
        pending += documents.filter { $0.source === reference.targetSource }
      }
    }
    return needed
  }

  /// Finds what keeps the documents from standing in one.
  func check() throws(BundleFault) {
    let all = fragment.isEmpty ? [root] + embedded : embedded
    for (index, document) in all.enumerated() {
      if !document.hasIdentifiers, all.count > 1 || !fragment.isEmpty {
        throw .noIdentifiers(document: document.source.name)
      }
      if let other = all[..<index].first(where: { $0.uri == document.uri }) {
        throw .sameIdentifier(
          document.uri, first: other.source.name, second: document.source.name)
      }
    }
  }
}

// MARK: - Text

extension BundleDraft {
  /// The bundle, compact.
  var text: [UInt8] {
    let definitions = embedded.map { document in
      let identifier = names.identifier(of: document.uri)
      let schema = document.metaschema == root.metaschema ? nil : document.metaschema
      return EmbeddedSchema(
        name: identifier,
        text: DocumentEditor(document, edits: edits(of: document))
          .text(identifier: document.isNamed ? nil : identifier, schema: schema))
    }
    if !fragment.isEmpty { return reference(with: definitions) }
    return DocumentEditor(root, edits: edits(of: root))
      .text(identifier: newRootIdentifier, schema: root.metaschema, definitions: definitions)
  }

  /// A schema that is a reference to a part of an embedded document. In a schema of its own, since up to
  /// draft 7 nothing may stand beside it.
  private func reference(with definitions: [EmbeddedSchema]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("$schema", root.metaschema.asSchemaKeyword)
    writer.key(root.combiningKeyword)
    writer.beginArray()
    writer.beginObject()
    writer.member(
      "$ref", names.identifier(of: root.uri) + URIReference("").withFragment(fragment.utf8).text)
    writer.endObject()
    writer.endArray()
    writer.append(definitions, as: root.definitionsKeyword)
    writer.endObject()
    return writer.bytes
  }

  /// The name that the root needs and lacks; nil if it may stay as it is.
  private var newRootIdentifier: String? {
    guard root.uri.isFileURI else { return root.isNamed || root.uri.isEmpty ? nil : root.uri }
    let isReferredTo = ([root] + embedded).flatMap(\.references).contains { $0.target == root.uri }
    return isReferredTo || names.leadsOutOfRootFolder ? names.rootIdentifier : nil
  }

  /// References that would not find what they found: those by another URI than the identifier, and
  /// those that name a file of this machine.
  private func edits(of document: LinkedDocument) -> [DocumentEditor.Edit] {
    let tape = document.source.tape
    return document.references.compactMap { reference in
      let isBound = tape.string(at: reference.node).isFileURI
      guard isBound || reference.uri != reference.target else { return nil }
      var writer = JSONWriter()
      writer.value(names.reference(to: reference.target, from: reference.base) + reference.fragment)
      return DocumentEditor.Edit(range: tape.byteRange(of: reference.node), text: writer.bytes)
    }
  }
}

extension LinkedDocument {
  /// Whether it says by an absolute URI what it is called.
  var isNamed: Bool {
    let tape = source.tape
    guard tape.kind(of: 0) == .object, voidMembers == nil,
      let value = tape.child(of: 0, named: Array(identifierKeyword.utf8)),
      tape.kind(of: value) == .string
    else { return false }
    return isAbsoluteURI(tape.string(at: value)) && !tape.string(at: value).isFileURI
  }

  /// Whether it is the same document, found in two ways.
  fileprivate func isSame(as other: LinkedDocument) -> Bool {
    uri == other.uri && source.text == other.source.text
  }

  /// Applies an array of schemas.
  var combiningKeyword: String { metaschema == Dialect.draft3.rawValue ? "extends" : "allOf" }
}

extension String {
  /// A metaschema's URI as schemas write it.
  var asSchemaKeyword: String { hasPrefix("http://json-schema.org/draft-") ? self + "#" : self }
}
