import WeirJSON

/// How deep inside a value a scan is: as far as brackets and quotes tell, which is enough to find the
/// value's end. Whether the value is well-formed is for the parser to say.
struct Nesting {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// Whether no container and no string is open.
  var isOutside: Bool { depth == 0 && !isInString }

  /// Moves on until nothing is open any more.
  ///
  /// - Parameter stop: A byte that ends the scan wherever it stands; -1 for none.
  /// - Returns: Offset behind the byte that closed the value, of the stop byte, or the end.
  mutating func skip(_ bytes: ByteSlice, from start: Int, stop: Int) -> Int {
    var index = start
    // In registers while the loop runs.
    var nesting = self
    defer { self = nesting }
    while index < bytes.count {
      let byte = bytes[index]
      if Int(byte) == stop { return index }
      index &+= 1
      nesting.take(byte)
      if nesting.isOutside { return index }
    }
    return index
  }

  /// Moves over one byte.
  @inline(__always)
  mutating func take(_ byte: UInt8) {
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
      return
    }
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth &+= 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth = max(0, depth &- 1)
    default: break
    }
  }
}
