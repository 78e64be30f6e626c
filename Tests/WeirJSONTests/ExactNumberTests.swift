import TestSupport
import Testing

@testable import WeirJSON

@Suite("Exact numbers")
struct ExactNumberTests {
  /// Each line ascends from left to right; numbers within an inner list are equal.
  static let ladders: [[[String]]] = [
    [
      ["-1e100000000"], ["-1e99999999"], ["-9223372036854775809"], ["-9223372036854775808"],
      ["-10", "-1e1", "-10.0", "-100e-1"], ["-9.99999999999999999999"], ["-0.5", "-5e-1"],
      ["-1e-400"], ["0", "-0", "0e5", "0.000", "-0.0e-99999999999999999999"], ["1e-100000000"],
      ["1e-400"], ["0.1", "1e-1", "0.10000"], ["1", "1.0", "10e-1", "0.1e+1", "1E00"],
      ["1.000000000000000000000000001"], ["2"], ["9.99"], ["10"],
      ["12391239123", "1.2391239123e10"], ["9223372036854775807"],
      ["9223372036854775808", "9.223372036854775808e18"], ["18446744073709551616"],
      ["1e308"], ["1.0000000001e308"], ["1e309"], ["1e100000000"], ["1.5e100000000"],
    ],
    [
      ["1e-99999999999999999999999"], ["1e-9223372036854775809", "10e-9223372036854775810"],
      ["1e-9223372036854775808"], ["1e0"], ["9e999999999999999999"],
      ["1e1000000000000000000", "0.1e1000000000000000001", "10e999999999999999999"],
      ["1e9223372036854775807"], ["1e9223372036854775808"],
      ["1e99999999999999999999998"], ["1e99999999999999999999999"],
      ["1e100000000000000000000000", "100e99999999999999999999998"],
    ],
  ]

  @Test("numbers of every size are ordered exactly", arguments: ladders)
  func order(ladder: [[String]]) {
    let flat = ladder.enumerated().flatMap { rung in rung.element.map { (rung.offset, $0) } }
    for (rung, number) in flat {
      for (otherRung, other) in flat {
        let expected = (rung - otherRung).signum()
        let result = compare(number, other)
        #expect(result == expected, "\(number) against \(other)")
        let bound = other.token { NumberBound($0) }
        #expect(number.token { bound.order(of: $0) } == expected, "\(number) at bound \(other)")
        #expect(number.token(with: other) { numbersAreEqual($0, $1) } == (expected == 0))
        let sameHash = hash(number) == hash(other)
        #expect(sameHash == (expected == 0), "hashes of \(number) and \(other)")
      }
    }
  }

  @Test("integer tokens meet bounds that are no integers, or beyond 64 bits")
  func integerTokens() {
    let bounds = [
      "0", "-0", "42", "-42", "0.5", "-0.5", "41.999", "1e2", "-1e2", "1e18", "-1e18", "1e19",
      "-1e19",
      "9223372036854775807.5", "-9223372036854775808.5", "9223372036854775807",
      "-9223372036854775808",
      "1e100000000", "-1e100000000", "1e-400", "-1e-400", "123456789012345678901234567890",
    ]
    let integers = [
      "0", "-0", "1", "-1", "41", "42", "43", "-42", "100", "-100", "12345678", "123456789",
      "999999999999999999", "-999999999999999999", "1000000000000000000", "-1000000000000000000",
      "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
      "123456789012345678901234567890",
    ]
    for boundText in bounds {
      let bound = boundText.token { NumberBound($0) }
      for integer in integers {
        let order = integer.token { bound.order(ofInteger: $0) }
        #expect(order == compare(integer, boundText), "\(integer) at \(boundText)")
      }
    }
  }

  @Test("a mathematical integer may be written with a fraction or an exponent")
  func integers() {
    for text in ["0", "-0.0", "1", "1.0", "1e2", "10e-1", "1.50e1", "1e100000000", "0e-5"] {
      #expect(text.token { isIntegral($0) }, "\(text)")
    }
    for text in ["0.5", "1e-1", "15e-1", "1.5e0", "1e-100000000000000000000000"] {
      #expect(!text.token { isIntegral($0) }, "\(text)")
    }
  }

  @Test("an integer that fits 64 bits is found in every spelling")
  func int64Values() {
    let fitting: [(String, Int64)] = [
      ("0", 0), ("-0", 0), ("42", 42), ("-7", -7), ("2.0", 2), ("20e-1", 2), ("1.5e1", 15),
      ("1e18", 1_000_000_000_000_000_000),
      ("9223372036854775807", .max), ("-9223372036854775808", .min), ("0e99999999999999999999", 0),
    ]
    for (text, value) in fitting { #expect(text.token { int64Value(of: $0) } == value, "\(text)") }
    let others = [
      "9223372036854775808", "-9223372036854775809", "0.5", "1e19", "1e100000000", "1e-400",
      "99999999999999999999",
    ]
    for text in others { #expect(text.token { int64Value(of: $0) } == nil, "\(text)") }
  }

  @Test("ten thousand digits differ in the last one")
  func manyDigits() {
    let nines = String(repeating: "9", count: 10_000)
    let one = "1" + String(repeating: "0", count: 10_000)
    #expect(compare(nines, one) == -1)
    #expect(compare(one, "1e10000") == 0)
    #expect(hash(one) == hash("1e10000"))
    #expect(compare("0." + nines, "1") == -1)
    #expect(compare("0." + nines, "0." + nines + "1") == -1)
    #expect(compare(nines, nines + ".0") == 0)
    #expect(hash(nines) == hash(nines + ".000"))
    #expect(hash(nines) != hash(nines + ".1"))
  }

  @Test("the seed decides the hash, so collisions cannot be built ahead")
  func seeds() {
    for text in ["1", "0.5", "1e99999999999999999999"] {
      let hashes = Set((0..<64).map { seed in text.token { hashNumber($0, seed: UInt64(seed)) } })
      #expect(hashes.count == 64)
    }
    let exponents = Set((0..<1000).map { hash("1e\(Int.max - $0)") })
    #expect(exponents.count == 1000)
  }

  @Test("random numbers compare and hash as a slow reference says")
  func random() {
    var generator = SeededGenerator(seed: 0x5EED_0001)
    for _ in 0..<20_000 {
      let text = RandomNumber.text(using: &generator)
      let other = RandomNumber.variant(of: text, using: &generator)
      let expected = SlowDecimal(text).compare(to: SlowDecimal(other))
      #expect(compare(text, other) == expected, "\(text) against \(other)")
      let exact = text.token(with: other) { ExactNumber($0).compare(to: ExactNumber($1)) }
      #expect(exact == expected, "\(text) against \(other), symbolically")
      let bound = other.token { NumberBound($0) }
      #expect(text.token { bound.order(of: $0) } == expected)
      if text.utf8.allSatisfy({ $0 != 0x2E && $0 | 0x20 != 0x65 }) {
        #expect(text.token { bound.order(ofInteger: $0) } == expected, "\(text) at \(other)")
      }
      #expect((hash(text) == hash(other)) == (expected == 0), "hash of \(text) and \(other)")
    }
  }
}

private func compare(_ a: String, _ b: String) -> Int {
  a.token(with: b) { compareNumbers($0, $1) }
}

private func hash(_ text: String) -> UInt64 {
  text.token { hashNumber($0, seed: 17) }
}
