import Foundation
import Testing
import WeirJSON
import WeirSchema

@testable import WeirHummingbird

/// Values read off a tape, held against those that Foundation reads from the text.
struct TapeDecoderTests {
  private func decode<Value: Decodable>(_ text: String, _ type: Value.Type = Value.self) throws
    -> Value
  {
    let pool = ValidatorPool(try Schema(json: Array("true".utf8)))
    return try pool.validate(Array(text.utf8), maxErrors: 1).decode(Value.self)
  }

  private struct Everything: Codable, Equatable {
    var flag: Bool
    var small: Int8
    var large: UInt64
    var fraction: Double
    var single: Float
    var text: String
    var list: [Int?]
    var map: [String: [String]]
    var date: Date
    var data: Data
    var url: URL
    var nested: Nested?
    var choice: Choice

    indirect enum Choice: Codable, Equatable { case one(Int), two(left: Choice, right: String) }
    struct Nested: Codable, Equatable { var missing: Int? }
  }

  @Test("all that JSONDecoder reads, it reads the same")
  func everything() throws {
    let text = #"""
      {"flag": true, "small": -128, "large": 18446744073709551615, "fraction": 1e-3, "single": 0.5,
       "text": "\ud83d\ude00 \"x\"", "list": [1, null, 3], "map": {"a": ["b"], "": []},
       "date": "2026-03-01T12:00:00Z", "data": "d2Vpcg==", "url": "https://example.com/a",
       "nested": {"missing": null}, "unknown": [{}],
       "choice": {"two": {"left": {"one": {"_0": 7}}, "right": "r"}}}
      """#
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    #expect(
      try decode(text, Everything.self)
        == decoder.decode(Everything.self, from: Data(text.utf8)))
  }

  @Test("whole numbers by their value, however they are written")
  func integers() throws {
    #expect(try decode("[2.0, 20e-1, 2]", [Int].self) == [2, 2, 2])
    #expect(try decode("-9223372036854775808", Int64.self) == .min)
    for (text, path) in [("[1.5]", 0), ("[0, 256]", 1), ("[0, 0, -1]", 2)] {
      #expect {
        try decode(text, [UInt8].self)
      } throws: { error in
        guard case .dataCorrupted(let context) = error as? DecodingError else { return false }
        return context.codingPath.last?.intValue == path
      }
    }
  }

  @Test("what a type does not take is told with its place")
  func mismatches() {
    #expect {
      try decode(#"{"a": {"b": ["x", 1]}}"#, [String: [String: [String]]].self)
    } throws: { error in
      guard case .typeMismatch(_, let context) = error as? DecodingError else { return false }
      return context.codingPath.map(\.stringValue) == ["a", "b", "Index 1"]
    }
    #expect {
      try decode("{}", Everything.self)
    } throws: { error in
      guard case .keyNotFound(let key, _) = error as? DecodingError else { return false }
      return key.stringValue == "flag"
    }
    #expect {
      try decode("null", [Int].self)
    } throws: { error in
      guard case .valueNotFound = error as? DecodingError else { return false }
      return true
    }
  }
}
