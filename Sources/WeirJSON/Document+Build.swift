/// An array or object whose end has not come yet.
struct OpenContainer: BitwiseCopyable {
  /// Tape index of its node.
  var node: UInt32
  /// Children so far.
  var count: UInt32
  /// Objects: one bit per key so far, chosen by the key's hash; a set bit means "look closer".
  var keyBits: UInt64
  var isObject: Bool
  /// Objects, lenient profile: a key stood there twice, so the members need compacting.
  var hasDuplicates: Bool

  init(node: Int, isObject: Bool) {
    self.node = UInt32(truncatingIfNeeded: node)
    count = 0
    keyBits = 0
    self.isObject = isObject
    hasDuplicates = false
  }
}

/// The moving parts of one walk over the structural index, held in registers while it lasts.
private struct Walk {
  var tape: Cells<Node>
  var offsets: Cells<UInt32>
  var position = 0
  var available = 0
  var count = 0

  @inline(__always)
  mutating func append(_ node: Node) {
    tape[count] = node
    count &+= 1
  }
}

extension Document {
  /// Turns the structural index into nodes. Every index entry yields at most one node, so room is
  /// made once per window. RFC 8259 §2–§7.
  mutating func buildTape() throws(SyntaxError) {
    let text = self.text
    let hash = KeyHash.shared
    var walk = Walk(tape: nodes.cells, offsets: index.offsets)
    var open = OpenContainer(node: 0, isObject: false)
    var depth = 0
    var offset = nextOffset(&walk)
    if offset < 0 { throw SyntaxError(.empty, at: text.count) }

    value: while true {
      switch text[offset] {
      case UInt8(ascii: "\""):
        try appendString(at: offset, &walk)
      case UInt8(ascii: "{"):
        try push(&open, &depth, isObject: true, at: offset, &walk)
        offset = try require(nextOffset(&walk))
        if text[offset] != UInt8(ascii: "}") {
          offset = try appendKey(at: offset, hash, &open, &walk)
          continue value
        }
        pop(&open, &depth, &walk)
      case UInt8(ascii: "["):
        try push(&open, &depth, isObject: false, at: offset, &walk)
        offset = try require(nextOffset(&walk))
        if text[offset] != UInt8(ascii: "]") {
          open.count = 1
          continue value
        }
        pop(&open, &depth, &walk)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        walk.append(try number(at: offset))
      default:
        walk.append(try literal(at: offset))
      }

      // A value is complete: what follows says where to go on.
      while true {
        if depth == 0 {
          nodeCount = walk.count
          let rest = nextOffset(&walk)
          if rest >= 0 { throw SyntaxError(.trailingContent, at: rest) }
          return
        }
        offset = try require(nextOffset(&walk))
        let byte = text[offset]
        if byte == UInt8(ascii: ",") {
          offset = try require(nextOffset(&walk))
          if open.isObject {
            offset = try appendKey(at: offset, hash, &open, &walk)
          } else {
            open.count &+= 1
          }
          continue value
        }
        let closing = open.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        guard byte == closing else { throw SyntaxError(.unexpectedByte, at: offset) }
        if open.isObject, open.hasDuplicates || open.count > Self.keyBitsLimit {
          walk.tape[Int(open.node)].next = UInt32(truncatingIfNeeded: walk.count)
          open.count = try settleDuplicates(
            ofObjectAt: Int(open.node), count: open.count, &walk.count)
        }
        pop(&open, &depth, &walk)
      }
    }
  }

  /// Up to this many members a 64-bit set of hash bits is worth asking; beyond, the keys go through
  /// a table when the object closes.
  static var keyBitsLimit: UInt32 { 24 }

  /// The next offset of the index, or -1 at the end of the text.
  @inline(__always)
  private mutating func nextOffset(_ walk: inout Walk) -> Int {
    if walk.position == walk.available { refill(&walk) }
    guard walk.available > 0 else { return -1 }
    let offset = Int(walk.offsets[walk.position])
    walk.position &+= 1
    return offset
  }

  @inline(never)
  private mutating func refill(_ walk: inout Walk) {
    walk.position = 0
    walk.available = index.refill(text)
    walk.offsets = index.offsets
    nodes.reserve(walk.count + walk.available + 1, keeping: walk.count)
    walk.tape = nodes.cells
  }

  @inline(__always)
  private func require(_ offset: Int) throws(SyntaxError) -> Int {
    if offset < 0 { throw SyntaxError(.unexpectedEnd, at: text.count) }
    return offset
  }

  @inline(__always)
  private mutating func push(
    _ open: inout OpenContainer, _ depth: inout Int, isObject: Bool, at offset: Int,
    _ walk: inout Walk
  ) throws(SyntaxError) {
    guard depth < options.maxDepth else { throw SyntaxError(.depth, at: offset) }
    frames.reserve(depth + 1, keeping: depth)
    frames[depth] = open
    depth &+= 1
    open = OpenContainer(node: walk.count, isObject: isObject)
    walk.append(
      Node(
        kind: isObject ? .object : .array, offset: UInt32(truncatingIfNeeded: offset), length: 0))
  }

  @inline(__always)
  private mutating func pop(
    _ open: inout OpenContainer, _ depth: inout Int, _ walk: inout Walk
  ) {
    let index = Int(open.node)
    walk.tape[index].length = open.count
    walk.tape[index].next = UInt32(truncatingIfNeeded: walk.count)
    depth &-= 1
    open = frames[depth]
  }

  @inline(__always)
  private mutating func appendString(at offset: Int, _ walk: inout Walk) throws(SyntaxError) {
    let end = nextOffset(&walk)
    if end < 0 { throw SyntaxError(.unterminatedString, at: offset) }
    let length = end &- offset &- 1
    var hasEscapes = false
    if !index.hasNoBackslash { hasEscapes = try checkEscapes(at: offset &+ 1, length: length) }
    walk.append(
      Node(
        kind: .string, offset: UInt32(truncatingIfNeeded: offset),
        length: UInt32(truncatingIfNeeded: length), hasEscapes: hasEscapes))
  }

  /// Appends the member name that must start at `offset`; returns where its value starts.
  @inline(__always)
  private mutating func appendKey(
    at offset: Int, _ hash: KeyHash, _ open: inout OpenContainer, _ walk: inout Walk
  ) throws(SyntaxError) -> Int {
    guard text[offset] == UInt8(ascii: "\"") else { throw SyntaxError(.unexpectedByte, at: offset) }
    let key = walk.count
    try appendString(at: offset, &walk)
    let keyHash =
      walk.tape[key].hasEscapes
      ? decodedHash(of: walk.tape[key])
      : hash.hash(padded: text[offset &+ 1..<offset &+ 1 &+ Int(walk.tape[key].length)])
    walk.tape[key].next = keyHash
    open.count &+= 1
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: keyHash &>> 26)
    if open.keyBits & bit != 0, open.count <= Self.keyBitsLimit {
      try noteDuplicate(of: key, in: &open, walk.tape)
    }
    open.keyBits |= bit
    let colon = try require(nextOffset(&walk))
    guard text[colon] == UInt8(ascii: ":") else { throw SyntaxError(.unexpectedByte, at: colon) }
    return try require(nextOffset(&walk))
  }

  @inline(never)
  private func checkEscapes(at start: Int, length: Int) throws(SyntaxError) -> Bool {
    let content = text[start..<start + length]
    guard content.contains(UInt8(ascii: "\\")) else { return false }
    if let error = escapeError(in: content, allowsLoneSurrogates: !options.isStrict) {
      throw SyntaxError(error.code, at: start + error.offset)
    }
    return true
  }

  private mutating func decodedHash(of node: Node) -> UInt32 {
    var scratch = CellBuffer<UInt8>(capacity: Int(node.length) + 1)
    let tape = Tape(nodes: nodes.cells, text: text, count: 0)
    return KeyHash.shared.hash(tape.content(of: node, scratch: &scratch))
  }

  private func noteDuplicate(
    of key: Int, in open: inout OpenContainer, _ cells: Cells<Node>
  ) throws(SyntaxError) {
    let tape = Tape(nodes: cells, text: text, count: key + 1)
    var other = Int(open.node) + 1
    while other < key {
      if tape.isSameKey(other, key) {
        if options.isStrict { throw SyntaxError(.duplicateKey, at: Int(cells[key].offset)) }
        open.hasDuplicates = true
        return
      }
      other = tape.next(after: other + 1)
    }
  }
}
