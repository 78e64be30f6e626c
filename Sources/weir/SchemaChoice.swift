import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema

/// A compiled schema in use: its validator, and the texts its reports quote from.
final class SchemaUse {
  let schema: Schema
  let texts: SchemaTexts
  var validator: Validator

  init(_ schema: Schema) {
    self.schema = schema
    texts = SchemaTexts(schema.sources)
    validator = Validator(schema)
  }
}

/// Which schema a document is checked by: the one given for all, else the one it names itself.
///
/// Each schema is compiled once.
final class SchemaChoice {
  private let loader: SchemaLoader
  private let general: SchemaUse?
  private var named: [String: Result<SchemaUse, ExitStatus>] = [:]

  /// Loads the schema for all documents, if there is one. Says what is wrong with it.
  init(_ arguments: SchemaArguments, on console: inout Console) throws(ExitStatus) {
    loader = arguments.loader
    if let reference = arguments.schema {
      general = SchemaUse(try loader.load(reference, on: &console))
    } else {
      general = nil
    }
  }

  /// Whether a schema in use has formats that are not asserted.
  var haveUncheckedFormats: Bool {
    let used = named.values.compactMap { try? $0.get() } + [general].compactMap { $0 }
    return used.contains { $0.schema.formatsAreUnchecked }
  }

  /// The schema for one document; where there is none, says why.
  func schema(
    for document: borrowing Document, of text: SourceText, on console: inout Console
  ) throws(ExitStatus) -> SchemaUse {
    if let general { return general }
    let tape = document.tape
    guard let value = tape.member("$schema", of: 0), tape.kind(of: value) == .string else {
      console.complain(
        "\(text.name): no schema for this document",
        help: "give one with --schema, or name it in the document: \"$schema\": \"…\"")
      throw .usage
    }
    let name = tape.string(at: value)
    let reference = name.isRelativeReference ? text.name.folder + name : name
    if let known = named[reference] { return try known.get() }
    do throws(ExitStatus) {
      let use = SchemaUse(try loader.load(reference, on: &console))
      named[reference] = .success(use)
      return use
    } catch {
      named[reference] = .failure(error)
      throw error
    }
  }
}

extension String {
  /// Whether a `$schema` value names a file beside the document: it has no scheme.
  fileprivate var isRelativeReference: Bool {
    guard !hasPrefix("/"), let mark = firstIndex(of: ":") else { return !hasPrefix("/") }
    return self[..<mark].contains { $0 == "/" || $0 == "#" || $0 == "?" }
  }

  /// Everything up to the last slash of a path.
  fileprivate var folder: String {
    lastIndex(of: "/").map { String(self[...$0]) } ?? ""
  }
}
