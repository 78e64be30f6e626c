import Foundation
import TestSupport
import Testing

@testable import WeirLoad

/// `.weirignore` files, held against git: what they say is what git says of files in their form.
@Suite("Ignore files")
struct IgnoreRulesTests {
  @Test(
    "random ignore files at every level leave out what git leaves out", .needsCommand("git"),
    arguments: 1...40)
  func agreesWithGit(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let folder = try TemporaryFolder()
    let names = ["a", "b", "ab", "b.json", "a b"]
    for first in names {
      for second in names {
        for third in ["a.json", "b.json", "ab.json", "#.json"] {
          try folder.write([], to: "\(first).d/\(second).d/\(third)")
        }
      }
    }
    var texts: [String] = []
    for directory in ["", "a.d/", "a.d/b.d/", "b.d/"] where Bool.random(using: &random) {
      let lines = (0..<Int.random(in: 1...5, using: &random)).map { _ in line(&random) }
      texts.append("\(directory): \(lines)")
      try folder.write(Array(lines.joined(separator: "\n").utf8), to: directory + ".weirignore")
    }
    let found = try Set(found(below: folder.path))
    let expected = try Set(git(in: folder.path))
    #expect(found.symmetricDifference(expected).sorted() == [], "\(texts)")
  }

  @Test(
    "each form of a line does what git says", .needsCommand("git"),
    arguments: [
      "b", "/b", "b/", "d/b", "/d/b", "d/", "d/**", "**/b", "d/**/c.json", "*.json",
      "*.json\n!c.json",
      "d/\n!d/b/c.json", "d/*\n!d/b", "# b\n\\#x", "b \n", "b\\ ", "!b\nb", "\\!x", "/*\n!/d",
      "*/b",
      "c.json\r\n", "[a-c]", "[!b]", "[^b]", "?", "**", "/", "//", "***", "d//b", "a**c.json",
      "\u{feff}b",
    ])
  func forms(text: String) throws {
    let folder = try TemporaryFolder()
    for path in [
      "b", "a", "c.json", "d/b/c.json", "d/b/b", "d/a.json", "d/d/b/x.json", "#x", "!x", "b ",
      "e/b", "e/d/b",
    ] {
      try? folder.write([], to: path + (path.hasSuffix(".json") ? "" : ".json"))
      try? folder.write([], to: "x/" + path)
    }
    try folder.write(Array(text.utf8), to: ".weirignore")
    #expect(try found(below: folder.path) == git(in: folder.path))
  }

  private func line(_ random: inout SeededGenerator) -> String {
    let parts = ["a", "b", "*", "?", ".d", ".json", "/", "/", "**/", "/**", "[ab]", "ab", " "]
    let count = Int.random(in: 1...5, using: &random)
    let text = (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      .replacing(/\/+/, with: "/")
    return (Int.random(in: 0..<4, using: &random) == 0 ? "!" : "") + text
  }

  /// All files that a search finds, those without an extension too.
  private func found(below path: String) throws -> [String] {
    var search = InputSearch()
    search.findsHidden = true
    let identity = try fileStatus(path).identity
    var walk = InputWalk(search, origin: .folder) { $0 != ".weirignore" }
    return walk.findings(below: path, identity: identity).map { finding in
      guard case .file(let file) = finding else { return "\(finding)" }
      return String(file.path.dropFirst(path.count + 1))
    }.sorted()
  }

  private func git(in path: String) throws -> [String] {
    let output = try run(["git", "init", "-q"], in: path)
    try #require(output.isEmpty)
    let listing = try run(
      ["git", "ls-files", "-z", "--others", "--exclude-per-directory=.weirignore"], in: path)
    return listing.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      .filter { !$0.hasSuffix(".weirignore") }.sorted()
  }

  private func run(_ command: [String], in path: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return bytes
  }
}
