import TestSupport
import Testing

@testable import WeirJSON

/// Lines parsed with one index for all of them against the same lines parsed by themselves.
@Suite("lines of a block")
struct LineParserTests {
  @Test("a line has the tape that it has by itself", arguments: Profile.allCases)
  func tapes(profile: Profile) {
    var texts = JSONTexts(seed: 0x5EED_0030)
    var generator = SeededGenerator(seed: 0x5EED_0031)
    var outcomes = Outcomes()
    for _ in 0..<60 {
      let lines = Lines(count: 120, damagedPercent: 0, &texts, &generator)
      outcomes.compare(lines, profile, &generator)
    }
    // What is well-formed is seldom left to be parsed by itself: the strict profile rejects repeated
    // keys and lone surrogates.
    #expect(outcomes.parsed > (profile == .strict ? 300 : 6_500))
    #expect(profile == .strict || outcomes.left == 0)
  }

  @Test("a fault stays within its line", arguments: Profile.allCases)
  func faults(profile: Profile) {
    var texts = JSONTexts(seed: 0x5EED_0032)
    var generator = SeededGenerator(seed: 0x5EED_0033)
    var outcomes = Outcomes()
    for damagedPercent in [1, 3, 10, 50, 100] {
      for _ in 0..<30 {
        let lines = Lines(count: 120, damagedPercent: damagedPercent, &texts, &generator)
        outcomes.compare(lines, profile, &generator)
      }
    }
    #expect(outcomes.parsed > 300)
    #expect(outcomes.malformed > 1_000)
  }

  @Test("lines that make one value together are none")
  func valuesAcrossLines() {
    var generator = SeededGenerator(seed: 0x5EED_0034)
    var outcomes = Outcomes()
    for lines in [
      ["[1,", "2]"], ["{\"a\":", "1}"], ["[", "[", "]", "]"], ["\"a", "b\""], ["1", "2"],
      ["{\"a\"", ":1}", "true"], ["\"\\", "\"", "\"\""], ["12", "", " ", "[]"], ["\u{C3}", "é"],
    ] {
      outcomes.compare(Lines(lines.map { Array($0.utf8) }), .lenient, &generator)
    }
    #expect(outcomes.malformed == 18)
  }

  @Test("a string that was passed over does not reach into a line")
  func passedOver() {
    let padding = [UInt8](repeating: 0, count: Document.padding)
    (Array("1\n\" x\"}\n[2]\n".utf8) + padding).withByteSlice { bytes in
      var parser = LineParser(options: .lenient)
      parser.expect(bytes[0..<11])
      let isFirstParsed = parser.parse(bytes[0..<1])
      let isRestParsed = parser.parse(bytes[4..<7])
      #expect(isFirstParsed && !isRestParsed)
    }
  }

  @Test("a text from elsewhere is left alone")
  func elsewhere() {
    var parser = LineParser(options: .lenient)
    let padding = [UInt8](repeating: 0, count: Document.padding)
    (Array("[1]\n[2]\n".utf8) + padding).withByteSlice { bytes in
      parser.expect(bytes[0..<8])
      let isOtherParsed = (Array("[3]".utf8) + padding).withByteSlice { parser.parse($0[0..<3]) }
      let isBeyondParsed = parser.parse(bytes[4..<9])
      let isPartParsed = parser.parse(bytes[0..<2])
      #expect(!isOtherParsed && !isBeyondParsed && !isPartParsed)
    }
  }
}

/// A block of lines, the last of which may lack its line feed.
private struct Lines {
  var text: [UInt8] = []
  var ranges: [Range<Int>] = []

  init(_ lines: [[UInt8]]) {
    for line in lines {
      ranges.append(text.count..<text.count + line.count)
      text += line + [UInt8(ascii: "\n")]
    }
  }

  init(
    count: Int, damagedPercent: Int, _ texts: inout JSONTexts, _ generator: inout SeededGenerator
  ) {
    self.init(
      (0..<count).map { _ in
        // Now and then a line of several windows.
        let isLong = Int.random(in: 0..<50, using: &generator) == 0
        var line = texts.next(size: isLong ? 2_000 : 20)
        if Int.random(in: 0..<100, using: &generator) < damagedPercent { texts.damage(&line) }
        return line.filter { $0 != UInt8(ascii: "\n") }
      })
    if Bool.random(using: &generator) { text.removeLast() }
  }
}

private struct Outcomes {
  var parsed = 0
  var left = 0
  var malformed = 0

  mutating func compare(
    _ lines: Lines, _ profile: Profile, _ generator: inout SeededGenerator
  ) {
    var parser = LineParser(options: profile.options)
    var document = Document(options: profile.options)
    let padding = (0..<Document.padding).map { _ in UInt8.random(in: 0...255, using: &generator) }
    (lines.text + padding).withByteSlice { bytes in
      parser.expect(bytes[0..<lines.text.count])
      for range in lines.ranges {
        // A line may be passed over.
        if lines.ranges.count > 10, Int.random(in: 0..<20, using: &generator) == 0 { continue }
        let isParsed = parser.parse(bytes[range])
        let isWellFormed = (try? document.parse(borrowing: bytes[range])) != nil
        if !isWellFormed { malformed += 1 } else if isParsed { parsed += 1 } else { left += 1 }
        let line = Array(lines.text[range])
        #expect(!isParsed || isWellFormed, "\(String(decoding: line, as: UTF8.self))")
        guard isParsed, isWellFormed else { continue }
        #expect(parser.tape.plainValue(at: 0) == document.tape.plainValue(at: 0))
        #expect(hashes(parser.tape) == hashes(document.tape))
      }
    }
  }

  private func hashes(_ tape: Tape) -> [UInt32] { (0..<tape.count).map { tape[$0].next } }
}
