import TestSupport

/// What is to become of a record.
enum RecordKind: Sendable, CaseIterable {
  /// Accepted, and taken by every sink.
  case good

  /// Accepted, and refused by the service for good: quarantined with stage `sink`.
  case refused

  // Quarantined when it comes, by what is wrong with it.
  case wrongType
  case incomplete
  case notJSON

  var isAccepted: Bool { self == .good || self == .refused }

  /// The code that the quarantine record has; of texts that are no JSON its beginning.
  var code: String {
    switch self {
    case .good: ""
    case .refused: "sink.rejected"
    case .wrongType: "schema.type"
    case .incomplete: "schema.required"
    case .notJSON: "decode."
    }
  }
}

/// Makes records of their numbers: the same number and seed, the same bytes.
///
/// They are odd in ways that JSON allows (blanks, escapes, forms of numbers), so that whoever writes a
/// record anew instead of passing it on is found out.
struct RecordMaker: Sendable {
  let seed: UInt64

  /// Whether some records are bad, and some refused by the service.
  var hasFaults = true

  static let schema = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "required": ["id", "amount", "text"],
      "additionalProperties": false,
      "properties": {
        "id": { "type": "string", "pattern": "^R-[0-9]{9}$" },
        "amount": { "type": "number", "minimum": 0 },
        "text": { "type": "string" }
      }
    }
    """

  private func generator(_ number: Int) -> SeededGenerator {
    SeededGenerator(seed: seed &+ UInt64(number) &* 0x9E37_79B9)
  }

  func kind(of number: Int) -> RecordKind {
    guard hasFaults else { return .good }
    var random = generator(number)
    return switch Int.random(in: 0..<200, using: &random) {
    case 0..<2: .refused
    case 2..<6: .wrongType
    case 6..<10: .incomplete
    case 10..<14: .notJSON
    default: .good
    }
  }

  func payload(of number: Int) -> [UInt8] {
    var random = generator(number)
    _ = random.next()
    let digits = String(number)
    let id = "\"id\":\"R-" + String(repeating: "0", count: max(0, 9 - digits.count)) + digits + "\""
    let amount =
      [#""amount": 1.50e1"#, #""amount":0.10"#, #""amount" :12345678901234567890"#]
      .randomElement(using: &random) ?? ""
    let words = [#"Zażółć"#, #"\u00e9t\u00E9"#, #"a\/b \"c\" \\"#, "日本", "plain text"]
    let text = (0..<Int.random(in: 1...24, using: &random))
      .map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
    let json =
      switch kind(of: number) {
      case .good, .refused: "{\(id), \(amount),\"text\":\"\(text)\"}"
      case .wrongType: "{\(id),\"amount\":\"many\",\"text\":\"\(text)\"}"
      case .incomplete: "{\(id), \(amount)}"
      case .notJSON: "{\(id),\"amount\":,\"text\":\"\(text)\"}"
      }
    return Array(json.utf8)
  }

  /// The number that a payload bears; nil for what was not made here.
  static func number(in payload: some Collection<UInt8>) -> Int? {
    let bytes = payload.prefix(32)
    guard let mark = bytes.firstIndex(of: UInt8(ascii: "-")) else { return nil }
    let digits = bytes[mark...].dropFirst().prefix(9)
    guard digits.count == 9 else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// The number of a payload that is, byte for byte, what was made; nil for any other.
  func verifiedNumber(in payload: [UInt8]) -> Int? {
    guard let number = Self.number(in: payload), self.payload(of: number) == payload else {
      return nil
    }
    return number
  }
}
