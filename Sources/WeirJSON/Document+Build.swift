/// An array or object whose end has not come yet.
struct OpenContainer: BitwiseCopyable {
  /// Byte offset of its opening bracket.
  var offset: UInt32 = 0
  /// Tape index of its node, which is written when it closes.
  var node: UInt32 = 0
  /// Children so far, the one that is being read included.
  var count: UInt32 = 0
  /// The byte that ends it; 0 around the root.
  var closing: UInt8 = 0
  /// Objects, lenient profile: a key stood there twice, so the members need compacting.
  var hasDuplicates = false
  /// Objects: the keys so far.
  var keys = KeyFilter()
}

/// The moving parts of one walk over the structural index. All that touches it is inlined, so that it
/// is held in registers while it lasts.
private struct Walk {
  let text: ByteSlice
  var tape: Cells<Node>
  var count = 0
  var offsets: Cells<UInt32>
  var position = 0
  /// Where more entries must be asked for; a few more than that are there.
  var limit = 0
  /// Offset of the first escape that no string has taken.
  var nextEscape = 0
  /// The open containers from 1 on; 0 stands for what is around the root.
  var frames: Cells<OpenContainer>
  var depth = 0
  /// Depth that needs more frames, or is not allowed.
  var depthLimit = 0

  @inline(__always)
  mutating func nextOffset() -> Int {
    let offset = Int(offsets[position])
    position &+= 1
    return offset
  }

  @inline(__always)
  mutating func append(_ node: Node) {
    tape[count] = node
    count &+= 1
  }
}

extension Document {
  /// Turns the structural index into nodes, every entry into at most one. RFC 8259 §2–§7.
  ///
  /// Behind the text's last entry the index has a few that point to its end, so only each value and
  /// each bracket asks whether there are more; an error met behind the last one means that the text
  /// ends there.
  mutating func buildTape() throws(SyntaxError) {
    index.start(text)
    guard index.count > 0 else { throw SyntaxError(.empty, at: text.count) }
    var walk = Walk(text: text, tape: nodes.cells, offsets: index.offsets, frames: frames.cells)
    walk.frames[0] = OpenContainer()
    walk.depthLimit = depthLimit
    do throws(SyntaxError) {
      try advance(&walk)
      try appendValues(&walk)
      if !index.isComplete || walk.position != walk.limit { try refuseContent(from: walk.position) }
    } catch {
      throw walk.position > index.count ? index.endError(in: text) : error
    }
    nodeCount = walk.count
  }

  /// Appends the root and all below it.
  @inline(__always)
  private mutating func appendValues(_ walk: inout Walk) throws(SyntaxError) {
    let text = walk.text
    var closing: UInt8 = 0
    var offset = walk.nextOffset()

    value: while true {
      if closing == UInt8(ascii: "}") { offset = try appendKey(at: offset, &walk) }
      let byte = text.padded(offset)
      if byte == UInt8(ascii: "\"") {
        let end = walk.nextOffset()
        let hasEscapes = walk.nextEscape < end
        if hasEscapes { walk.nextEscape = try passEscapes(to: end) }
        walk.append(Node(stringFrom: offset, to: end, hasEscapes: hasEscapes))
      } else if byte | 0x20 == UInt8(ascii: "{") {
        closing = try open(byte, at: offset, &walk)
        if walk.position >= walk.limit { try advance(&walk) }
        offset = walk.nextOffset()
        if text.padded(offset) != closing { continue value }
        walk.frames[walk.depth].count = 0
        closing = try close(&walk)
      } else if byte.isDigit || byte == UInt8(ascii: "-") {
        walk.append(try text.number(at: offset, maxLength: options.maxNumberLength))
      } else {
        walk.append(try text.literal(at: offset))
      }

      // A value is complete: what follows says where to go on.
      while true {
        if walk.depth == 0 { return }
        if walk.position >= walk.limit { try advance(&walk) }
        offset = walk.nextOffset()
        let byte = text.padded(offset)
        if byte == UInt8(ascii: ",") {
          walk.frames[walk.depth].count &+= 1
          offset = walk.nextOffset()
          continue value
        }
        guard byte == closing else { throw SyntaxError(.unexpectedByte, at: offset) }
        closing = try close(&walk)
      }
    }
  }

  /// Appends the member name that must start at `offset`; returns where its value starts.
  @inline(__always)
  private mutating func appendKey(at offset: Int, _ walk: inout Walk) throws(SyntaxError) -> Int {
    let text = walk.text
    guard text.padded(offset) == UInt8(ascii: "\"") else {
      throw SyntaxError(.unexpectedByte, at: offset)
    }
    let end = walk.nextOffset()
    var node = Node(stringFrom: offset, to: end, hasEscapes: walk.nextEscape < end)
    if node.hasEscapes {
      walk.nextEscape = try passEscapes(to: end)
      node.next = decodedHash(of: node)
    } else {
      node.next = keyHash.hash(padded: text.padded(from: offset &+ 1, to: end))
    }
    walk.append(node)
    if walk.frames[walk.depth].keys.insert(node.keyHash),
      walk.frames[walk.depth].count <= KeyFilter.limit
    {
      try noteDuplicate(of: walk.count &- 1, depth: walk.depth)
    }
    let colon = walk.nextOffset()
    guard text.padded(colon) == UInt8(ascii: ":") else {
      throw SyntaxError(.unexpectedByte, at: colon)
    }
    return walk.nextOffset()
  }

  /// Opens the container that starts with `bracket`; returns what ends it.
  @inline(__always)
  private mutating func open(
    _ bracket: UInt8, at offset: Int, _ walk: inout Walk
  ) throws(SyntaxError) -> UInt8 {
    if walk.depth >= walk.depthLimit {
      try deepen(from: walk.depth, at: offset)
      walk.frames = frames.cells
      walk.depthLimit = depthLimit
    }
    let closing = bracket &+ 2  // in ASCII the partners stand two places apart
    walk.depth &+= 1
    walk.frames[walk.depth] = OpenContainer(
      offset: UInt32(truncatingIfNeeded: offset), node: UInt32(truncatingIfNeeded: walk.count),
      count: 1, closing: closing)
    walk.count &+= 1
    return closing
  }

  /// Completes the innermost container; returns what ends the one around it.
  @inline(__always)
  private mutating func close(_ walk: inout Walk) throws(SyntaxError) -> UInt8 {
    let open = walk.frames[walk.depth]
    let isObject = open.closing == UInt8(ascii: "}")
    walk.tape[Int(open.node)] = Node(
      kind: isObject ? .object : .array, offset: open.offset, length: open.count,
      next: UInt32(truncatingIfNeeded: walk.count))
    if open.hasDuplicates || (isObject && open.count > KeyFilter.limit) {
      walk.count = try settleDuplicates(ofObjectAt: Int(open.node), end: walk.count)
    }
    walk.depth &-= 1
    return walk.frames[walk.depth].closing
  }

  /// Makes sure that there is an entry to take, and room for the nodes of all that there are.
  @inline(__always)
  private mutating func advance(_ walk: inout Walk) throws(SyntaxError) {
    walk.position = try advanceIndex(from: walk.position, nodeCount: walk.count)
    walk.offsets = index.offsets
    walk.limit = index.limit
    walk.nextEscape = index.nextEscape
    walk.tape = nodes.cells
  }
}

// What happens seldom. None of it takes the walk itself, which would then live in memory.
extension Document {
  @inline(never)
  private mutating func advanceIndex(
    from position: Int, nodeCount: Int
  ) throws(SyntaxError) -> Int {
    var position = position
    while position >= index.limit {
      guard !index.isComplete else { throw index.endError(in: text) }
      index.advance(past: position, in: text)
      position = 0
    }
    nodes.reserve(nodeCount &+ index.count &+ StructureIndex.lookahead, keeping: nodeCount)
    return position
  }

  /// Throws unless nothing but blanks follows the root.
  @inline(never)
  private mutating func refuseContent(from position: Int) throws(SyntaxError) {
    var position = position
    while position >= index.count, !index.isComplete {
      index.advance(past: position, in: text)
      position = 0
    }
    if position < index.count {
      throw SyntaxError(.trailingContent, at: Int(index.offsets[position]))
    }
    if position > index.count { throw index.endError(in: text) }
  }

  private var depthLimit: Int { min(options.maxDepth, frames.capacity - 1) }

  @inline(never)
  private mutating func deepen(from depth: Int, at offset: Int) throws(SyntaxError) {
    guard depth < options.maxDepth else { throw SyntaxError(.depth, at: offset) }
    frames.reserve(depth + 2, keeping: depth + 1)
  }

  @inline(never)
  private mutating func passEscapes(to end: Int) throws(SyntaxError) -> Int {
    try index.passEscapes(to: end, in: text, allowsLoneSurrogates: !options.isStrict)
    return index.nextEscape
  }

  @inline(never)
  private mutating func decodedHash(of node: Node) -> UInt32 {
    let tape = Tape(nodes: nodes.cells, text: text, count: 0)
    return keyHash.hash(tape.content(of: node, scratch: &scratch))
  }
}
