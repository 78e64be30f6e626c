import WeirJSON

/// A fetched document as it is kept.
struct CachedDocument: Hashable, Sendable {
  /// What was asked for, and who answered in the end.
  var uri: String
  var finalURI: String
  var contentType: String?
  var etag: String?
  var lastModified: String?
  /// Seconds since 1970: when it was fetched or confirmed, and until when nobody need ask again.
  var confirmedAt: Int
  var freshUntil: Int
  /// Of `bytes`, which are decoded.
  var sha256: String
  var bytes: [UInt8]

  /// What to ask the server by; nil where it gave nothing of the kind.
  var validators: Validators? {
    guard etag != nil || lastModified != nil else { return nil }
    return Validators(etag: etag, lastModified: lastModified, uri: finalURI)
  }
}

/// Fetched documents on disk, a file for each: a line of JSON about it, then its bytes.
///
/// Safe against other processes, since files are replaced as a whole, and against damage, since the
/// bytes must have the digest that the line tells. A cache that cannot be read or written is none.
struct HTTPCache: Sendable {
  let folder: String

  /// The user's cache: `weir/schemas` in `$XDG_CACHE_HOME`, or in `~/.cache` where that is not set or
  /// not absolute (XDG Base Directory Specification); nil where there is no home either.
  static var standardFolder: String? {
    if let cache = environmentValue("XDG_CACHE_HOME"), cache.hasPrefix("/") {
      return cache + "/weir/schemas"
    }
    guard let home = environmentValue("HOME"), home.hasPrefix("/") else { return nil }
    return home + "/.cache/weir/schemas"
  }

  /// What is kept for a URI; nil where there is nothing, or nothing whole.
  func document(for uri: String, limit: Int) -> CachedDocument? {
    guard let bytes = try? readFile(path(for: uri), limit: limit + Self.maxHeadLength),
      let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end < Self.maxHeadLength
    else { return nil }
    let found = CachedDocument(head: Array(bytes[..<end]), bytes: Array(bytes[(end + 1)...]))
    guard let found, found.uri == uri, SHA256.hexadecimal(of: found.bytes) == found.sha256 else {
      return nil
    }
    return found
  }

  func store(_ document: CachedDocument) {
    let head = document.head
    guard head.count < Self.maxHeadLength, makeFolders(folder) else { return }
    let path = path(for: document.uri)
    try? replaceFile(path, with: head + [UInt8(ascii: "\n")] + document.bytes, mode: 0o600)
  }

  private func path(for uri: String) -> String {
    "\(folder)/\(SHA256.hexadecimal(of: Array(uri.utf8)))"
  }

  /// Bytes of the line about a document.
  private static let maxHeadLength = 1 << 16
}

extension CachedDocument {
  /// Reads the line about a document; nil if it is none.
  fileprivate init?(head: [UInt8], bytes: [UInt8]) {
    var document = Document()
    guard (try? document.parse(head)) != nil else { return nil }
    let tape = document.tape
    func text(_ name: StaticString) -> String? {
      guard let value = tape.member(name, of: 0), tape.kind(of: value) == .string else {
        return nil
      }
      return tape.string(at: value)
    }
    func number(_ name: StaticString) -> Int? {
      tape.member(name, of: 0).flatMap {
        Int(String(decoding: tape.rawBytes(at: $0), as: UTF8.self))
      }
    }
    guard tape.kind(of: 0) == .object, let uri = text("uri"), let finalURI = text("finalURI"),
      let sha256 = text("sha256"), let confirmedAt = number("confirmedAt"),
      let freshUntil = number("freshUntil")
    else { return nil }
    self.init(
      uri: uri, finalURI: finalURI, contentType: text("contentType"), etag: text("etag"),
      lastModified: text("lastModified"), confirmedAt: confirmedAt, freshUntil: freshUntil,
      sha256: sha256, bytes: bytes)
  }

  fileprivate var head: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("uri", uri)
    writer.member("finalURI", finalURI)
    if let contentType { writer.member("contentType", contentType) }
    if let etag { writer.member("etag", etag) }
    if let lastModified { writer.member("lastModified", lastModified) }
    writer.member("confirmedAt", confirmedAt)
    writer.member("freshUntil", freshUntil)
    writer.member("sha256", sha256)
    writer.endObject()
    return writer.bytes
  }
}

extension Tape {
  /// The text of a number or string, as written.
  fileprivate func rawBytes(at index: Int) -> [UInt8] { rawContent(of: index).copied() }
}
