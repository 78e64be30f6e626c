import Foundation
import TestSupport
import Testing
import WeirJSON
import WeirReport
import WeirSchema

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Each format, read by what reads it: a schema, an XML parser, a TAP harness.
struct FindingWriterTests {
  /// Texts that some format has a meaning for.
  private static let hostile = [
    "a \"quote\" & <tag> ]]>", "50% \r\n::error::no", "tab\there, bell\u{7}",
    "ok 1 # SKIP \\ naïve 🌊",
  ]

  private static let instance = SourceText(
    name: "config/a b#1:2,3.yaml", bytes: Array("level: warn\nnext: 「x」\n".utf8), firstLine: 3,
    firstByteOffset: 40)

  private static func error(_ message: String, at word: String = "warn") -> ValidationError {
    Fixture(instance: "level: warn\nnext: 「x」\n", schema: #"{"enum":[1]}"#).error(
      "enum", at: word, message, instanceLocation: "/level", schemaLocation: "#/enum", rule: "[1]")
  }

  /// A subject without findings, one with hostile ones, one with a warning, one cut short.
  private static func output(_ format: FindingFormat) -> String {
    var writer = format.writer(tool: "weir check", version: "1.2.3")
    var text = writer.begin()
    text += writer.begin(subject: "good.json", in: "good.json") + writer.endSubject(unwritten: 0)
    text += writer.begin(subject: instance.name, in: instance.name)
    for message in hostile { text += writer.write(Finding(error(message), in: instance)) }
    text += writer.endSubject(unwritten: 0)
    text += writer.begin(subject: "warned.json", in: "warned.json")
    text += writer.write(
      Finding(level: .warning, code: "decode.duplicate_key", message: "twice", file: "warned.json"))
    text += writer.endSubject(unwritten: 0)
    text += writer.begin(subject: "long.ndjson", in: "long.ndjson")
    for _ in 0..<2 { text += writer.write(Finding(error("same", at: "「x」"), in: instance)) }
    return text + writer.endSubject(unwritten: 7) + writer.end()
  }

  private func json(_ format: FindingFormat) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(Self.output(format).utf8))
  }

  @Test("regions end behind their last character, in the file's lines, columns and bytes")
  func regions() throws {
    let region = try #require(Finding(Self.error("m", at: "「x」"), in: Self.instance).region)
    #expect(region.start == TextPosition(line: 4, column: 7))
    #expect(region.end == TextPosition(line: 4, column: 10))
    #expect(region.byteRange == 58..<65)
    let both = try #require(Finding(Self.error("m", at: "warn\nnext"), in: Self.instance).region)
    #expect(both.end == TextPosition(line: 4, column: 5))
  }

  @Test("SARIF is valid against its schema", .needs(.sarif))
  func sarifSchema() throws {
    let schema = try Schema(
      json: TestData.bytes(of: .sarif, "sarif-2.1.0.json"),
      options: SchemaOptions(assertsFormat: true))
    for text in [Self.output(.sarif), Self.empty(.sarif)] {
      #expect(schema.report(on: Array(text.utf8)).errors.map(\.message) == [])
    }
  }

  @Test("SARIF results name their rules by index, and say what they were given")
  func sarif() throws {
    let run = try #require(((json(.sarif) as? [String: Any])?["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: [String: Any]])?["driver"])
    let rules = try #require(driver["rules"] as? [[String: Any]]).map { $0["id"] as? String }
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(rules == ["schema.enum", "decode.duplicate_key", "weir.more"])
    #expect(results.count == 8)
    for result in results {
      #expect(rules[try #require(result["ruleIndex"] as? Int)] == result["ruleId"] as? String)
    }
    let messages = results.prefix(4).map { ($0["message"] as? [String: String])?["text"] }
    #expect(messages == Self.hostile)
    #expect(
      results.compactMap { $0["level"] as? String }.suffix(4) == [
        "warning", "error", "error", "note",
      ])
    #expect(Self.output(.sarif).contains(#""uri":"config/a%20b%231:2,3.yaml""#))
  }

  @Test("JUnit is well-formed XML that says what it was given")
  func junit() throws {
    let reader = ElementReader()
    let parser = XMLParser(data: Data(Self.output(.junit).utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(
      reader.elements.map(\.name) == [
        "testsuites", "testsuite", "testcase", "testsuite", "testcase", "failure", "testsuite",
        "testcase", "system-out", "testsuite", "testcase", "failure",
      ])
    let cases = reader.elements.filter { $0.name == "testsuite" }
    #expect(cases.map { $0.attributes["failures"] } == ["0", "1", "0", "1"])
    #expect(cases[1].attributes["name"] == Self.instance.name)
    let failure = try #require(reader.elements.first { $0.name == "failure" })
    #expect(failure.attributes["message"] == "3:8: " + Self.hostile[0])
    #expect(reader.text.contains("3:8: tab\there, bell\u{FFFD} [schema.enum]"))
    #expect(reader.text.contains("… and 7 more"))
  }

  @Test("a workflow command is one line, whatever the message holds")
  func github() {
    let lines = Self.output(.github).split(separator: "\n")
    #expect(lines.count == 8)
    #expect(
      lines[1] == "::error file=config/a b#1%3A2%2C3.yaml,line=3,endLine=3,col=8,endColumn=12,"
        + "title=schema.enum::50%25 %0D%0A::error::no (at /level)")
    #expect(lines[4] == "::warning file=warned.json,title=decode.duplicate_key::twice")
    #expect(lines[7] == "::notice file=long.ndjson::… and 7 more")
  }

  @Test("GitLab's issues have what it asks for, and fingerprints of their own")
  func gitlab() throws {
    let issues = try #require(json(.gitlab) as? [[String: Any]])
    #expect(issues.count == 8)
    #expect(Set(issues.compactMap { $0["fingerprint"] as? String }).count == 8)
    for issue in issues {
      #expect(issue["description"] is String && issue["check_name"] is String)
      let location = try #require(issue["location"] as? [String: Any])
      #expect(location["path"] is String)
      #expect((location["lines"] as? [String: Any])?["begin"] is Int)
      #expect(["major", "minor", "info"].contains(issue["severity"] as? String))
    }
  }

  @Test("a fingerprint does not move with the lines")
  func fingerprint() {
    let moved = SourceText(
      name: Self.instance.name, bytes: Self.instance.bytes, firstLine: 9, firstByteOffset: 99)
    let error = Self.error("m")
    #expect(Finding(error, in: moved).fingerprint == Finding(error, in: Self.instance).fingerprint)
    #expect(
      Finding(Self.error("n"), in: moved).fingerprint != Finding(error, in: moved).fingerprint)
  }

  @Test("a TAP harness counts the subjects", .enabled(if: prove != nil, "perl's prove is not here"))
  func tap() throws {
    #expect(try Self.proved(Self.output(.tap)) == [2, 4])
    #expect(try Self.proved(Self.empty(.tap)) == [])
  }

  @Test("a TAP block is YAML whose entries are JSON")
  func tapText() {
    let lines = Self.output(.tap).split(separator: "\n")
    #expect(lines.first == "TAP version 13")
    #expect(lines.last == "1..4")
    #expect(lines.contains("not ok 2 - config/a b\\#1:2,3.yaml"))
    let entries = lines.filter { $0.hasPrefix("    - ") }
    #expect(entries.count == 6)
    for entry in entries {
      #expect(throws: Never.self) {
        try JSONSerialization.jsonObject(with: Data(entry.dropFirst(6).utf8))
      }
    }
  }

  private static func empty(_ format: FindingFormat) -> String {
    var writer = format.writer(tool: "weir check", version: "1.2.3")
    return writer.begin() + writer.end()
  }
}

// MARK: - Readers

private let prove = ["/usr/bin/prove", "/usr/local/bin/prove"].first {
  FileManager.default.isExecutableFile(atPath: $0)
}

extension FindingWriterTests {
  /// The numbers of the test points that fail, as perl's TAP harness reads them.
  private static func proved(_ text: String) throws -> [Int] {
    let file = NSTemporaryDirectory() + "/weir-\(UUID().uuidString).tap"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(prove))
    process.arguments = ["--exec", "cat", file]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(!output.contains("Parse errors"), "\(output)")
    guard let line = output.split(separator: "\n").first(where: { $0.contains("Failed test") })
    else { return [] }
    return line.split(separator: ":")[1].split { $0 == "," || $0 == " " }.compactMap { Int($0) }
  }
}

private final class ElementReader: NSObject, XMLParserDelegate {
  var elements: [(name: String, attributes: [String: String])] = []
  var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append((name, attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
