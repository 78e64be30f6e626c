import WeirJSON
import WeirSchema

/// A `weir.yaml`: which schemas the files in its folder and below are checked by. Its form is
/// `schemas/weir-config.schema.json`.
struct ProjectConfiguration: Sendable {
  static let fileName = "weir.yaml"

  let file: ConfigurationFile

  private struct Entry: Sendable {
    let files: FilePatterns
    /// Where the schema's name stands.
    let schemaNode: Int
  }

  private var entries: [Entry] = []

  /// - Throws: `LoadError`, with the place of what is wrong.
  init(_ path: String) throws(LoadError) {
    file = try ConfigurationFile(
      path, schema: ProjectConfiguration.schemaText, code: .configuration)
    let tape = file.tape
    guard let list = tape.member("schemas", of: 0) else { return }
    for entry in tape.elements(of: list) {
      guard let files = tape.member("files", of: entry),
        let schema = tape.member("schema", of: entry)
      else { continue }
      entries.append(Entry(files: try patterns(at: files), schemaNode: schema))
    }
  }

  /// A glob or a list of them.
  private func patterns(at node: Int) throws(LoadError) -> FilePatterns {
    let tape = file.tape
    var patterns = FilePatterns()
    let isList = tape.kind(of: node) == .array
    for glob in isList ? Array(tape.elements(of: node)) : [node] {
      guard patterns.add(tape.string(at: glob), atAnyDepth: false) else {
        throw file.fault("\(FileError.Reason.tooManyAlternatives)", at: glob)
      }
    }
    return patterns
  }

  /// Where the name of the schema stands that is for a file; nil for none. The first entry that is for
  /// the file counts.
  ///
  /// - Parameter names: The file's path from the configuration's folder on.
  func schemaNode(for names: ArraySlice<PathName>) -> Int? {
    entries.first { $0.files.match(names) }?.schemaNode
  }
}
