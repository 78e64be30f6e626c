// Numbers and literals: checked where they stand, decoded only when somebody asks.

extension ByteSlice {
  /// Checks the number at `offset` and returns its node.
  ///
  /// - Throws: `.number` at its first wrong byte; `.numberLength` at its start.
  ///
  /// RFC 8259 §6. Most have neither an exponent nor more than seven digits, which one word shows whole.
  /// Reads beyond the text's end if need be.
  @inline(__always)
  func number(at offset: Int, maxLength: Int) throws(SyntaxError) -> Node {
    let start = offset &+ (padded(offset) == UInt8(ascii: "-") ? 1 : 0)
    let word = paddedWord(at: start)
    var others = word.otherThanDigits
    let digits = others.firstMarkedByte
    var end = digits
    var kind = NodeKind.integer
    if padded(start &+ digits) == UInt8(ascii: ".") {
      kind = .decimal
      others &= others &- 1
      end = others.firstMarkedByte
    }
    let length = start &+ end &- offset
    let hasLeadingZero = word & 0xFF == UInt64(UInt8(ascii: "0")) && digits > 1
    guard
      _fastPath(
        digits > 0 && end < 8 && end != digits &+ 1 && !hasLeadingZero && offset &+ length < count
          && padded(offset &+ length).endsToken && length <= maxLength)
    else { return try longNumber(at: offset, maxLength: maxLength) }
    return Node(
      kind: kind, offset: UInt32(truncatingIfNeeded: offset),
      length: UInt32(truncatingIfNeeded: length))
  }

  /// The same for any number, eight digits a step. A token that touches the text's end is read again
  /// with care.
  @inline(never)
  func longNumber(at offset: Int, maxLength: Int) throws(SyntaxError) -> Node {
    var end = offset
    var kind = NodeKind.integer
    if padded(end) == UInt8(ascii: "-") { end &+= 1 }
    var digits = digitCount(from: end)
    if padded(end) == UInt8(ascii: "0") { digits = 1 }
    end &+= digits
    var isWhole = digits > 0
    if padded(end) == UInt8(ascii: ".") {
      kind = .decimal
      digits = digitCount(from: end &+ 1)
      isWhole = isWhole && digits > 0
      end &+= digits &+ 1
    }
    if padded(end) | 0x20 == UInt8(ascii: "e") {
      kind = .decimal
      end &+= 1
      let sign = padded(end)
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { end &+= 1 }
      digits = digitCount(from: end)
      isWhole = isWhole && digits > 0
      end &+= digits
    }
    let length = end &- offset
    guard end < count, isWhole, padded(end).endsToken, length <= maxLength else {
      return try checkedNumber(at: offset, maxLength: maxLength)
    }
    return Node(
      kind: kind, offset: UInt32(truncatingIfNeeded: offset),
      length: UInt32(truncatingIfNeeded: length))
  }

  /// The same byte by byte, within the text, with the place of the fault.
  @inline(never)
  private func checkedNumber(at offset: Int, maxLength: Int) throws(SyntaxError) -> Node {
    var end = offset
    var kind = NodeKind.integer
    func byte(at index: Int) -> UInt8 { index < count ? self[index] : 0 }
    func skipDigits(_ index: inout Int) throws(SyntaxError) {
      guard byte(at: index).isDigit else { throw SyntaxError(.number, at: index) }
      while byte(at: index).isDigit { index += 1 }
    }
    if byte(at: end) == UInt8(ascii: "-") { end += 1 }
    if byte(at: end) == UInt8(ascii: "0") { end += 1 } else { try skipDigits(&end) }
    if byte(at: end) == UInt8(ascii: ".") {
      kind = .decimal
      end += 1
      try skipDigits(&end)
    }
    if byte(at: end) | 0x20 == UInt8(ascii: "e") {
      kind = .decimal
      end += 1
      if byte(at: end) == UInt8(ascii: "+") || byte(at: end) == UInt8(ascii: "-") { end += 1 }
      try skipDigits(&end)
    }
    guard end == count || self[end].endsToken else { throw SyntaxError(.number, at: end) }
    guard end - offset <= maxLength else {
      throw SyntaxError(.numberLength, at: offset)
    }
    return Node(kind: kind, offset: UInt32(offset), length: UInt32(end - offset))
  }

  /// Checks the `true`, `false` or `null` that must stand at `offset`. RFC 8259 §3.
  @inline(__always)
  func literal(at offset: Int) throws(SyntaxError) -> Node {
    let kind: NodeKind
    var length = 4
    switch paddedHalfWord(at: offset) {
    case 0x6575_7274: kind = .true
    case 0x6C6C_756E: kind = .null
    case 0x736C_6166 where padded(offset &+ 4) == UInt8(ascii: "e"):
      kind = .false
      length = 5
    default: throw literalError(at: offset)
    }
    let end = offset &+ length
    guard _fastPath(end < count && padded(end).endsToken) || end == count else {
      throw literalError(at: offset)
    }
    return Node(
      kind: kind, offset: UInt32(truncatingIfNeeded: offset),
      length: UInt32(truncatingIfNeeded: length))
  }

  @inline(never)
  private func literalError(at offset: Int) -> SyntaxError {
    switch padded(offset) {
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"):
      SyntaxError(.unexpectedByte, at: offset)
    default: SyntaxError(.literal, at: offset)
    }
  }
}

extension UInt8 {
  @inline(__always)
  var isDigit: Bool { self &- UInt8(ascii: "0") <= 9 }

  /// Whether a number or literal may end in front of this byte.
  @inline(__always)
  var endsToken: Bool {
    // Blank, tab, line feed, carriage return and comma as bits of one word.
    let low: UInt64 = 1 << 32 | 1 << 9 | 1 << 10 | 1 << 13 | 1 << 44
    return self < 64
      ? low &>> UInt64(self) & 1 != 0 : self == UInt8(ascii: "]") || self == UInt8(ascii: "}")
  }
}

extension ByteSlice {
  /// Number of ASCII digits from `index` on; may run past the end into the padding.
  @inline(__always)
  func digitCount(from index: Int) -> Int {
    var run = paddedWord(at: index).otherThanDigits.firstMarkedByte
    while run & 7 == 0, run > 0, index &+ run < count {
      let more = paddedWord(at: index &+ run).otherThanDigits.firstMarkedByte
      if more == 0 { break }
      run &+= more
    }
    return run
  }
}

extension UInt64 {
  /// The highest bit of each of the eight bytes that is no ASCII digit, as far as all bytes below it are
  /// ASCII.
  ///
  /// A digit's high nibble is 3, and taking that away leaves less than ten: adding 0x76 then leaves the
  /// byte's highest bit clear. Only a byte that is not ASCII carries into the next.
  @inline(__always)
  var otherThanDigits: UInt64 {
    let value = self ^ 0x3030_3030_3030_3030
    return ((value &+ 0x7676_7676_7676_7676) | value) & 0x8080_8080_8080_8080
  }

  /// Position of the lowest byte whose highest bit is set, given that no others are; 8 if there is none.
  @inline(__always)
  var firstMarkedByte: Int { trailingZeroBitCount &>> 3 }
}
