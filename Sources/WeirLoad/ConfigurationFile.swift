import WeirJSON
import WeirSchema

/// A file that says which schemas are for what (a schema map, a `weir.yaml`, a catalog): JSON or YAML,
/// valid by a schema of its own.
struct ConfigurationFile: Sendable {
  let path: String
  let source: SchemaSource

  /// What is noteworthy in its text.
  let warnings: [LoadWarning]

  /// The code of its faults.
  private let code: SchemaError.Code

  /// Reads the file and holds it against its schema.
  ///
  /// - Parameters:
  ///   - path: JSON or YAML by its extension; `-` is standard input.
  ///   - schema: The text of its schema.
  /// - Throws: `LoadError.schema` with `code`, and always with the place.
  init(_ path: String, schema: String, code: SchemaError.Code) throws(LoadError) {
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
    if let fault = invalidity(by: schema) { throw .schema(fault, sources: [source]) }
  }

  var tape: Tape { source.tape }

  /// What is wrong with the file by its schema, with the place of each fault.
  private func invalidity(by schema: String) -> SchemaError? {
    let report: Report
    do {
      var validator = Validator(try Schema(json: Array(schema.utf8)))
      report = validator.report(on: source)
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
