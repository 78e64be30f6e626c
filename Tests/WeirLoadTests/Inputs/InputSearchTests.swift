import Foundation
import Testing

@testable import WeirLoad

@Suite("Finding inputs")
struct InputSearchTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder([
      "b.json": "", "a/x.yaml": "", "a/y.txt": "", "a/.z.json": "", ".git/h.json": "",
      "a/n/e.ndjson": "", "a.json": "", "a/n/e.json": "", "empty/readme.md": "",
    ])
  }

  @Test("below a folder, files are found whose names tell what they hold, in one order")
  func belowFolder() {
    #expect(
      found(in: "") == ["a/n/e.json", "a/n/e.ndjson", "a/x.yaml", "a.json", "b.json"])
    #expect(found(in: "a") == ["a/n/e.json", "a/n/e.ndjson", "a/x.yaml"])
  }

  @Test("hidden names are found when asked for, or when a glob writes the dot")
  func hidden() {
    var search = InputSearch()
    search.findsHidden = true
    #expect(found(in: "a", search).contains("a/.z.json"))
    #expect(found(in: "", search).contains(".git/h.json"))
    #expect(found(in: "a/*.json") == ["nothing"])
    #expect(found(in: "a/.*.json") == ["a/.z.json"])
    #expect(found(in: ".g*/*.json") == [".git/h.json"])
    #expect(found(in: "a/.z.json") == ["a/.z.json"])
  }

  @Test("a glob finds whatever matches, and nothing where nothing does")
  func globs() {
    #expect(found(in: "a/*") == ["a/x.yaml", "a/y.txt"])
    #expect(found(in: "**/*.json") == ["a/n/e.json", "a.json", "b.json"])
    #expect(found(in: "{b,a}.json") == ["b.json", "a.json"])
    #expect(found(in: "**/{e,x}.*") == ["a/n/e.json", "a/n/e.ndjson", "a/x.yaml"])
    #expect(found(in: "a/**") == ["a/n/e.json", "a/n/e.ndjson", "a/x.yaml", "a/y.txt"])
    for pattern in ["*.xml", "none/*.json", "empty/*.json", "b.json/*"] {
      #expect(found(in: pattern) == ["nothing"])
    }
    #expect(found(in: "empty") == ["nothing"])
  }

  @Test("a file whose name looks like a glob is that file")
  func literalName() throws {
    try folder.write([], to: "[1].json")
    #expect(found(in: "[1].json") == ["[1].json"])
  }

  @Test("an ignore file counts below it, also where a search starts further down")
  func ignored() throws {
    try folder.write(Array("n/\n/b.json\n".utf8), to: ".weirignore")
    #expect(found(in: "") == ["a/x.yaml", "a.json"])
    #expect(found(in: "a") == ["a/x.yaml"])
    #expect(found(in: "**/e.*") == ["nothing"])
    #expect(found(in: "b.json") == ["b.json"])
    var search = InputSearch()
    search.obeysIgnoreFiles = false
    #expect(found(in: "a", search).count == 3)
  }

  @Test("links are passed over, or followed without going in circles")
  func links() throws {
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder / "a/loop", withDestinationPath: folder.path)
    try manager.createSymbolicLink(
      atPath: folder / "a/link.json", withDestinationPath: folder / "b.json")
    try manager.createSymbolicLink(
      atPath: folder / "a/gone.json", withDestinationPath: folder / "nowhere")
    #expect(found(in: "a") == ["a/n/e.json", "a/n/e.ndjson", "a/x.yaml"])
    #expect(found(in: "a/link.json") == ["a/link.json"])
    var search = InputSearch()
    search.followsLinks = true
    #expect(
      found(in: "a", search) == [
        "a/gone.json: notFound", "a/link.json", "a/loop/a: linkLoop", "a/loop/a.json",
        "a/loop/b.json", "a/n/e.json", "a/n/e.ndjson", "a/x.yaml",
      ])
  }

  @Test("a name that is not UTF-8 is a fault, a pipe is passed over, and the rest is found")
  func oddNames() throws {
    try #require(unsafe mkfifo(folder / "a/pipe.json", 0o600) == 0)
    let path = Array((folder / "a/").utf8) + [0xFF] + Array(".json".utf8) + [0]
    let descriptor = unsafe open(path.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    try folder.write([], to: "a/new\nline.json")
    #expect(
      found(in: "a") == [
        "a/\u{fffd}.json: nameNotUTF8", "a/n/e.json", "a/n/e.ndjson", "a/new\nline.json",
        "a/x.yaml",
      ])
  }

  @Test(
    "a folder that may not be read is a fault, and the others are searched",
    .enabled(if: geteuid() != 0, "root may read all"))
  func unreadable() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder / "a/n")
    defer {
      try? FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: folder / "a/n")
    }
    #expect(found(in: "a") == ["a/n: notPermitted", "a/x.yaml"])
  }

  /// Paths relative to the folder; faults with their reason.
  private func found(in argument: String, _ search: InputSearch = InputSearch()) -> [String] {
    search.findings(for: argument.isEmpty ? folder.path : folder / argument).map { finding in
      switch finding {
      case .file(let file): String(file.path.dropFirst(folder.path.count + 1))
      case .fault(let error):
        "\(error.path.dropFirst(folder.path.count + 1)): \(error.reason)"
      case .nothing: "nothing"
      }
    }
  }
}
