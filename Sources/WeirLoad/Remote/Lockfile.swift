import WeirJSON

/// The remote documents that a project relies on, each with the SHA-256 of its bytes.
///
/// JSON, a line for each document, sorted by URI, so that versions of the file compare and merge
/// well. The contract is `schemas/lockfile.schema.json`:
///
/// ```json
/// {"version": 1, "documents": [
///   {"uri": "https://example.com/order.json", "sha256": "9f86d0…"}
/// ]}
/// ```
struct Lockfile: Hashable, Sendable {
  /// Where it is looked for unless a user says otherwise: in the current directory.
  static let standardPath = "weir.lock"

  /// SHA-256 as 64 lowercase hexadecimal digits, by absolute URI without fragment.
  var digests: [String: String] = [:]

  init() {}

  /// Bytes that a lockfile may have.
  static let maxLength = 16 << 20

  /// - Throws: `LockfileError` where the file is none.
  init(_ bytes: [UInt8]) throws(LockfileError) {
    var document = Document(options: DocumentOptions(isStrict: true))
    do {
      try document.parse(bytes)
    } catch {
      throw LockfileError("it is no lockfile: \(error) (byte \(error.byteOffset))")
    }
    let tape = document.tape
    guard tape.kind(of: 0) == .object, let version = tape.member("version", of: 0),
      let documents = tape.member("documents", of: 0), tape.kind(of: documents) == .array
    else { throw LockfileError("it is no lockfile: an object with version and documents") }
    let versionText = tape.string(at: version)
    guard versionText == "1" else {
      throw LockfileError("its version is \(versionText), and this weir knows version 1")
    }
    for entry in tape.elements(of: documents) {
      guard tape.kind(of: entry) == .object, let uri = tape.member("uri", of: entry),
        let digest = tape.member("sha256", of: entry), tape.kind(of: uri) == .string,
        tape.kind(of: digest) == .string, Self.isDigest(tape.string(at: digest))
      else { throw LockfileError("each of its documents has a uri and a sha256 of 64 hex digits") }
      guard digests.updateValue(tape.string(at: digest), forKey: tape.string(at: uri)) == nil else {
        throw LockfileError("it names \(tape.string(at: uri)) twice")
      }
    }
  }

  var bytes: [UInt8] {
    var text = Array("{\"version\": 1, \"documents\": [".utf8)
    // By bytes: an order that depends on nothing else.
    let uris = digests.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for (index, uri) in uris.enumerated() {
      var writer = JSONWriter()
      writer.value(uri)
      text += (index == 0 ? "\n" : ",\n").utf8
      text += "  {\"uri\": ".utf8
      text += writer.bytes
      text += ", \"sha256\": \"\(digests[uri] ?? "")\"}".utf8
    }
    text += "\n]}\n".utf8
    return text
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }
}

/// Why a file is no lockfile, in words for people.
struct LockfileError: Error, Hashable, Sendable {
  let message: String
  init(_ message: String) { self.message = message }
}

extension Lockfile {
  /// The lockfile at a path; nil where there is no file.
  static func read(_ path: String) throws(LoadError) -> Lockfile? {
    let bytes: [UInt8]
    do {
      bytes = try readFile(path, limit: maxLength)
    } catch {
      if error.reason == .notFound { return nil }
      throw .file(error)
    }
    do {
      return try Lockfile(bytes)
    } catch {
      throw .lockfile(path: path, message: error.message)
    }
  }

  /// Adds documents to the lockfile at a path, which need not be there yet; other entries stay.
  /// Safe against other processes that do the same.
  static func add(_ digests: [String: String], to path: String) throws(LoadError) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    try withFolderLock(folder) { () throws(LoadError) in
      var lockfile = try read(path) ?? Lockfile()
      let old = lockfile
      lockfile.digests.merge(digests) { $1 }
      guard lockfile != old || digests.isEmpty else { return }
      do {
        try replaceFile(path, with: lockfile.bytes)
      } catch {
        throw .lockfile(path: path, message: "cannot be written: \(error)")
      }
    }
  }
}
