import Synchronization
import WeirJSON
import WeirSchema

/// A directory whose schemas answer references (`--resolve-dir`): by the identifiers they carry.
///
/// It is read when the first reference needs it, and once; shared by all threads.
final class SchemaDirectory: Sendable {
  let path: String
  private let index = Mutex<Index?>(nil)

  init(path: String) { self.path = path }

  private struct Index {
    /// Paths by absolute identifier, without fragment. The first of two files, by path, counts.
    var pathByIdentifier: [String: String] = [:]
    /// The first file that could not be read, which may be the one that is missed.
    var fault: String?
  }

  /// The file with a schema that calls itself `uri`; nil if there is none.
  ///
  /// - Throws: `FileError` if the directory cannot be read.
  func file(identifiedBy uri: String) throws(FileError) -> String? {
    try indexed().pathByIdentifier[uri]
  }

  /// A remark on a file that could not be read, for an error about a schema that was not found.
  func remark() -> String? {
    guard let fault = try? indexed().fault else { return nil }
    return fault
  }

  /// The path that a relative reference means in this directory. Nothing leads out of it.
  func file(at relativePath: String) -> String? {
    let segments = relativePath.split(separator: "/", omittingEmptySubsequences: false)
    guard !segments.contains(".."), !relativePath.isEmpty, !relativePath.hasPrefix("/") else {
      return nil
    }
    return path.hasSuffix("/") ? path + relativePath : "\(path)/\(relativePath)"
  }

  private func indexed() throws(FileError) -> Index {
    try index.withLock { (index) throws(FileError) in
      if let index { return index }
      let made = try makeIndex()
      index = made
      return made
    }
  }

  private func makeIndex() throws(FileError) -> Index {
    var index = Index()
    let paths = try files(below: path) { name in
      DocumentFormat(fileName: name).map { $0 != .ndjson } ?? false
    }
    for path in paths {
      do {
        let bytes = try readFile(path, limit: FileLimit.schema)
        let text = try SchemaText(
          bytes, uri: "", name: path, format: DocumentFormat(fileName: path))
        for identifier in text.source.absoluteIdentifiers
        where index.pathByIdentifier[identifier] == nil {
          index.pathByIdentifier[identifier] = path
        }
      } catch {
        if index.fault == nil { index.fault = "\(path) was passed over: \(error)" }
      }
    }
    return index
  }
}

extension SchemaSource {
  /// All strings under `$id` or `id`, at any depth, that are absolute URIs; empty fragments and
  /// plain-name ones removed. More than truly identify something, which costs only a look.
  fileprivate var absoluteIdentifiers: [String] {
    let tape = self.tape
    var identifiers: [String] = []
    for index in 0..<tape.count where tape.kind(of: index) == .object {
      for name in ["$id", "id"] as [StaticString] {
        guard let value = tape.member(name, of: index), tape.kind(of: value) == .string else {
          continue
        }
        let text = tape.string(at: value)
        if FileURI.scheme(of: text) != nil { identifiers.append(text.withoutFragment) }
      }
    }
    return identifiers
  }

  /// What the document calls itself at its root, if that is an absolute URI.
  var rootIdentifier: String? {
    let tape = self.tape
    guard tape.kind(of: 0) == .object,
      let value = tape.member("$id", of: 0) ?? tape.member("id", of: 0),
      tape.kind(of: value) == .string
    else { return nil }
    let text = tape.string(at: value).withoutFragment
    return FileURI.scheme(of: text) == nil ? nil : text
  }
}

extension String {
  /// A URI up to its `#`.
  var withoutFragment: String { String(prefix { $0 != "#" }) }
}
