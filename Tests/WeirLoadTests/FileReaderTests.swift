import Foundation
import Testing

@testable import WeirLoad

@Suite("Reading files")
struct FileReaderTests {
  @Test("a file's bytes come back exactly", arguments: [0, 1, 4095, 4096, 4097, 300_000])
  func roundTrip(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "f")
    #expect(try readFile(folder / "f") == bytes)
  }

  @Test("each fault has its reason and a text without the path")
  func faults() throws {
    let folder = try TemporaryFolder(["f": "12345", "locked": ""])
    #expect(reason(folder / "absent") == .notFound)
    #expect(reason(folder / "f/below") == .notFound)
    #expect(reason(folder / "f\0g") == .notFound)
    #expect(reason(folder.path) == .isDirectory)
    #expect(reason(folder / "f", limit: 4) == .tooLarge(limit: 4))
    #expect(reason(folder / "f", limit: 5) == nil)
    #expect(reason(folder / String(repeating: "x", count: 300)) == .system(ENAMETOOLONG))
    let error = #expect(throws: FileError.self) { try readFile(folder / "absent") }
    #expect(error?.path == folder / "absent")
    #expect(error?.description == "there is no such file")
    #expect(systemText(for: ENAMETOOLONG) == "File name too long")
  }

  @Test("a file that may not be read says so", .enabled(if: geteuid() != 0, "root may read all"))
  func permission() throws {
    let folder = try TemporaryFolder(["locked": "x"])
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder / "locked")
    #expect(reason(folder / "locked") == .notPermitted)
  }

  @Test("a file that grows beyond its size, like those of /proc, is read whole")
  func noSize() throws {
    #expect(try !readFile("/proc/self/status").isEmpty)
    #expect(reason("/dev/zero", limit: 100_000) == .tooLarge(limit: 100_000))
  }

  private func reason(_ path: String, limit: Int = 1 << 20) -> FileError.Reason? {
    do {
      _ = try readFile(path, limit: limit)
      return nil
    } catch {
      return error.reason
    }
  }
}

@Suite("file: URIs")
struct FileURITests {
  @Test(
    "a path becomes an encoded absolute URI and comes back",
    arguments: [
      ("/a/b.json", "file:///a/b.json"), ("/a b/ü#%?.json", "file:///a%20b/%C3%BC%23%25%3F.json"),
      ("/a/./b/../c//d", "file:///a/c/d"), ("/../x", "file:///x"), ("/a/", "file:///a/"),
      ("/", "file:///"),
    ])
  func encode(path: String, uri: String) {
    #expect(FileURI.uri(ofPath: path) == uri)
  }

  @Test("a relative path is seen from the current directory")
  func relative() {
    let current = FileURI.uri(ofPath: currentDirectory())
    #expect(FileURI.uri(ofPath: "x.json") == current + "/x.json")
    #expect(FileURI.uri(ofPath: "./") == current + "/")
  }

  @Test(
    "a URI becomes a path, if it is one of this machine's files",
    arguments: [
      ("file:///a%20b", "/a b"), ("file:/a", "/a"), ("FILE://localhost/a?q#f", "/a"),
      ("file://elsewhere/a", nil), ("file:a", nil), ("http://x/a", nil), ("/a", nil),
      ("file:///100%", "/100%"), ("file:///%zz%41", "/%zzA"),
    ])
  func decode(uri: String, path: String?) {
    #expect(FileURI.path(of: uri) == path)
  }

  @Test(
    "a scheme is told from a path",
    arguments: [
      ("https://x", "https"), ("urn:a:b", "urn"), ("./a:b", nil), ("C:/x", nil), ("a/b:c", nil),
      (":x", nil), ("1a:b", nil), ("plain", nil),
    ])
  func schemes(text: String, scheme: String?) {
    #expect(FileURI.scheme(of: text) == scheme)
  }
}
