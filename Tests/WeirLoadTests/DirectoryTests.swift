import Foundation
import Testing

@testable import WeirLoad

@Suite("Listing directories")
struct DirectoryTests {
  @Test("a directory is listed with its folders, in order, without hidden files and linked folders")
  func listing() throws {
    let folder = try TemporaryFolder([
      "b.json": "", "a/x.yaml": "", "a/.hidden.json": "", ".git/y.json": "", "a/n.txt": "",
    ])
    try FileManager.default.createSymbolicLink(
      atPath: folder / "loop", withDestinationPath: folder.path)
    try FileManager.default.createSymbolicLink(
      atPath: folder / "link.json", withDestinationPath: folder / "b.json")
    let found = try files(below: folder.path) { $0.hasSuffix(".json") || $0.hasSuffix(".yaml") }
    #expect(found == [folder / "a/x.yaml", folder / "b.json", folder / "link.json"])
    #expect(throws: FileError.self) { try files(below: folder / "absent") { _ in true } }
  }

  @Test("a path is as short as it can be said, and never standard input")
  func paths() {
    #expect(pathOf("a", in: ".") == "a")
    #expect(pathOf("-", in: ".") == "./-")
    #expect(pathOf("a", in: "/") == "/a")
    #expect(pathOf("a", in: "b/") == "b/a")
    #expect(pathOf("-", in: "b") == "b/-")
  }
}
