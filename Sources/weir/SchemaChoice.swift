import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema

/// A compiled schema in use: its validator, and the texts its reports quote from.
final class SchemaUse {
  let texts: SchemaTexts
  var validator: Validator

  init(_ loaded: LoadedSchema) {
    texts = SchemaTexts(loaded.sources)
    validator = Validator(loaded.schema)
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
    general = try arguments.loadSchema(with: loader, on: &console).map { SchemaUse($0) }
  }

  /// Whether a schema in use has formats that are not asserted.
  var haveUncheckedFormats: Bool {
    let used = named.values.compactMap { try? $0.get() } + [general].compactMap { $0 }
    return used.contains { $0.validator.schema.hasUncheckedFormats }
  }

  /// The schema for one document of the file at `path`; where there is none, says why.
  func schema(
    for document: borrowing Document, at path: String, on console: inout Console
  ) throws(ExitStatus) -> SchemaUse {
    if let general { return general }
    let tape = document.tape
    guard let value = tape.member("$schema", of: 0), tape.kind(of: value) == .string else {
      console.complain(
        "\(path.shownPath): no schema for this document",
        help: ["give one with --schema, or name it in the document: \"$schema\": \"…\""])
      throw .usage
    }
    let declared = tape.string(at: value)
    // A relative reference means another file in another folder.
    let key = "\(path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex))\u{0}\(declared)"
    if let known = named[key] { return try known.get() }
    do throws(LoadError) {
      let use = SchemaUse(try loader.load(declared: declared, byInstance: path))
      named[key] = .success(use)
      return use
    } catch {
      let status = console.explain(error)
      named[key] = .failure(status)
      throw status
    }
  }
}

extension String {
  /// What messages call the file at this path.
  var shownPath: String { self == "-" ? "<stdin>" : self }
}
