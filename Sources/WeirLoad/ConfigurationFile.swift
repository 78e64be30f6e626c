package import WeirJSON
package import WeirSchema

/// A file that says how something is done (a schema map, a `weir.yaml`, a catalog, a gateway's
/// configuration): JSON or YAML, valid by a schema of its own.
package struct ConfigurationFile: Sendable {
  let path: String
  package let source: SchemaSource

  /// What is noteworthy in its text.
  package let warnings: [LoadWarning]

  /// The code of its faults.
  private let code: SchemaError.Code

  /// Reads the file and holds it against its schema.
  ///
  /// - Parameters:
  ///   - path: JSON or YAML by its extension; `-` is standard input.
  ///   - schema: The text of its schema.
  /// - Throws: `LoadError.schema` with `code`, and always with the place.
  init(_ path: String, schema: String, code: SchemaError.Code) throws(LoadError) {
    try self.init(reading: path, code: code)
    if let fault = invalidity(by: schema) { throw .schema(fault, sources: [source]) }
  }

  /// Reads the file, whatever its schema says of it.
  ///
  /// - Throws: `LoadError`: the file cannot be read, or is no JSON or YAML.
  package init(
    reading path: String, code: SchemaError.Code = .configuration
  ) throws(LoadError) {
    self.path = path
    self.code = code
    let bytes = try readSchemaFile(path)
    do {
      let text = try SchemaText(
        bytes, uri: "", name: path == "-" ? "<stdin>" : path, format: DocumentFormat(fileName: path)
      )
      source = text.source
      warnings = text.warnings
    } catch {
      throw .schema(SchemaError(code, error.message, place: error.place), sources: [])
    }
  }

  package var tape: Tape { source.tape }

  /// What its schema says of it.
  ///
  /// - Throws: The schema's own fault.
  package func report(by schema: String) throws(SchemaError) -> Report {
    var validator = Validator(try Schema(json: Array(schema.utf8)))
    return validator.report(on: source)
  }

  /// What is wrong with the file by its schema, with the place of each fault.
  private func invalidity(by schema: String) -> SchemaError? {
    let report: Report
    do {
      report = try self.report(by: schema)
    } catch {
      return error
    }
    let faults = report.errors.map { error in
      SchemaError(
        code, error.message,
        place: SchemaPlace(
          sourceName: source.name, byteRange: error.byteRange, position: error.position),
        pointer: error.instanceLocation)
    }
    guard let first = faults.first else { return nil }
    return SchemaError(
      code, first.message, place: first.place, pointer: first.pointer,
      others: Array(faults.dropFirst()))
  }

  func place(of node: Int) -> SchemaPlace { source.place(of: node) }

  /// What is wrong with the value at a node, for reasons that its schema cannot tell.
  func fault(_ message: String, at node: Int) -> LoadError {
    .schema(
      SchemaError(code, message, place: source.place(of: node), pointer: tape.pointer(to: node)),
      sources: [source])
  }

  /// Loads the schema that the string at a node names, seen from the file's folder.
  ///
  /// - Throws: A fault of the node where the file that it names cannot be read.
  func loadSchema(namedAt node: Int, by loader: SchemaLoader) throws(LoadError) -> LoadedSchema {
    do {
      return try loader.load(declared: tape.string(at: node), byInstance: path)
    } catch {
      guard case .file(let file) = error else { throw error }
      throw fault("cannot read \(file.path): \(file)", at: node)
    }
  }
}
