import TestSupport

/// Random records as JSON texts: of several kinds told apart by a tag or not, with members that come
/// and go, maps, nested unions, and all that JSON allows in strings and numbers.
struct RandomSamples {
  private var generator: SeededGenerator
  private let kinds: Int
  private let hasTag: Bool
  private let strangeness: Int

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    kinds = Int.random(in: 1...5, using: &generator)
    hasTag = Bool.random(using: &generator)
    strangeness = Int.random(in: 0...6, using: &generator)
  }

  mutating func samples(_ count: Int) -> [String] { (0..<count).map { _ in sample() } }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &generator) < percent
  }

  private mutating func pick(_ values: [String]) -> String {
    values.randomElement(using: &generator) ?? ""
  }

  private mutating func sample() -> String {
    if chance(strangeness) { return value(depth: 0) }
    let kind = Int.random(in: 0..<kinds, using: &generator)
    var members = ["\"id\":\(Int.random(in: 0..<1000, using: &generator))"]
    if hasTag, !chance(strangeness / 3) { members.append("\"type\":\"kind-\(kind)\"") }
    for index in 0..<3 where !chance(10) {
      members.append("\"of-\(kind)-\(index)\":\(value(depth: 1))")
    }
    if chance(50) { members.append("\"map\":\(map())") }
    members.append("\"when\":\(pick(times))")
    members.shuffle(using: &generator)
    return "{" + members.joined(separator: ",") + "}"
  }

  private mutating func map() -> String {
    let names = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
      Int.random(in: 0..<5000, using: &generator)
    }
    return "{"
      + Set(names).map { "\"\($0)\":\(chance(90) ? "1.5" : "null")" }.joined(separator: ",")
      + "}"
  }

  private mutating func value(depth: Int) -> String {
    switch Int.random(in: 0..<(depth < 4 ? 9 : 6), using: &generator) {
    case 0: "null"
    case 1: pick(["true", "false"])
    case 2: pick(numbers)
    case 3: "\(Int.random(in: -5...200, using: &generator))"
    case 4: pick(strings)
    case 5: "\"\(UInt64.random(in: 0 ... .max, using: &generator))\""
    case 6: "[" + list { $0.value(depth: depth + 1) } + "]"
    case 7: "[" + list { $0.pick($0.strings) } + "]"
    default: object(depth: depth)
    }
  }

  private mutating func object(depth: Int) -> String {
    var names: [String] = []
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let name = pick(strings)
      if !names.contains(name) { names.append(name) }
    }
    return "{" + names.map { "\($0):\(value(depth: depth + 1))" }.joined(separator: ",") + "}"
  }

  private mutating func list(_ element: (inout Self) -> String) -> String {
    (0..<Int.random(in: 0...4, using: &generator)).map { _ in element(&self) }
      .joined(separator: ",")
  }

  private let times = [
    "\"2026-11-25T14:00:00Z\"", "\"2026-11-25T14:00:00.5+01:00\"", "\"2024-02-29T00:00:00Z\"",
  ]

  private let numbers = [
    "0", "-0", "1.0", "1e2", "1.5", "-1e-7", "1e400", "123456789012345678901234567890",
    "0.1", "-3", "9223372036854775808", "1e1000000", String(repeating: "7", count: 60),
  ]

  private let strings = [
    "\"\"", "\"a\"", "\"kind\"", "\"\\u0061\"", "\"é\"", "\"\\ud83d\\ude00\"", "\"\\ud800\"",
    "\"\\n\\\"\\\\/\"", "\"urn:isbn:1\"", "\"https://example.com/?q=1\"", "\"user@example.com\"",
    "\"10.0.0.1\"", "\"::1\"", "\"P1D\"", "\"2026-11-25\"", "\"type\"", "\"$ref\"", "\"\\u0000\"",
    "\"\(String(repeating: "long", count: 80))\"",
  ]
}
