import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

/// Our engine against node's RegExp, whose answers `scripts/judge-patterns` has written down.
struct PatternGoldenTests {
  static let folder = TestData.packageRoot + "/Tests/WeirSchemaTests/Patterns/Golden"

  @Test("what is a pattern, and what is none")
  func syntax() throws {
    let golden = try Golden("syntax.json")
    for node in try golden.elements(of: "cases", in: 0) {
      let pattern = try golden.bytes("pattern", of: node)
      let isPattern = try golden.isTrue("valid", of: node)
      let name =
        "\(try golden.string("section", of: node)): \(String(decoding: pattern, as: UTF8.self))"
      do throws(PatternError) {
        _ = try PatternParser.parse(pattern, isStrict: true)
        #expect(isPattern, "\(name) was accepted")
      } catch {
        #expect(!isPattern || error.isUnsupported, "\(name): \(error)")
        #expect((0...pattern.count).contains(error.byteOffset))
      }
      let isAccepted = pattern.withByteSlice { RegexFormat.accepts($0) }
      #expect(isAccepted == isPattern, "\(name) by the format")
      // What is lenient takes all that is strict.
      if isPattern { #expect(throws: Never.self) { try PatternParser.parse(pattern) } }
    }
  }

  @Test("what matches, and what does not")
  func verdicts() throws {
    let golden = try Golden("verdicts.json")
    let cases = try golden.elements(of: "cases", in: 0)
    #expect(cases.count > 800)
    for node in cases {
      let source = try golden.bytes("pattern", of: node)
      let section = try golden.string("section", of: node)
      let pattern = try Pattern(source)
      for (member, isMatch) in [("matches", true), ("others", false)] {
        for text in try golden.elements(of: member, in: node) {
          let text = golden.tape.bytes(at: text)
          let verdict = try pattern.matches(text)
          #expect(
            verdict == isMatch,
            """
            \(section): \(String(decoding: source, as: UTF8.self)) \
            on \(String(decoding: text, as: UTF8.self).debugDescription)
            """)
        }
      }
    }
  }

  /// Node may know an older Unicode than our tables: the characters that are compared are listed in
  /// the file, and scripts that it does not know are left out.
  @Test("every property holds the same characters")
  func properties() throws {
    let golden = try Golden("properties.json")
    let compared = try comparedCharacters(golden)
    let nodes = try golden.elements(of: "properties", in: 0)
    #expect(nodes.count > 700)
    for node in nodes {
      let expression = try golden.string("expression", of: node)
      let set = UnicodeProperty.set(Array(expression.utf8))
      let members = try #require(set, "\(expression) is not known")
      guard try golden.string("count", of: node) != "-1" else { continue }
      var count = 0
      var checksum: UInt32 = 0
      for range in members.intersection(compared).ranges {
        count += range.count
        for scalar in range { checksum = checksum &* 31 &+ scalar }
      }
      #expect(try "\(count)" == golden.string("count", of: node), "\(expression)")
      #expect(try "\(checksum)" == golden.string("checksum", of: node), "\(expression)")
    }
  }

  private func comparedCharacters(_ golden: Golden) throws -> ScalarSet {
    let bounds = try golden.string("assigned", of: 0).split(separator: " ").compactMap {
      UInt32($0)
    }
    return ScalarSet(bounds: bounds.count.isMultiple(of: 2) ? bounds : bounds + [0x110000])
  }

  @Test("the same characters are equal where case is ignored")
  func foldings() throws {
    let golden = try Golden("properties.json")
    let compared = try comparedCharacters(golden)
    let groups = try golden.string("foldings", of: 0).split(separator: ",")
    #expect(groups.count > 1_400)
    for group in groups {
      let members = group.split(separator: " ").compactMap { UInt32($0, radix: 16) }
      let expected = ScalarSet(members.map { $0...$0 })
      for member in members {
        let closure = CaseFolding.closure(of: ScalarSet(member))
        #expect(closure.intersection(compared) == expected, "\(group)")
        #expect(CaseFolding.fold(member) == CaseFolding.fold(members[0]), "\(group)")
      }
    }
  }
}

/// One golden file.
private final class Golden {
  private var document = Document()

  init(_ name: String) throws {
    try document.parse(TestData.bytes(ofFile: PatternGoldenTests.folder + "/" + name))
  }

  var tape: Tape { document.tape }

  func elements(of name: String, in node: Int) throws -> [Int] {
    Array(tape.elements(of: try member(name, of: node)))
  }

  func bytes(_ name: String, of node: Int) throws -> [UInt8] {
    tape.bytes(at: try member(name, of: node))
  }

  /// A string or a number as written.
  func string(_ name: String, of node: Int) throws -> String {
    String(decoding: try bytes(name, of: node), as: UTF8.self)
  }

  func isTrue(_ name: String, of node: Int) throws -> Bool {
    tape.kind(of: try member(name, of: node)) == .true
  }

  private func member(_ name: String, of node: Int) throws -> Int {
    try #require(tape.child(Array(name.utf8), of: node), "no \(name)")
  }
}

extension ScalarSet {
  fileprivate func intersection(_ other: ScalarSet) -> ScalarSet {
    ScalarSet(inverted.ranges + other.inverted.ranges).inverted
  }
}

extension Pattern {
  init(_ source: String, firstKey: Int = 0) throws {
    self = try Pattern(Array(source.utf8), firstKey: firstKey)
  }

  /// Whether it matches, with scratch of its own.
  func matches(
    _ text: [UInt8], maxSteps: Int = EvaluationLimits().maxPatternSteps
  ) throws -> Bool {
    var scratch = PatternScratch()
    return try text.withByteSlice { try matches($0, scratch: &scratch, maxSteps: maxSteps) }
  }

  func matches(_ text: String) throws -> Bool { try matches(Array(text.utf8)) }
}
