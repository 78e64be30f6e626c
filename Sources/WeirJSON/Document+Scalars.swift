// Numbers and literals: checked where they stand, decoded only when somebody asks.

extension Document {
  /// Checks the number at `offset` and returns its node.
  ///
  /// - Throws: `.number` at its first wrong byte; `.numberLength` at its start.
  ///
  /// RFC 8259 §6. Reads eight digits at a time, beyond the text's end if need be; a token that
  /// touches the end is read again with care.
  @inline(__always)
  func number(at offset: Int) throws(SyntaxError) -> Node {
    let text = self.text
    var end = offset
    var kind = NodeKind.integer
    var digits = 1
    if text.padded(end) == UInt8(ascii: "-") { end &+= 1 }
    if text.padded(end) == UInt8(ascii: "0") {
      end &+= 1
    } else {
      digits = text.digitCount(from: end)
      end &+= digits
    }
    var isComplete = digits > 0
    if text.padded(end) == UInt8(ascii: ".") {
      kind = .decimal
      digits = text.digitCount(from: end &+ 1)
      isComplete = isComplete && digits > 0
      end &+= digits &+ 1
    }
    if text.padded(end) | 0x20 == UInt8(ascii: "e") {
      kind = .decimal
      end &+= 1
      let sign = text.padded(end)
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { end &+= 1 }
      digits = text.digitCount(from: end)
      isComplete = isComplete && digits > 0
      end &+= digits
    }
    let length = end &- offset
    guard end < text.count, isComplete, text.padded(end).endsToken,
      length <= options.maxNumberLength
    else { return try checkedNumber(at: offset) }
    return Node(
      kind: kind, offset: UInt32(truncatingIfNeeded: offset),
      length: UInt32(truncatingIfNeeded: length))
  }

  /// The same byte by byte, within the text, with the place of the fault.
  @inline(never)
  func checkedNumber(at offset: Int) throws(SyntaxError) -> Node {
    var end = offset
    var kind = NodeKind.integer
    func byte(at index: Int) -> UInt8 { index < text.count ? text[index] : 0 }
    func skipDigits(_ index: inout Int) throws(SyntaxError) {
      guard byte(at: index) &- 48 <= 9 else { throw SyntaxError(.number, at: index) }
      while byte(at: index) &- 48 <= 9 { index += 1 }
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
    guard end == text.count || text[end].endsToken else { throw SyntaxError(.number, at: end) }
    guard end - offset <= options.maxNumberLength else {
      throw SyntaxError(.numberLength, at: offset)
    }
    return Node(kind: kind, offset: UInt32(offset), length: UInt32(end - offset))
  }

  /// Checks the `true`, `false` or `null` that must stand at `offset`. RFC 8259 §3.
  @inline(__always)
  func literal(at offset: Int) throws(SyntaxError) -> Node {
    let kind: NodeKind
    var length = 4
    switch text.paddedHalfWord(at: offset) {
    case 0x6575_7274: kind = .true
    case 0x6C6C_756E: kind = .null
    case 0x736C_6166 where text.padded(offset &+ 4) == UInt8(ascii: "e"):
      kind = .false
      length = 5
    default: throw literalError(at: offset)
    }
    let end = offset &+ length
    guard end == text.count || (end < text.count && text[end].endsToken) else {
      throw literalError(at: offset)
    }
    return Node(
      kind: kind, offset: UInt32(truncatingIfNeeded: offset),
      length: UInt32(truncatingIfNeeded: length))
  }

  private func literalError(at offset: Int) -> SyntaxError {
    switch text[offset] {
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"):
      SyntaxError(.unexpectedByte, at: offset)
    default: SyntaxError(.literal, at: offset)
    }
  }
}

extension UInt8 {
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
  /// Eight bytes a step: a byte of the word becomes zero where it equals `byte`, and a zero byte is
  /// the only one that borrows.
  func contains(_ byte: UInt8) -> Bool {
    let wanted = UInt64(byte) &* 0x0101_0101_0101_0101
    var index = 0
    while index &+ 8 <= count {
      let difference = word(at: index) ^ wanted
      let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
      if zeros != 0 { return true }
      index &+= 8
    }
    while index < count {
      if self[index] == byte { return true }
      index &+= 1
    }
    return false
  }

  /// Number of ASCII digits from `index` on; may run past the end into the padding.
  @inline(__always)
  func digitCount(from index: Int) -> Int {
    var run = 0
    while index &+ run < count {
      let word = paddedWord(at: index &+ run)
      // A byte is a digit iff its high nibble is 3 and stays 3 when 6 is added.
      let isOther =
        ((word & 0xF0F0_F0F0_F0F0_F0F0) | ((word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0)
          &>> 4)
        ^ 0x3333_3333_3333_3333
      if isOther != 0 { return run &+ isOther.trailingZeroBitCount &>> 3 }
      run &+= 8
    }
    return run
  }
}
