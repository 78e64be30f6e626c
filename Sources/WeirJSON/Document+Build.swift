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

/// What a walk takes from the index at a time.
private struct Supply {
  var entry: CellCursor<UInt32>
  var limit: CellCursor<UInt32>
  var nextEscape: Int
  var node: CellCursor<Node>
}

/// The moving parts of one walk over the structural index. All that touches it is inlined, so that it
/// is held in registers while it lasts.
private struct Walk {
  let text: ByteSlice
  /// The next entry of the index.
  var entry: CellCursor<UInt32>
  /// The entry at which more must be asked for; a few more than that are there.
  var limit: CellCursor<UInt32>
  /// Offset of the first escape that no string has taken.
  var nextEscape = 0
  /// The cell of the next node.
  var node: CellCursor<Node>
  /// The innermost open container; the first frame stands for what is around the root.
  var open: CellCursor<OpenContainer>
  /// The last frame that can be had without asking.
  var lastFrame: CellCursor<OpenContainer>

  @inline(__always)
  mutating func nextOffset() -> Int {
    let offset = Int(entry.cell)
    entry.advance()
    return offset
  }

  var needsEntries: Bool {
    @inline(__always) get { !entry.isBefore(limit) }
  }

  @inline(__always)
  mutating func take(_ supply: Supply) {
    entry = supply.entry
    limit = supply.limit
    nextEscape = supply.nextEscape
    node = supply.node
  }

  @inline(__always)
  mutating func append(_ node: Node) {
    self.node.cell = node
    self.node.advance()
  }
}

extension Document {
  /// Indexes the text and turns the index into nodes. RFC 8259 §2–§7.
  mutating func buildTape() throws(SyntaxError) {
    index.start(text)
    guard index.count > 0 else { throw SyntaxError(.empty, at: text.count) }
    let position = try buildTape(from: 0)
    if _slowPath(!index.isComplete || position != index.count) {
      try refuseContent(from: position)
    }
  }

  /// Makes nodes of the value at an entry of the index, every entry into at most one; returns the
  /// position of the entry behind it.
  ///
  /// Behind the text's last entry the index has a few that point to its end, so only each value and
  /// each bracket asks whether there are more; an error met behind the last one means that the text
  /// ends there.
  mutating func buildTape(from position: Int) throws(SyntaxError) -> Int {
    reserveNodes(behind: 0)
    frames[0] = OpenContainer()
    var walk = Walk(
      text: text, entry: CellCursor(index.offsets, at: position),
      limit: CellCursor(index.offsets, at: index.limit), nextEscape: index.nextEscape,
      node: CellCursor(nodes.cells, at: 0), open: CellCursor(frames.cells, at: 0),
      lastFrame: CellCursor(frames.cells, at: lastFrame))
    do throws(SyntaxError) {
      try appendValues(&walk)
    } catch {
      throw self.position(of: walk) > index.count ? index.endError : error
    }
    nodeCount = walk.node.index(in: nodes.cells)
    return self.position(of: walk)
  }

  /// Appends the root and all below it.
  @inline(__always)
  private mutating func appendValues(_ walk: inout Walk) throws(SyntaxError) {
    let text = walk.text
    var offset = walk.nextOffset()

    value: while true {
      if walk.open.cell.closing == UInt8(ascii: "}") { offset = try appendKey(at: offset, &walk) }
      let byte = text.padded(offset)
      if byte == UInt8(ascii: "\"") {
        let end = walk.nextOffset()
        walk.append(Node(stringAt: offset, byteCount: end &- offset &- 1))
        if _slowPath(walk.nextEscape < end) {
          walk.nextEscape = try passEscapes(to: end, walk.node)
        }
      } else if byte | 0x20 == UInt8(ascii: "{") {
        try open(byte, at: offset, &walk)
        if _slowPath(walk.needsEntries) { walk.take(try moreEntries(walk.entry, walk.node)) }
        offset = walk.nextOffset()
        if text.padded(offset) != walk.open.cell.closing { continue value }
        walk.open.cell.count = 0
        try close(&walk)
      } else if byte.isDigit || byte == UInt8(ascii: "-") {
        walk.append(try text.number(at: offset, maxLength: options.maxNumberLength))
      } else {
        walk.append(try text.literal(at: offset))
      }

      // A value is complete: what follows says where to go on.
      while true {
        let closing = walk.open.cell.closing
        if closing == 0 { return }
        if _slowPath(walk.needsEntries) { walk.take(try moreEntries(walk.entry, walk.node)) }
        offset = walk.nextOffset()
        let byte = text.padded(offset)
        if byte == UInt8(ascii: ",") {
          walk.open.cell.count &+= 1
          offset = walk.nextOffset()
          continue value
        }
        guard _fastPath(byte == closing) else { throw SyntaxError(.unexpectedByte, at: offset) }
        try close(&walk)
      }
    }
  }

  /// Appends the member name that must start at `offset`; returns where its value starts.
  @inline(__always)
  private mutating func appendKey(at offset: Int, _ walk: inout Walk) throws(SyntaxError) -> Int {
    let text = walk.text
    guard _fastPath(text.padded(offset) == UInt8(ascii: "\"")) else {
      throw SyntaxError(.unexpectedByte, at: offset)
    }
    let end = walk.nextOffset()
    let byteCount = end &- offset &- 1
    var hash = keyHash.hash(padded: text.padded(from: offset &+ 1, count: byteCount))
    walk.append(Node(stringAt: offset, byteCount: byteCount, keyHash: hash))
    if _slowPath(walk.nextEscape < end) {
      walk.nextEscape = try passEscapes(to: end, walk.node)
      hash = hashDecoded(walk.node)
    }
    if _slowPath(walk.open.cell.keys.insert(hash)) { try noteDuplicate(walk.node, walk.open) }
    let colon = walk.nextOffset()
    guard _fastPath(text.padded(colon) == UInt8(ascii: ":")) else {
      throw SyntaxError(.unexpectedByte, at: colon)
    }
    return walk.nextOffset()
  }

  /// Opens the container that starts with `bracket`.
  @inline(__always)
  private mutating func open(
    _ bracket: UInt8, at offset: Int, _ walk: inout Walk
  ) throws(SyntaxError) {
    if _slowPath(!walk.open.isBefore(walk.lastFrame)) {
      (walk.open, walk.lastFrame) = try moreFrames(walk.open, at: offset)
    }
    walk.open.advance()
    // In ASCII a closing bracket stands two places behind its partner.
    walk.open.cell = OpenContainer(
      offset: UInt32(truncatingIfNeeded: offset),
      node: UInt32(truncatingIfNeeded: walk.node.index(in: nodes.cells)), count: 1,
      closing: bracket &+ 2)
    walk.node.advance()
  }

  /// Completes the innermost container.
  @inline(__always)
  private mutating func close(_ walk: inout Walk) throws(SyntaxError) {
    let open = walk.open.cell
    let isObject = open.closing == UInt8(ascii: "}")
    let end = walk.node.index(in: nodes.cells)
    nodes[Int(open.node)] = Node(
      kind: isObject ? .object : .array, offset: open.offset, length: open.count,
      next: UInt32(truncatingIfNeeded: end))
    if _slowPath(open.hasDuplicates || (isObject && open.count > KeyFilter.limit)) {
      let end = try settleDuplicates(ofObjectAt: Int(open.node), end: end)
      walk.node = CellCursor(nodes.cells, at: end)
    }
    walk.open.retreat()
  }

  @inline(__always)
  private mutating func position(of walk: Walk) -> Int { walk.entry.index(in: index.offsets) }
}

// What happens seldom. None of it takes the walk itself, which would then live in memory. A walk that
// misses the end of a line has left the text, but not that of the index.
extension Document {
  /// Finds more entries behind `entry`, and room for their nodes behind `node`.
  @inline(never)
  private mutating func moreEntries(
    _ entry: CellCursor<UInt32>, _ node: CellCursor<Node>
  ) throws(SyntaxError) -> Supply {
    var position = entry.index(in: index.offsets)
    let count = node.index(in: nodes.cells)
    while position >= index.limit {
      guard !index.isComplete else { throw index.endError }
      index.advance(past: position)
      position = 0
    }
    // The text may be one of many lines that are indexed together.
    guard Int(index.offsets[position]) < text.count else { throw index.endError }
    reserveNodes(behind: count)
    return Supply(
      entry: CellCursor(index.offsets, at: position),
      limit: CellCursor(index.offsets, at: index.limit), nextEscape: index.nextEscape,
      node: CellCursor(nodes.cells, at: count))
  }

  /// Makes room for the nodes of all entries that there are.
  @inline(__always)
  private mutating func reserveNodes(behind count: Int) {
    nodes.reserve(count &+ index.count &+ StructureIndex.lookahead, keeping: count)
  }

  /// Throws unless nothing but blanks follows the root.
  @inline(never)
  private mutating func refuseContent(from position: Int) throws(SyntaxError) {
    var position = position
    while position >= index.count, !index.isComplete {
      index.advance(past: position)
      position = 0
    }
    if position < index.count {
      throw SyntaxError(.trailingContent, at: Int(index.offsets[position]))
    }
    if position > index.count { throw index.endError }
  }

  /// The frame of the deepest container for which there is room and leave.
  private var lastFrame: Int { min(max(options.maxDepth, 0), frames.capacity &- 1) }

  @inline(never)
  private mutating func moreFrames(
    _ open: CellCursor<OpenContainer>, at offset: Int
  ) throws(SyntaxError) -> (CellCursor<OpenContainer>, CellCursor<OpenContainer>) {
    let depth = open.index(in: frames.cells)
    guard depth < options.maxDepth else { throw SyntaxError(.depth, at: offset) }
    frames.reserve(depth + 2, keeping: depth + 1)
    return (CellCursor(frames.cells, at: depth), CellCursor(frames.cells, at: lastFrame))
  }

  /// Checks the escapes of the string in front of `node`, which ends at `end`; returns where the next
  /// one is.
  @inline(never)
  private mutating func passEscapes(
    to end: Int, _ node: CellCursor<Node>
  ) throws(SyntaxError) -> Int {
    try index.passEscapes(to: end, allowsLoneSurrogates: !options.isStrict)
    nodes[node.index(in: nodes.cells) - 1].hasEscapes = true
    return index.nextEscape
  }

  /// Gives the key in front of `node` the hash of what its escapes mean.
  @inline(never)
  private mutating func hashDecoded(_ node: CellCursor<Node>) -> UInt32 {
    let key = node.index(in: nodes.cells) - 1
    let tape = Tape(nodes: nodes.cells, text: index.text, count: 0)
    let hash = keyHash.hash(tape.content(of: tape[key], scratch: &scratch))
    nodes[key].next = hash
    return hash
  }

  /// Looks whether the key in front of `node` stood in the innermost object before.
  @inline(never)
  private mutating func noteDuplicate(
    _ node: CellCursor<Node>, _ open: CellCursor<OpenContainer>
  ) throws(SyntaxError) {
    guard open.cell.count <= KeyFilter.limit else { return }
    let key = node.index(in: nodes.cells) - 1
    guard hasEqualKey(before: key, inObjectAt: Int(open.cell.node)) else { return }
    if options.isStrict { throw SyntaxError(.duplicateKey, at: Int(nodes[key].offset)) }
    open.cell.hasDuplicates = true
  }
}
