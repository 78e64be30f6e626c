import Testing
import WeirJSON

@testable import WeirLoad

@Suite("The lockfile")
struct LockfileTests {
  private let digest = String(repeating: "0a", count: 32)

  @Test("it is written a line for each document, sorted, and read back")
  func roundTrip() throws {
    var lockfile = Lockfile()
    #expect(try Lockfile(lockfile.bytes) == lockfile)
    lockfile.digests = [
      "https://e.com/b": digest, "https://e.com/a\"": digest, "http://z.com/": digest,
    ]
    #expect(try Lockfile(lockfile.bytes) == lockfile)
    let text = String(decoding: lockfile.bytes, as: UTF8.self)
    #expect(
      text == """
        {"version": 1, "documents": [
          {"uri": "http://z.com/", "sha256": "\(digest)"},
          {"uri": "https://e.com/a\\"", "sha256": "\(digest)"},
          {"uri": "https://e.com/b", "sha256": "\(digest)"}
        ]}

        """)
  }

  @Test(
    "what is no lockfile is an error, never an empty one",
    arguments: [
      "", "{}", "[]", "{\"version\": 1}", "{\"version\": 2, \"documents\": []}",
      "{\"version\": 1, \"documents\": [{\"uri\": \"u\"}]}",
      "{\"version\": 1, \"documents\": [{\"uri\": \"u\", \"sha256\": \"abc\"}]}",
      "{\"version\": 1, \"documents\": [7]}", "{\"version\": 1, \"version\": 1, \"documents\": []}",
    ])
  func broken(text: String) {
    #expect(throws: LockfileError.self) { try Lockfile(Array(text.utf8)) }
  }

  @Test("additions keep what is there, by many writers at once too")
  func additions() async throws {
    let folder = try TemporaryFolder()
    let path = folder / "weir.lock"
    try await withThrowingTaskGroup { group in
      for index in 0..<16 {
        group.addTask {
          try Lockfile.add(["https://e.com/\(index)": String(repeating: "0", count: 64)], to: path)
        }
      }
      try await group.waitForAll()
    }
    #expect(try Lockfile.read(path)?.digests.count == 16)
    #expect(try files(below: folder.path) { _ in true } == [path])
  }

  @Test("a lockfile that cannot be written is an error")
  func unwritable() {
    #expect(throws: LoadError.self) {
      try Lockfile.add(["https://e.com/": digest], to: "/dev/null/weir.lock")
    }
  }
}

@Suite("The cache of fetched documents")
struct HTTPCacheTests {
  private func sample(_ text: String, uri: String = "https://e.com/a") -> CachedDocument {
    CachedDocument(
      uri: uri, finalURI: uri + "/b", contentType: "application/json", etag: "\"\(text.count)\"",
      lastModified: nil, confirmedAt: 1, freshUntil: 2,
      sha256: SHA256.hexadecimal(of: Array(text.utf8)), bytes: Array(text.utf8))
  }

  @Test("what is stored comes back, line ends and all")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let cache = HTTPCache(folder: folder / "deep/er")
    #expect(cache.document(for: "https://e.com/a", limit: 100) == nil)
    cache.store(sample("a\n\nb"))
    #expect(cache.document(for: "https://e.com/a", limit: 100) == sample("a\n\nb"))
    cache.store(sample("new"))
    #expect(cache.document(for: "https://e.com/a", limit: 100) == sample("new"))
    #expect(cache.document(for: "https://e.com/b", limit: 100) == nil)
    #expect(try files(below: folder.path) { _ in true }.count == 1)
  }

  @Test("a damaged file is as good as none", arguments: 0..<40)
  func damage(seed: Int) throws {
    let folder = try TemporaryFolder()
    let cache = HTTPCache(folder: folder.path)
    cache.store(sample(#"{"type": "integer"}"#))
    let path = try #require(files(below: folder.path) { _ in true }.first)
    var bytes = try readFile(path)
    // The digest guards the document, and what is about it cannot make it another one.
    let place = bytes.count - 1 - seed % 19
    if seed % 2 == 0 { bytes[place] ^= 1 } else { bytes.removeLast(bytes.count - place) }
    try replaceFile(path, with: bytes, mode: 0o600)
    #expect(cache.document(for: "https://e.com/a", limit: 1000) == nil)
  }

  @Test("a folder that cannot be made is no cache")
  func unwritable() {
    let cache = HTTPCache(folder: "/dev/null/cache")
    cache.store(sample("x"))
    #expect(cache.document(for: "https://e.com/a", limit: 100) == nil)
  }

  @Test("readers see whole documents while others replace them")
  func concurrency() async throws {
    let folder = try TemporaryFolder()
    let cache = HTTPCache(folder: folder.path)
    let versions = (1...4).map { sample(String(repeating: "\($0)", count: $0 * 20_000)) }
    cache.store(versions[0])
    await withTaskGroup { group in
      for version in versions {
        group.addTask { for _ in 0..<20 { cache.store(version) } }
        group.addTask {
          for _ in 0..<50 {
            let found = cache.document(for: "https://e.com/a", limit: 1 << 20)
            #expect(found.map { versions.contains($0) } == true)
          }
        }
      }
    }
  }
}
