import TestSupport
import Testing

@testable import WeirJSON

@Suite("multipleOf")
struct NumberDivisorTests {
  static let multiples: [(String, String)] = [
    ("1280.32", "0.01"), ("3e-08", "1e-08"), ("1e308", "0.5"), ("0.3", "0.1"), ("0", "7"),
    ("-0.0", "0.3"), ("12391239123", "1e-8"), ("0.0075", "0.0001"), ("4.5", "1.5"), ("-9", "3"),
    ("10", "2.5"), ("1e100000000", "1"), ("1e100000000", "1e99999999"), ("1e100000000", "512e-7"),
    ("7e100000000000000000000", "7e99999999999999999999"), ("100", "1e2"), ("1e2", "100"),
    ("9223372036854775808", "2"), ("123456789012345678901234567890", "10"),
    ("1e400", "32768"), ("1e-400", "1e-400"), ("3e-400", "1e-401"), ("1.0", "1"),
    ("18446744073709551616", "4294967296"),
    ("340282366920938463463374607431768211456", "18446744073709551616"),
    ("1e64", "18446744073709551616"),
    ("152415787532388367501905199875019052100", "12345678901234567890"),
  ]

  static let others: [(String, String)] = [
    ("0.00751", "0.0001"), ("35", "1.5"), ("1", "2"), ("0.35", "0.1"), ("1e308", "0.123456789"),
    ("1e-400", "1"), ("1e100000000", "3"), ("1e99999999", "1e100000000"), ("5", "10"),
    ("1", "1e100000000"), ("1", "1e99999999999999999999999"), ("3e-8", "2e-8"), ("15", "1e1"),
    ("123456789012345678901234567891", "10"), ("1e63", "18446744073709551616"),
    ("18446744073709551615", "2"), ("999999999999999999", "1000000000000000000"),
    ("152415787532388367501905199875019052101", "12345678901234567890"), ("1e5", "64"),
  ]

  @Test("a multiple is recognised whatever the sizes", arguments: multiples)
  func multiple(number: String, divisor: String) throws {
    try expect(number, isMultipleOf: divisor, true)
  }

  @Test("what is no multiple is rejected whatever the sizes", arguments: others)
  func noMultiple(number: String, divisor: String) throws {
    try expect(number, isMultipleOf: divisor, false)
  }

  @Test("a divisor must be greater than zero", arguments: ["0", "-0", "0.0e7", "-1", "-1e-400"])
  func unusable(divisor: String) {
    #expect(divisor.token { NumberDivisor($0) } == nil)
  }

  @Test("numbers of ten thousand digits divide exactly")
  func manyDigits() throws {
    let nines = String(repeating: "9", count: 10_000)
    try expect(nines, isMultipleOf: "9", true)
    try expect(nines, isMultipleOf: "99", true)
    try expect(nines, isMultipleOf: "7", false)
    try expect(nines, isMultipleOf: String(repeating: "9", count: 5_000), true)
    try expect(nines, isMultipleOf: String(repeating: "9", count: 4_999), false)
    try expect(nines, isMultipleOf: "0." + String(repeating: "1", count: 2_500), true)
    try expect(nines + ".5", isMultipleOf: "0.5", true)
  }

  @Test("random numbers divide as a slow reference says")
  func random() throws {
    var generator = SeededGenerator(seed: 0x5EED_0002)
    var multiples = 0
    for _ in 0..<20_000 {
      let divisor = RandomNumber.text(using: &generator)
      guard SlowDecimal(divisor).isPositive else { continue }
      let factor = RandomNumber.text(using: &generator)
      let number =
        Bool.random(using: &generator)
        ? SlowDecimal(divisor).times(SlowDecimal(factor)).text : factor
      let expected = SlowDecimal(number).isMultiple(of: SlowDecimal(divisor))
      multiples += expected ? 1 : 0
      try expect(number, isMultipleOf: divisor, expected)
    }
    #expect(multiples > 1_000)
  }
}

private func expect(_ number: String, isMultipleOf text: String, _ expected: Bool) throws {
  let divisor = try #require(text.token { NumberDivisor($0) })
  #expect(number.token { divisor.divides($0) } == expected, "\(number) by \(text)")
  if number.utf8.allSatisfy({ $0 != 0x2E && $0 | 0x20 != 0x65 }) {
    let result = number.token { divisor.divides(integer: $0) }
    #expect(result == expected, "integer \(number) by \(text)")
  }
}
