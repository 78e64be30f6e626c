import WeirJSON

/// Turns a `YAMLTree` into compact JSON text and, in the tape's order, the place of each node.
///
/// Iterative: the work to do is a stack of open collections. Aliases are followed here, so this is
/// where expansion is paid for and limited.
struct JSONEmitter {
  private let tree: YAMLTree
  private let options: YAMLOptions
  private var output: MappedJSON
  private var frames: [Frame] = []
  /// The children of all open collections; each frame owns a run at the end.
  private var entries: [MappingEntry] = []
  private var keys = KeyCollector()
  private var warnings: [YAMLWarning]
  private var expansionLeft: Int

  /// The JSON text and source map of a finished tree.
  ///
  /// - Throws: `YAMLError` for what only shows when the tree is walked: keys, tags and numbers
  ///   that JSON cannot have, and the limits.
  static func document(of tree: YAMLTree, options: YAMLOptions) throws(YAMLError) -> YAMLDocument {
    var emitter = JSONEmitter(tree: tree, options: options)
    try emitter.emit()
    return YAMLDocument(
      jsonText: emitter.output.bytes,
      sourceMap: SourceMap(
        ranges: emitter.output.ranges, booleanLookalikes: emitter.output.booleanLookalikes),
      warnings: emitter.warnings)
  }

  private init(tree: YAMLTree, options: YAMLOptions) {
    self.tree = tree
    self.options = options
    output = MappedJSON(capacity: tree.scalars.count + tree.nodes.count * 3)
    warnings = tree.warnings
    expansionLeft = options.maxAliasExpansion
  }
}

/// A collection that is being written.
private struct Frame {
  let isObject: Bool
  /// Whether this is the content of an alias or stands inside of one.
  let isExpansion: Bool
  let firstEntry: Int
  var nextEntry: Int
}

extension JSONEmitter {
  private mutating func emit() throws(YAMLError) {
    guard !tree.nodes.isEmpty else { return }
    try emitValue(0, isExpansion: false)
    while let frame = frames.last {
      guard frame.nextEntry < entries.count else {
        output.close(isObject: frame.isObject)
        entries.removeLast(entries.count - frame.firstEntry)
        frames.removeLast()
        continue
      }
      let entry = entries[frame.nextEntry]
      frames[frames.count - 1].nextEntry += 1
      if frame.nextEntry > frame.firstEntry { output.comma() }
      if frame.isObject { try emitKey(of: entry, isExpansion: frame.isExpansion) }
      try emitValue(entry.value, isExpansion: frame.isExpansion || entry.isMerged)
    }
  }

  private mutating func emitValue(_ index: Int, isExpansion: Bool) throws(YAMLError) {
    let source = tree.nodes[index].source
    let target = tree.resolved(index)
    let isExpansion = isExpansion || target != index
    let node = tree.nodes[target]
    if isExpansion { try spend(node.kind == .scalar ? node.value.count : 0, at: source.lowerBound) }
    output.place(source)
    switch node.kind {
    case .scalar: try emitScalar(node, at: source, isExpansion: isExpansion)
    case .sequence: try open(target, isObject: false, isExpansion: isExpansion, at: source)
    case .mapping: try open(target, isObject: true, isExpansion: isExpansion, at: source)
    case .alias: preconditionFailure("an alias names an anchored node, never an alias")
    }
  }

  private mutating func open(
    _ index: Int, isObject: Bool, isExpansion: Bool, at source: Range<Int>
  ) throws(YAMLError) {
    guard frames.count < options.document.maxDepth else {
      throw YAMLError(.depth, at: source.lowerBound)
    }
    output.open(isObject: isObject)
    let first = entries.count
    frames.append(
      Frame(
        isObject: isObject, isExpansion: isExpansion, firstEntry: first, nextEntry: first))
    if isObject {
      let work = try keys.appendEntries(
        of: index, in: tree, to: &entries, budget: expansionLeft, isExpansion: isExpansion)
      expansionLeft -= work
    } else {
      var child = index + 1
      while child < tree.nodes[index].next {
        entries.append(MappingEntry(key: child, value: child, isMerged: false))
        child = tree.index(after: child)
      }
    }
  }

  /// Takes the cost of one expanded node from the budget.
  private mutating func spend(_ byteCount: Int, at offset: Int) throws(YAMLError) {
    expansionLeft -= byteCount + YAMLOptions.costOfExpandedNode
    if expansionLeft < 0 { throw YAMLError(.aliasExpansion, at: offset) }
  }
}

// MARK: - Scalars

extension JSONEmitter {
  /// Writes a key: strings as they are, other scalars as their source text.
  private mutating func emitKey(of entry: MappingEntry, isExpansion: Bool) throws(YAMLError) {
    let source = tree.nodes[entry.key].source
    let node = tree.nodes[tree.resolved(entry.key)]
    let text = tree.value(of: node)
    let isExpansion = isExpansion || entry.isMerged
    if isExpansion { try spend(text.count, at: source.lowerBound) }
    output.place(source)
    output.string(text)
    output.colon()
    if !isExpansion, !isString(node) { warn(.keyIsNoString, node, at: source) }
  }

  private func isString(_ node: YAMLNode) -> Bool {
    switch node.tag {
    case .none:
      guard node.isPlain else { return true }
      if case .string = CoreValue(tree.value(of: node)) { return true }
      return false
    case .integer, .float, .boolean, .null: return false
    default: return true
    }
  }

  private mutating func emitScalar(
    _ node: YAMLNode, at source: Range<Int>, isExpansion: Bool
  ) throws(YAMLError) {
    let text = tree.value(of: node)
    switch (node.tag, CoreValue(text)) {
    case (.none, _) where !node.isPlain: output.string(text)
    case (.none, .null), (.null, .null): output.literal("null")
    case (.none, .boolean(let flag)), (.boolean, .boolean(let flag)):
      output.literal(flag ? "true" : "false")
    case (.none, .number(let number)):
      try emitNumber(number, text, at: source)
      if !isExpansion, case .decimalInteger = number, hasLeadingZero(text) {
        warn(.leadingZero, node, at: source)
      }
    case (.integer, .number(let number)):
      if case .float = number { throw YAMLError(.tag, at: source.lowerBound, subject: "!!int") }
      try emitNumber(number, text, at: source)
    case (.float, .number(let number)):
      try emitNumber(number, text, at: source)
      if case .float = number {} else { output.literal(".0") }
    case (.none, .notFinite), (.float, .notFinite):
      throw YAMLError(
        .notFinite, at: source.lowerBound, to: source.upperBound,
        subject: String(decoding: text, as: UTF8.self))
    case (.none, .string):
      output.string(text)
      if let flag = booleanLookalike(text) { output.noteLookalike(of: flag) }
    case (.integer, _), (.float, _), (.boolean, _), (.null, _):
      throw YAMLError(.tag, at: source.lowerBound, subject: node.tag.name)
    default: output.string(text)
    }
  }

  private mutating func emitNumber(
    _ number: CoreNumber, _ text: ArraySlice<UInt8>, at source: Range<Int>
  ) throws(YAMLError) {
    guard text.count <= options.document.maxNumberLength else {
      throw YAMLError(.numberLength, at: source.lowerBound)
    }
    let start = output.bytes.count
    number.appendJSON(of: text, to: &output.bytes)
    // Hexadecimal digits become more when they are written as decimal ones.
    guard output.bytes.count - start <= options.document.maxNumberLength else {
      throw YAMLError(.numberLength, at: source.lowerBound)
    }
  }

  private func hasLeadingZero(_ text: ArraySlice<UInt8>) -> Bool {
    let digits = text.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    return digits.count > 1 && digits.first == UInt8(ascii: "0")
  }

  private mutating func warn(_ code: YAMLWarning.Code, _ node: YAMLNode, at source: Range<Int>) {
    let subject = String(decoding: tree.value(of: node), as: UTF8.self)
    warnings.append(YAMLWarning(code: code, byteRange: source, subject: subject))
  }
}
