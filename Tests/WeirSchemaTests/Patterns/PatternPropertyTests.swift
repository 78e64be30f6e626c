import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

/// The engine against a matcher that follows the specification word by word, on random patterns and
/// texts.
struct PatternPropertyTests {
  @Test("random patterns have the verdict of the specification", arguments: 0..<8)
  func verdicts(seed: Int) throws {
    var random = RandomPattern(seed: UInt64(seed), refersToGroups: seed.isMultiple(of: 2))
    // One scratch for all, as a worker has it.
    var scratch = PatternScratch()
    var firstKey = 0
    for _ in 0..<400 {
      let plain = random.pattern()
      let groupCount = random.groupCount
      let pattern = try Pattern(Array("\(plain)".utf8), firstKey: firstKey)
      firstKey = pattern.keys.upperBound
      for _ in 0..<6 {
        let text = random.text()
        let expected = PlainMatcher(text: text.map(\.value), groupCount: groupCount).matches(plain)
        let bytes = Array(String(String.UnicodeScalarView(text)).utf8)
        let verdict = try bytes.withByteSlice {
          try pattern.matches($0, scratch: &scratch, maxSteps: 1_000_000)
        }
        #expect(verdict == expected, "seed \(seed): /\(plain)/ on \(bytes)")
      }
    }
  }
}

private struct RandomPattern {
  private var generator: SeededGenerator
  private let refersToGroups: Bool
  private(set) var groupCount = 0

  private static let alphabet: [Unicode.Scalar] = ["a", "b", "_", " ", "\n", "é", "中", "😀"]

  private static let classes: [(String, @Sendable (UInt32) -> Bool)] = [
    (".", { ![0x0A, 0x0D, 0x2028, 0x2029].contains($0) }), ("[^]", { _ in true }),
    ("[]", { _ in false }), ("[ab]", { $0 == 0x61 || $0 == 0x62 }), ("[^a]", { $0 != 0x61 }),
    ("[b-中]", { (0x62...0x4E2D).contains($0) }), ("[^é-中]", { !(0xE9...0x4E2D).contains($0) }),
    ("\\w", { $0 == 0x5F || $0 == 0x61 || $0 == 0x62 }), ("\\s", { $0 == 0x20 || $0 == 0x0A }),
    ("\\W", { $0 != 0x5F && $0 != 0x61 && $0 != 0x62 }),
    ("[\\u{1F5FF}-\\u{1F601}]", { $0 == 0x1F600 }),
  ]

  init(seed: UInt64, refersToGroups: Bool) {
    generator = SeededGenerator(seed: seed)
    self.refersToGroups = refersToGroups
  }

  mutating func text() -> [Unicode.Scalar] {
    (0..<number(below: 8)).map { _ in
      Self.alphabet[number(below: Self.alphabet.count)]
    }
  }

  mutating func pattern() -> PlainPattern {
    groupCount = 0
    return pattern(depth: 4)
  }

  private mutating func pattern(depth: Int) -> PlainPattern {
    switch number(below: depth > 0 ? 22 : 10) {
    case 0: return .empty
    case 1...3: return .character(Self.alphabet[number(below: Self.alphabet.count)].value)
    case 4...6:
      let (source, holds) = Self.classes[number(below: Self.classes.count)]
      return .oneOf(source, holds)
    case 7: return flip() ? .start : .end
    case 8: return .wordBoundary(isNegated: flip())
    case 9:
      guard refersToGroups, groupCount > 0 else { return .character(0x61) }
      return .reference(1 + number(below: groupCount))
    case 10...13: return .sequence((0...number(below: 3)).map { _ in pattern(depth: depth - 1) })
    case 14...15: return .alternation((0...number(below: 3)).map { _ in pattern(depth: depth - 1) })
    case 16...17:
      groupCount += 1
      let index = groupCount
      return .group(pattern(depth: depth - 1), index: index)
    case 18...19:
      let min = number(below: 3)
      let max = flip() ? Int.max : min + number(below: 3)
      return .repetition(pattern(depth: depth - 1), min: min, max: max, isLazy: flip())
    default:
      return .look(pattern(depth: depth - 1), isBehind: flip(), isNegated: flip())
    }
  }

  private mutating func number(below limit: Int) -> Int {
    Int.random(in: 0..<limit, using: &generator)
  }

  private mutating func flip() -> Bool { Bool.random(using: &generator) }
}
