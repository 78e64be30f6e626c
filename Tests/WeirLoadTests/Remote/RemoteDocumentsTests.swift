import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirLoad

/// Network, cache and lockfile together, from a schema with a reference to its verdict.
@Suite("Remote references", .needsCommand("python3"))
struct RemoteDocumentsTests {
  private let server: HTTPServer
  private let folder: TemporaryFolder

  init() throws {
    server = try HTTPServer()
    folder = try TemporaryFolder()
  }

  private var access: RemoteAccess {
    var access = RemoteAccess()
    access.allowedHosts = ["127.0.0.1"]
    access.cacheFolder = folder / "cache"
    access.lockfile = folder / "weir.lock"
    access.retries = 0
    return access
  }

  /// Like the command's default: a lockfile that need not be there.
  private var unlocked: RemoteAccess {
    var access = self.access
    access.lockfile = nil
    return access
  }

  private var updating: RemoteAccess {
    var access = self.access
    access.updatesLockfile = true
    return access
  }

  private func load(_ path: String, _ access: RemoteAccess) throws(LoadError) -> LoadedSchema {
    try SchemaLoader(remote: access).load(server / path)
  }

  private func message(_ path: String, _ access: RemoteAccess) -> String {
    do {
      _ = try load(path, access)
      return "it was loaded"
    } catch {
      return "\(error)"
    }
  }

  @Test("a local schema refers to remote ones, which refer to each other, in JSON and YAML")
  func references() throws {
    try folder.write(
      Array(
        #"{"items": {"$ref": "\#(server / "moved/a.json")"}, "contains": {"$ref": "\#(server / "yaml")"}}"#
          .utf8),
      to: "s.json")
    let loaded = try SchemaLoader(remote: unlocked).load(folder / "s.json")
    #expect(loaded.schema.validate("[1]") == .valid)
    #expect(loaded.schema.validate("[\"x\"]") == .invalid)
    // The base of `b.json` is where the redirect led.
    #expect(server.requests.contains { $0.hasPrefix("/relative/b.json") })
  }

  @Test("without being allowed nothing is fetched, and the message says what to do")
  func notAllowed() {
    let error = #expect(throws: LoadError.self) {
      try SchemaLoader().load(server / "integer.json")
    }
    #expect("\(String(describing: error))".contains("--allow-http"))
    #expect(server.requests.isEmpty)
  }

  @Test("a broken remote schema is an error with its place in the remote text")
  func garbage() {
    #expect(
      message("garbage.json", unlocked).hasPrefix("\(server / "garbage.json"):1:10: not JSON"))
  }

  @Test("an unchanged document is confirmed, not sent again", arguments: ["etag", "modified"])
  func revalidation(path: String) throws {
    for _ in 0..<2 { _ = try load("\(path).json", unlocked) }
    let known = path == "etag" ? "\"v1\"" : "Sun, 06 Nov 1994 08:49:37 GMT"
    #expect(server.requests == ["/\(path).json -", "/\(path).json \(known)"])
    #expect(try load("\(path).json", unlocked).schema.validate("1") == .valid)
  }

  @Test("a document is asked for once by a process, and not at all while it is fresh")
  func freshness() throws {
    let loader = SchemaLoader(remote: unlocked)
    for _ in 0..<3 { _ = try loader.load(server / "integer.json") }
    #expect(server.requests.count == 1)
    for _ in 0..<3 { _ = try load("fresh.json", unlocked) }
    #expect(server.requests.count == 2)
  }

  @Test("what is not to be kept is not kept")
  func noStore() throws {
    for _ in 0..<2 { _ = try load("secret.json", unlocked) }
    #expect(server.requests.count == 2)
    #expect((try? files(below: folder / "cache") { _ in true })?.isEmpty != false)
  }

  @Test("without the server the kept copy is used, with a warning; without a copy it is an error")
  func offline() throws {
    _ = try load("etag.json", unlocked)
    server.stop()
    let loaded = try load("etag.json", unlocked)
    #expect(loaded.schema.validate("1") == .valid)
    #expect(loaded.warnings.map(\.code) == ["http.stale"])
    #expect(message("integer.json", unlocked).contains("no connection"))
  }

  @Test("with a lockfile and a cache nothing is asked of anybody")
  func lockedOffline() throws {
    _ = try load("integer.json", updating)
    server.stop()
    let loaded = try load("integer.json", access)
    #expect(loaded.schema.validate("[]") == .invalid)
    #expect(loaded.warnings.isEmpty)
  }

  @Test("a document that changed is refused until the lockfile is updated")
  func changed() throws {
    _ = try load("versions.json", updating)
    var elsewhere = access
    elsewhere.cacheFolder = nil
    let text = message("versions.json", elsewhere)
    #expect(text.contains("it has changed"))
    #expect(text.contains("--update-lock"))
    var updating = updating
    updating.cacheFolder = nil
    #expect(try load("versions.json", updating).schema.validate("1") == .invalid)
    let locked = try #require(try Lockfile.read(folder / "weir.lock")).digests
    #expect(
      locked[server / "versions.json"]
        == SHA256.hexadecimal(of: Array(#"{"type": "integer", "minimum": 2}"#.utf8)))
  }

  @Test("a document that is not in the lockfile is refused, and nothing is asked")
  func notLocked() throws {
    _ = try load("integer.json", updating)
    #expect(message("etag.json", access).contains("it is not in \(folder / "weir.lock")"))
    #expect(server.requests.count == 1)
    _ = try load("etag.json", updating)
    #expect(try load("integer.json", access).schema.validate("1") == .valid)
    #expect(try load("etag.json", access).schema.validate("1") == .valid)
  }

  @Test("a lockfile that is named must be there and be one")
  func missingLockfile() throws {
    #expect(message("integer.json", access).contains("weir.lock: there is no such file"))
    try folder.write(Array("{".utf8), to: "weir.lock")
    #expect(message("integer.json", access).contains("it is no lockfile"))
    #expect(message("integer.json", updating).contains("it is no lockfile"))
    #expect(server.requests.count == 1)
  }

  @Test("a failed load leaves the lockfile alone")
  func failedUpdate() throws {
    #expect(message("garbage.json", updating).contains("not JSON"))
    #expect(try Lockfile.read(folder / "weir.lock") == nil)
  }

  @Test("what a local file or an option answers is not fetched")
  func localFirst() throws {
    try folder.write(Array(#"{"type":"null"}"#.utf8), to: "local.json")
    let loader = SchemaLoader(
      resolutions: [(server / "integer.json", folder / "local.json")], remote: unlocked)
    #expect(try loader.load(server / "integer.json").schema.validate("null") == .valid)
    #expect(server.requests.isEmpty)
  }
}
