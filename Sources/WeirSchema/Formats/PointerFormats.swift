import WeirJSON

/// The formats `json-pointer` and `relative-json-pointer`.
enum PointerFormats {
  /// RFC 6901 §3: empty, or tokens that each follow a `/`, in which `~` is escaped.
  static func isPointer(_ text: ByteSlice) -> Bool {
    guard !text.isEmpty else { return true }
    guard text[0] == UInt8(ascii: "/") else { return false }
    for index in 0..<text.count where text[index] == UInt8(ascii: "~") {
      guard index + 1 < text.count, text[index + 1] | 1 == UInt8(ascii: "1") else { return false }
    }
    return true
  }

  /// draft-bhutton-relative-json-pointer-00 §3: how many levels up, perhaps an index shift such as
  /// `+1`, then a pointer downwards or a `#`.
  static func isRelativePointer(_ text: ByteSlice) -> Bool {
    guard var index = endOfInteger(text, from: 0) else { return false }
    if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
      // `positive-integer`: a shift by zero is none.
      guard let end = endOfInteger(text, from: index + 1), text[index + 1] != UInt8(ascii: "0")
      else { return false }
      index = end
    }
    if index + 1 == text.count, text[index] == UInt8(ascii: "#") { return true }
    return isPointer(text[index..<text.count])
  }

  /// The end of decimal digits without a leading zero that start at `start`.
  private static func endOfInteger(_ text: ByteSlice, from start: Int) -> Int? {
    var index = start
    while index < text.count, ASCIISet.digits.contains(text[index]) { index += 1 }
    guard index > start else { return nil }
    return text[start] == UInt8(ascii: "0") && index > start + 1 ? nil : index
  }
}
