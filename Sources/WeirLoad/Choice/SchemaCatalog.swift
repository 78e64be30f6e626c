import WeirJSON
import WeirSchema

/// A catalog in SchemaStore's form: which schema, by URL, is for files of which names.
struct SchemaCatalog: Sendable {
  private let file: ConfigurationFile

  private struct Entry: Sendable {
    let files: FilePatterns
    let url: String
  }

  private var entries: [Entry] = []
  private var urls: Set<String> = []

  /// What is read of a catalog; the rest may be as it likes.
  private static let schemaText = #"""
    {
      "type": "object",
      "required": ["schemas"],
      "properties": {
        "schemas": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["url"],
            "properties": {
              "url": { "type": "string", "minLength": 1 },
              "fileMatch": { "type": "array", "items": { "type": "string" } }
            }
          }
        }
      }
    }
    """#

  init(_ path: String) throws(LoadError) {
    file = try ConfigurationFile(path, schema: SchemaCatalog.schemaText, code: .configuration)
    let tape = file.tape
    guard let list = tape.member("schemas", of: 0) else { return }
    for entry in tape.elements(of: list) {
      guard let url = tape.member("url", of: entry) else { continue }
      let text = tape.string(at: url)
      urls.insert(text)
      guard let globs = tape.member("fileMatch", of: entry) else { continue }
      var files = FilePatterns()
      for glob in tape.elements(of: globs) {
        guard files.add(tape.string(at: glob), atAnyDepth: true) else {
          throw file.fault("\(FileError.Reason.tooManyAlternatives)", at: glob)
        }
      }
      entries.append(Entry(files: files, url: text))
    }
  }

  /// The schema for a file, as a reference that a loader understands; the first entry counts.
  ///
  /// - Parameter names: The file's absolute path.
  func reference(for names: [PathName]) -> String? {
    entries.first { $0.files.match(names[...]) }.map { entry in
      SchemaLoader.reference(declared: entry.url, by: file.path)
    }
  }

  /// The file beside the catalog that has the last name of a URL in it; nil where there is none.
  func localFile(for url: String) -> String? {
    let url = url.withoutFragment
    guard urls.contains(url), let slash = url.lastIndex(of: "/") else { return nil }
    let name = FileURI.percentDecoded(url[url.index(after: slash)...].prefix { $0 != "?" })
    guard !name.isEmpty, name != "..", !name.contains("/") else { return nil }
    let path = SchemaLoader.reference(declared: "./" + name, by: file.path)
    return fileExists(path) ? path : nil
  }
}
