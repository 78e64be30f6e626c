import WeirJSON

/// Finds values that follow each other, in a stream or as the elements of an array.
///
/// A container ends with its last bracket, a string with its quote, everything else before a blank or
/// a byte of JSON's structure. So a record is whole as soon as its last byte is there, and a malformed
/// one costs no other as long as its brackets and quotes are balanced.
struct ValueFramer {
  private let isArray: Bool
  private var place = ArrayPlace.before
  private var token = Token.none
  private var nesting = Nesting()
  private var start = 0
  private var fault: FrameFault?

  private enum Token {
    case none

    /// A string or a container.
    case nested

    /// A number, a literal, or nothing that JSON knows.
    case scalar

    /// Structure that stands where no structure can.
    case stray
  }

  private enum ArrayPlace {
    case before, first, afterElement, afterComma, closed
  }

  init(isArray: Bool) { self.isArray = isArray }

  /// Where the record under way begins; nil between records.
  var openStart: Int? { token == .none ? nil : start }

  mutating func rebase(by count: Int) { start -= count }

  mutating func scan(
    _ bytes: ByteSlice, from begin: Int, upTo most: Int, into records: inout [FramedRecord]
  ) -> Int {
    var index = begin
    while index < bytes.count, records.count < most {
      switch token {
      case .none:
        let byte = bytes[index]
        if byte.isBlank || isArray && takesStructure(byte, at: index, into: &records) {
          index += 1
        } else {
          open(byte, at: index)
          index += 1
        }
      case .nested:
        index = nesting.skip(bytes, from: index, stop: -1)
        if nesting.isOutside { close(at: index, into: &records) }
      case .scalar:
        while index < bytes.count, bytes[index].isOfScalar { index += 1 }
        if index < bytes.count { close(at: index, into: &records) }
      case .stray:
        while index < bytes.count, continuesStray(bytes[index]) { index += 1 }
        if index < bytes.count { close(at: index, into: &records) }
      }
    }
    return index
  }

  /// Ends what the input's end leaves open.
  mutating func endInput(at end: Int, into records: inout [FramedRecord]) {
    if token != .none { close(at: end, into: &records) }
    if place != .before && place != .closed { note(.unclosed, at: end, into: &records) }
    self = ValueFramer(isArray: isArray)
  }

  private mutating func open(_ byte: UInt8, at index: Int) {
    start = index
    fault = isArray ? faultOfElement() : nil
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
      token = .nested
      nesting = Nesting()
      nesting.take(byte)
    } else if byte.isStray {
      token = .stray
      fault = fault ?? .stray
    } else {
      token = .scalar
    }
  }

  private mutating func close(at end: Int, into records: inout [FramedRecord]) {
    token = .none
    records.append(FramedRecord(bytes: start..<end, whole: start..<end, fault: fault))
  }

  private func note(_ fault: FrameFault, at index: Int, into records: inout [FramedRecord]) {
    records.append(FramedRecord(bytes: index..<index, whole: index..<index, fault: fault))
  }
}

/// The structure of the array itself.
extension ValueFramer {
  /// Whether the byte is a bracket or a comma of the array.
  private mutating func takesStructure(
    _ byte: UInt8, at index: Int, into records: inout [FramedRecord]
  ) -> Bool {
    switch (place, byte) {
    case (.before, UInt8(ascii: "[")): place = .first
    case (.first, UInt8(ascii: "]")), (.afterElement, UInt8(ascii: "]")): place = .closed
    case (.afterElement, UInt8(ascii: ",")): place = .afterComma
    case (.afterComma, UInt8(ascii: "]")):
      note(.missingElement, at: index, into: &records)
      place = .closed
    case (.first, UInt8(ascii: ",")), (.afterComma, UInt8(ascii: ",")):
      note(.missingElement, at: index, into: &records)
      place = .afterComma
    default: return false
    }
    return true
  }

  private mutating func faultOfElement() -> FrameFault? {
    switch place {
    case .before:
      place = .closed
      return .notAnArray
    case .closed: return .trailing
    case .afterElement: return .missingComma
    case .first, .afterComma:
      place = .afterElement
      return nil
    }
  }
}

extension ValueFramer {
  /// Whether a run of stray bytes goes on: not over what may be the array's own.
  private func continuesStray(_ byte: UInt8) -> Bool {
    byte.isStray && !(isArray && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")))
  }
}

extension UInt8 {
  /// Structure that begins no value.
  fileprivate var isStray: Bool {
    self == UInt8(ascii: ",") || self == UInt8(ascii: ":") || self == UInt8(ascii: "]")
      || self == UInt8(ascii: "}")
  }

  fileprivate var isOfScalar: Bool {
    !isBlank && !isStray && self != UInt8(ascii: "\"") && self != UInt8(ascii: "[")
      && self != UInt8(ascii: "{")
  }
}
