import Foundation
import WeirJSON

/// Reads `Decodable` values off a tape.
struct TapeDecoder: Decoder {
  let tape: Tape
  let index: Int
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ tape: Tape, at index: Int, codingPath: [any CodingKey]) {
    self.tape = tape
    self.index = index
    self.codingPath = codingPath
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard tape.kind(of: index) == .object else { throw mismatch([String: Any].self) }
    return KeyedDecodingContainer(TapeKeyedContainer(self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard tape.kind(of: index) == .array else { throw mismatch([Any].self) }
    return TapeUnkeyedContainer(self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func child(at index: Int, _ key: any CodingKey) -> TapeDecoder {
    TapeDecoder(tape, at: index, codingPath: codingPath + [key])
  }

  // MARK: Scalars

  var isNull: Bool { tape.kind(of: index) == .null }

  func boolean() throws -> Bool {
    switch tape.kind(of: index) {
    case .true: true
    case .false: false
    default: throw mismatch(Bool.self)
    }
  }

  func text() throws -> String {
    guard tape.kind(of: index) == .string else { throw mismatch(String.self) }
    return tape.string(at: index)
  }

  func float() throws -> Double {
    guard isNumber, let value = Double(numberText) else { throw mismatch(Double.self) }
    return value
  }

  /// The value of `2`, `2.0` or `20e-1`, if the type has it.
  func integer<Value: FixedWidthInteger>() throws -> Value {
    guard isNumber else { throw mismatch(Value.self) }
    if let value = JSONView(tape, at: index).integer.flatMap({ Value(exactly: $0) }) {
      return value
    }
    // Beyond 64 bits with a sign.
    if let value = Value(numberText) { return value }
    throw DecodingError.dataCorrupted(context("\(numberText) does not fit in \(Value.self)"))
  }

  private var isNumber: Bool {
    let kind = tape.kind(of: index)
    return kind == .integer || kind == .decimal
  }

  private var numberText: String { tape.rawContent(of: index).decodedString() }

  // MARK: Values

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    switch type {
    case is Date.Type: return try converted(date())
    case is Data.Type: return try converted(data())
    case is URL.Type: return try converted(url())
    case is Decimal.Type: return try converted(decimal())
    default: return try Value(from: self)
    }
  }

  private func converted<Value>(_ value: some Any) throws -> Value {
    guard let value = value as? Value else { throw mismatch(Value.self) }
    return value
  }

  private func date() throws -> Date {
    let text = try text()
    if let date = try? Date(text, strategy: .iso8601) { return date }
    if let date = try? Date(
      text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    {
      return date
    }
    throw DecodingError.dataCorrupted(context("\(text) is no date of ISO 8601"))
  }

  private func data() throws -> Data {
    guard let data = Data(base64Encoded: try text()) else {
      throw DecodingError.dataCorrupted(context("not Base64"))
    }
    return data
  }

  private func url() throws -> URL {
    guard let url = URL(string: try text()) else {
      throw DecodingError.dataCorrupted(context("not a URL"))
    }
    return url
  }

  private func decimal() throws -> Decimal {
    guard isNumber, let value = Decimal(string: numberText) else { throw mismatch(Decimal.self) }
    return value
  }

  // MARK: Errors

  func context(_ text: String) -> DecodingError.Context {
    DecodingError.Context(codingPath: codingPath, debugDescription: text)
  }

  func mismatch(_ type: Any.Type) -> DecodingError {
    if isNull { return .valueNotFound(type, context("null where \(type) was expected")) }
    return .typeMismatch(type, context("the value is no \(type)"))
  }
}

extension TapeDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { isNull }
  func decode(_ type: Bool.Type) throws -> Bool { try boolean() }
  func decode(_ type: String.Type) throws -> String { try text() }
  func decode(_ type: Double.Type) throws -> Double { try float() }
  func decode(_ type: Float.Type) throws -> Float { Float(try float()) }
  func decode(_ type: Int.Type) throws -> Int { try integer() }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
}
