extension Tape {
  /// The value at `index` as text for people, without a line end behind it: two blanks for each level;
  /// an array or object of scalars that has room on its line stays on it.
  ///
  /// Scalars and keys stand as they are written. Linear in the text; recurses as deep as the value nests.
  package func indented(_ index: Int = 0) -> [UInt8] {
    var indenter = Indenter(tape: self)
    indenter.append(index, margin: 0, lead: 0)
    return indenter.bytes
  }
}

private struct Indenter {
  let tape: Tape
  var bytes: [UInt8] = []

  /// Columns of a line.
  private static let width = 96

  init(tape: Tape) { self.tape = tape }

  /// - Parameters:
  ///   - margin: Blanks in front of a line at this level.
  ///   - lead: Bytes of the line in front of the value, the margin not counted.
  mutating func append(_ index: Int, margin: Int, lead: Int) {
    let node = tape[index]
    guard node.isContainer, node.length > 0 else { return appendCompact(index) }
    if let length = lineLength(of: index), margin + lead + length <= Self.width {
      return appendLine(index)
    }
    let isObject = node.kind == .object
    bytes.append(UInt8(ascii: isObject ? "{" : "["))
    var separator: [UInt8] = []
    for child in isObject ? tape.members(of: index) : tape.elements(of: index) {
      bytes += separator
      separator = [UInt8(ascii: ",")]
      startLine(margin + 2)
      if isObject { appendKey(child) }
      append(
        isObject ? child + 1 : child, margin: margin + 2,
        lead: isObject ? Int(tape[child].length) + 4 : 0)
    }
    startLine(margin)
    bytes.append(UInt8(ascii: isObject ? "}" : "]"))
  }

  /// A container without containers in it, all on one line.
  private mutating func appendLine(_ index: Int) {
    let isObject = tape.kind(of: index) == .object
    bytes.append(UInt8(ascii: isObject ? "{" : "["))
    var isFirst = true
    for child in isObject ? tape.members(of: index) : tape.elements(of: index) {
      if !isFirst { bytes += [UInt8(ascii: ","), UInt8(ascii: " ")] }
      isFirst = false
      if isObject { appendKey(child) }
      appendCompact(isObject ? child + 1 : child)
    }
    bytes.append(UInt8(ascii: isObject ? "}" : "]"))
  }

  /// A scalar, or a container that is empty.
  private mutating func appendCompact(_ index: Int) {
    switch tape.kind(of: index) {
    case .object: bytes += [UInt8(ascii: "{"), UInt8(ascii: "}")]
    case .array: bytes += [UInt8(ascii: "["), UInt8(ascii: "]")]
    default: bytes.append(tape.text[tape.byteRange(of: index)])
    }
  }

  private mutating func appendKey(_ key: Int) {
    bytes.append(tape.text[tape.byteRange(of: key)])
    bytes += [UInt8(ascii: ":"), UInt8(ascii: " ")]
  }

  private mutating func startLine(_ margin: Int) {
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: margin)
  }

  /// Bytes of a container on one line; nil where there is a container in it, but for empty ones.
  private func lineLength(of index: Int) -> Int? {
    let isObject = tape.kind(of: index) == .object
    var length = 2
    for child in isObject ? tape.members(of: index) : tape.elements(of: index) {
      let value = isObject ? child + 1 : child
      let node = tape[value]
      guard !node.isContainer || node.length == 0 else { return nil }
      if isObject { length += Int(tape[child].length) + 4 }
      length += (node.isContainer ? 2 : Int(node.length)) + (node.kind == .string ? 4 : 2)
    }
    return length
  }
}
