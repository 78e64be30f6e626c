import WeirJSON

/// Finds the texts of a JSON text sequence (RFC 7464).
///
/// A text begins behind a record separator. It ends with the first LF outside its containers and
/// strings, so that it can be judged before the next one comes; or before the next separator, which no
/// text can hold, so that a text that was cut off costs no other.
struct SequenceFramer {
  private var isOpen = false
  private var hasBegun = false
  private var isScalar = false
  private var nesting = Nesting()
  private var start = 0
  private var textStart = 0
  private var fault: FrameFault?

  /// Where the record under way begins, its separator included; nil between records.
  var openStart: Int? { isOpen ? start : nil }

  /// Where its text begins.
  var openTextStart: Int? { isOpen ? textStart : nil }

  mutating func rebase(by count: Int) {
    start -= count
    textStart -= count
  }

  mutating func scan(
    _ bytes: ByteSlice, from begin: Int, upTo most: Int, into records: inout [FramedRecord]
  ) -> Int {
    var index = begin
    while index < bytes.count, records.count < most {
      let byte = bytes[index]
      if byte == recordSeparator {
        if isOpen { close(bytes, at: index, behind: index, into: &records) }
        // The separator is looked at again where only so many records were asked for.
        guard records.count < most else { break }
        open(at: index, textStart: index + 1, fault: nil)
        index += 1
      } else if !isOpen {
        if byte.isBlank {
          index += 1
        } else {
          open(at: index, textStart: index, fault: .missingSeparator)
        }
      } else if !nesting.isOutside {
        index = nesting.skip(bytes, from: index, stop: Int(recordSeparator))
      } else {
        index += 1
        take(byte)
        if byte == UInt8(ascii: "\n"), hasBegun {
          close(bytes, at: index - 1, behind: index, into: &records)
        }
      }
    }
    return index
  }

  /// Ends what the input's end leaves open.
  mutating func endInput(_ bytes: ByteSlice, into records: inout [FramedRecord]) {
    if isOpen { close(bytes, at: bytes.count, behind: bytes.count, into: &records) }
  }

  private mutating func take(_ byte: UInt8) {
    if !hasBegun, !byte.isBlank {
      hasBegun = true
      isScalar =
        byte != UInt8(ascii: "{") && byte != UInt8(ascii: "[") && byte != UInt8(ascii: "\"")
    }
    isEndedByBlank = byte.isBlank
    nesting.take(byte)
  }

  /// Whether the last byte outside containers and strings was a blank.
  private var isEndedByBlank = false

  private mutating func open(at index: Int, textStart: Int, fault: FrameFault?) {
    self = SequenceFramer()
    isOpen = true
    start = index
    self.textStart = textStart
    self.fault = fault
  }

  private mutating func close(
    _ bytes: ByteSlice, at end: Int, behind: Int, into records: inout [FramedRecord]
  ) {
    isOpen = false
    let isCut = end == behind && isScalar && !isEndedByBlank
    records.append(
      FramedRecord(
        bytes: textStart..<end, whole: start..<behind, fault: fault ?? (isCut ? .truncated : nil)))
  }
}
