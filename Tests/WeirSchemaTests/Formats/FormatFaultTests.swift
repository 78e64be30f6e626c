import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

/// What messages say about strings that are not of a format.
@Suite("Format faults")
struct FormatFaultTests {
  @Test("the example of a format is of the format", arguments: Format.allCases)
  func examples(format: Format) {
    let example = Array(format.example.utf8)
    #expect(example.withByteSlice { format.accepts($0) })
    #expect(format.fault(in: example) == nil)
  }

  @Test("whatever a format rejects, there is a reason", arguments: FormatTests.rejected)
  func reasons(format: Format, texts: [String]) {
    for text in texts {
      #expect(format.fault(in: Array(text.utf8)) != nil, "\(format) \(text)")
    }
  }

  @Test("examples cut short, and with any byte replaced, are explained", arguments: Format.allCases)
  func mutations(format: Format) {
    let example = Array(format.example.utf8)
    var texts = example.indices.map { Array(example[..<$0]) }
    for index in example.indices {
      for byte: UInt8 in [
        0, 0x20, 0x2D, 0x2E, 0x2F, 0x30, 0x39, 0x3A, 0x40, 0x54, 0x7E, 0x80, 0xFF,
      ] {
        var text = example
        text[index] = byte
        texts.append(text)
      }
    }
    for text in texts where !text.withByteSlice({ format.accepts($0) }) {
      #expect(format.fault(in: text) != nil, "\(format) \(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test("so it is for what the official suite rejects", .needs(.jsonSchemaTestSuite))
  func suite() throws {
    var count = 0
    for (dialect, folder) in FormatSuiteTests.folders {
      for path in TestData.files(in: .jsonSchemaTestSuite, under: folder) {
        var document = Document()
        try document.parse(TestData.bytes(of: .jsonSchemaTestSuite, path))
        count += try check(document.tape, dialect, path)
      }
    }
    #expect(count > 500)
  }

  private func check(_ tape: Tape, _ dialect: Dialect, _ path: String) throws -> Int {
    var count = 0
    for group in tape.elements(of: 0) {
      let schema = try #require(tape.member("schema", of: group))
      let name = try tape.string(at: #require(tape.member("format", of: schema)))
      guard let format = Format.named(name, dialect: dialect) else { continue }
      for test in try tape.elements(of: #require(tape.member("tests", of: group))) {
        let data = try #require(tape.member("data", of: test))
        guard try tape.kind(of: #require(tape.member("valid", of: test))) == .false else {
          continue
        }
        count += 1
        #expect(format.fault(in: tape.bytes(at: data)) != nil, "\(path) \(tape.string(at: data))")
      }
    }
    return count
  }

  static let faults: [(Format, String, String)] = [
    (.dateTime, "2026-11-23 19:00:00", "missing T and offset"),
    (.dateTime, "2026-11-23 19:00", "missing T, seconds and offset"),
    (.dateTime, "2026-11-23T19:00:00", "missing offset"),
    (.dateTime, "2026-11-23", "missing T, time and offset"),
    (.dateTime, "2026-13-23T19:00:00Z", "there is no month 13"),
    (.dateTime, "2026-11-23T25:00:00Z", "a day has no hour 25"),
    (
      .dateTime, "2026-11-23T19:00:00CET",
      "the offset must be Z, or + or - with hours and minutes, as +01:00"
    ),
    (.date, "2026-02-30", "month 2 of 2026 has 28 days, not 30"),
    (.date, "23.11.2026", "a date is year, month and day in digits with hyphens between"),
    (.date, "2026-1-5", "a year has four digits, a month and a day have two"),
    (.time, "23:59:60+01:00", "second 60 exists at the end of a day in UTC only"),
    (.duration, "P1.5D", "fractions are not allowed"),
    (.duration, "1D", "it must begin with P"),
    (.email, "ada.example.com", "missing @"),
    (.email, "ada lovelace@example.com", "the blank cannot stand before the @"),
    (.email, "ada@exa_mple.com", "behind the @: \"_\" cannot stand in a host name"),
    (.hostname, "-a.example", "a label begins or ends with a hyphen"),
    (.ipv4, "256.1.1.1", "a number is greater than 255"),
    (.ipv4, "1.2.3", "it must have four numbers with dots between"),
    (.ipv6, "1:2:3", "3 groups, where 8 or a :: are needed"),
    (.ipv6, "1::2::3", ":: can stand once only"),
    (.ipv6, "12345::", "a group has more than four hexadecimal digits"),
    (.uri, "example.com/a", "a scheme, such as https:, is missing"),
    (.uri, "https://example.com/a b", "the blank at offset 21 must be percent-encoded"),
    (.uriTemplate, "/users/{id", "the last { is never closed"),
    (.uuid, "123e4567-e89b-12d3-a456-42661417400", "35 characters instead of 36"),
    (.uuid, "123e4567e89b12d3a456426614174000", "hyphens must stand after 8, 12, 16 and 20 digits"),
    (.uuid, "123e4567-e89b-12d3-a456-42661417400g", "\"g\" at offset 35 is no hexadecimal digit"),
    (.jsonPointer, "items/0", "it must be empty or begin with /"),
    (.relativeJSONPointer, "/items", "it must begin with the number of levels to go up"),
    (.regex, "(a", "the group is never closed, at offset 0"),
  ]

  @Test("a fault is told by what is wrong with the text", arguments: faults)
  func fault(format: Format, text: String, fault: String) {
    #expect(format.fault(in: Array(text.utf8)) == fault)
  }

  @Test("a message has the reason and an example")
  func message() throws {
    let schema = try Schema(
      json: Array(#"{"format": "date-time"}"#.utf8), options: SchemaOptions(assertsFormat: true))
    let report = schema.report(on: Array(#""2026-11-23 19:00:00""#.utf8))
    #expect(
      report.errors.map(\.message) == [
        "\"2026-11-23 19:00:00\" is not a valid date-time; "
          + "missing T and offset; an example is 2026-11-23T19:00:00Z"
      ])
  }
}
