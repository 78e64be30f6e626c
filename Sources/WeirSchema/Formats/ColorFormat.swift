import WeirJSON

/// The format `color` of draft 3: a colour of CSS 2.1 §4.3.6, case-insensitive.
enum ColorFormat {
  static func accepts(_ text: ByteSlice) -> Bool {
    guard !text.isEmpty else { return false }
    if text[0] == UInt8(ascii: "#") {
      return (text.count == 4 || text.count == 7) && text[1..<text.count].allSatisfy(in: .hexDigits)
    }
    return isName(text) || isFunction(text)
  }

  private static let names: [StaticString] = [
    "maroon", "red", "orange", "yellow", "olive", "purple", "fuchsia", "white", "lime", "green",
    "navy", "blue", "aqua", "teal", "black", "silver", "gray",
  ]

  private static func isName(_ text: ByteSlice) -> Bool {
    names.contains { matches(text, ByteSlice($0)) }
  }

  /// `rgb(` three integers, or three percentages, `)`.
  private static func isFunction(_ text: ByteSlice) -> Bool {
    guard text.count >= 10, matches(text[0..<4], ByteSlice("rgb(")),
      text[text.count - 1] == UInt8(ascii: ")")
    else { return false }
    var parts: [ByteSlice] = []
    var start = 4
    for index in 4..<text.count
    where text[index] == UInt8(ascii: ",") || index == text.count - 1 {
      parts.append(trimmed(text[start..<index]))
      start = index + 1
    }
    let percentages = parts.filter { !$0.isEmpty && $0[$0.count - 1] == UInt8(ascii: "%") }
    guard parts.count == 3, percentages.isEmpty || percentages.count == 3 else { return false }
    let numbers = percentages.isEmpty ? parts : percentages.map { $0[0..<$0.count - 1] }
    return numbers.allSatisfy { isNumber($0, allowsFraction: !percentages.isEmpty) }
  }

  private static func isNumber(_ text: ByteSlice, allowsFraction: Bool) -> Bool {
    var index = 0
    if !text.isEmpty, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") { index = 1 }
    let digits = text[index..<text.count]
    let points = (0..<digits.count).filter { digits[$0] == UInt8(ascii: ".") }
    guard let point = points.first, allowsFraction, points.count == 1 else {
      return !digits.isEmpty && digits.allSatisfy(in: .digits)
    }
    return point + 1 < digits.count && digits[0..<point].allSatisfy(in: .digits)
      && digits[point + 1..<digits.count].allSatisfy(in: .digits)
  }

  private static func trimmed(_ text: ByteSlice) -> ByteSlice {
    var range = 0..<text.count
    while !range.isEmpty, text[range.lowerBound] == UInt8(ascii: " ") { range.removeFirst() }
    while !range.isEmpty, text[range.upperBound - 1] == UInt8(ascii: " ") { range.removeLast() }
    return text[range]
  }

  private static func matches(_ text: ByteSlice, _ lowerCase: ByteSlice) -> Bool {
    guard text.count == lowerCase.count else { return false }
    return (0..<text.count).allSatisfy { index in
      let byte = text[index]
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      return (isUpper ? byte | 0x20 : byte) == lowerCase[index]
    }
  }
}
