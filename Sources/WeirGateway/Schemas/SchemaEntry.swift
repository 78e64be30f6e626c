import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirStream

/// A schema document that is known by a name, before it is compiled.
struct SchemaEntry {
  let name: String

  /// The path or the URL that messages name.
  let origin: String
  let version: String?
  let source: SchemaSource
  let warnings: [LoadWarning]

  var sha256: String { SHA256.hexadecimal(of: source.text) }
}

extension SchemaEntry {
  /// All schemas of a folder and those below it. The name is the path from the folder on, without what
  /// is behind the first dot of the file's name: `orders.schema.json` is `orders`.
  static func entries(
    inDirectory directory: String
  ) -> (entries: [SchemaEntry], faults: [SchemaFault]) {
    var entries: [SchemaEntry] = []
    var faults: [SchemaFault] = []
    let paths: [String]
    do {
      paths = try files(below: directory) { isSchemaFile($0) }
    } catch {
      let message = "cannot read the schemas in \(directory): \(error)"
      return ([], [SchemaFault(.directory, code: "config.schemas", message)])
    }
    for path in paths {
      let name = name(of: path, in: directory)
      if let other = entries.first(where: { $0.name == name }) {
        let message = "\(other.origin) and \(path) are both the schema \"\(name)\""
        faults.append(SchemaFault(.schema(name), code: "config.schemas", message))
        continue
      }
      do throws(LoadError) {
        let (source, warnings) = try readSchemaSource(path)
        entries.append(
          SchemaEntry(
            name: name, origin: path, version: nil, source: source, warnings: warnings))
      } catch {
        faults.append(SchemaFault(.schema(name), error))
      }
    }
    return (entries, faults)
  }

  private static func isSchemaFile(_ name: String) -> Bool {
    DocumentFormat(fileName: name).map { $0 != .ndjson } ?? false
  }

  private static func name(of path: String, in directory: String) -> String {
    let relative = path.dropFirst(directory.count).drop { $0 == "/" }
    let file = relative.lastIndex(of: "/").map { relative.index(after: $0) } ?? relative.startIndex
    let dot = relative[file...].firstIndex(of: ".") ?? relative.endIndex
    return String(relative[..<dot])
  }
}

extension SchemaFault {
  init(_ subject: Subject, _ error: LoadError) {
    switch error {
    case .file(let error):
      self.init(subject, code: "config.schemas", "cannot read \(error.path): \(error)")
    case .lockfile(let path, let message):
      self.init(subject, code: "config.schemas", "\(path): \(message)")
    case .schema(let error, let sources):
      self.init(subject, Diagnostic.all(of: error, sources: sources))
    }
  }
}
