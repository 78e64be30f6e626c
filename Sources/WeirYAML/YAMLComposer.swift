import WeirJSON

/// Builds the `YAMLTree`s of a text from libyaml's events, with every place as byte offsets.
///
/// Iterative. The depth limit is enforced at each event, which matters: libyaml's cost per token
/// grows with the nesting, so that a hostile text must be stopped before it is read to its end.
struct YAMLComposer {
  private let text: [UInt8]
  private let options: YAMLOptions
  private var cursor: CharacterCursor
  private var trees: [YAMLTree] = []

  private var tree = YAMLTree()
  private var anchors: [[UInt8]: Int] = [:]
  private var openNodes: [Int] = []
  private var seenTags: Set<[UInt8]> = []
  /// Where the content of the last finished node ended: the end of a collection without brackets.
  private var lastEnd = 0

  /// Reads all documents of `text`, whose first byte behind a byte order mark is at `start`.
  static func trees(
    of text: [UInt8], from start: Int, options: YAMLOptions
  ) throws(YAMLError) -> [YAMLTree] {
    var composer = YAMLComposer(
      text: text, options: options, cursor: CharacterCursor(text: text, start: start))
    try LibYAMLParser.reading(text[start...]) { (parser) throws(YAMLError) in
      while try composer.takeEvent(from: &parser, textStart: start) {}
    }
    return composer.trees
  }

  private init(text: [UInt8], options: YAMLOptions, cursor: CharacterCursor) {
    self.text = text
    self.options = options
    self.cursor = cursor
  }

  /// Handles one event. Returns false after the last.
  private mutating func takeEvent(
    from parser: inout LibYAMLParser, textStart: Int
  ) throws(YAMLError) -> Bool {
    let event: YAMLEventKind
    do {
      event = try parser.advance()
    } catch {
      throw syntaxError(error, textStart: textStart)
    }
    switch event {
    case .streamStart: break
    case .streamEnd: return false
    case .documentStart: beginDocument()
    case .documentEnd: trees.append(tree)
    case .scalar: try addScalar(from: parser)
    case .alias: try addAlias(from: parser)
    case .sequenceStart: try open(.sequence, from: parser)
    case .mappingStart: try open(.mapping, from: parser)
    case .sequenceEnd, .mappingEnd: close(from: parser)
    }
    return true
  }

  private mutating func beginDocument() {
    tree = YAMLTree()
    anchors.removeAll(keepingCapacity: true)
    seenTags.removeAll(keepingCapacity: true)
  }
}

// MARK: - Nodes

extension YAMLComposer {
  private mutating func addScalar(from parser: borrowing LibYAMLParser) throws(YAMLError) {
    let place = sourceRange(of: parser)
    let properties = skipProperties(in: place, atMost: 2)
    var end = place.upperBound
    if parser.scalarStyle == .block {
      while end > properties.end, isWhiteSpace(text[end - 1]) { end -= 1 }
    }
    let source = properties.end..<max(end, properties.end)
    let tagText = parser.tag
    // libyaml drops a scalar's `!`, so the source must tell.
    let tag: YAMLTag = tagText == nil && properties.hasTag ? .nonSpecific : YAMLTag(tagText)
    try check(tag, tagText, on: .scalar, at: place.lowerBound)

    var node = YAMLNode(
      .scalar, tag: tag, isPlain: parser.scalarStyle == .plain, source: source)
    let start = tree.scalars.count
    parser.appendScalar(to: &tree.scalars)
    node.value = start..<tree.scalars.count
    if let anchor = parser.anchor { anchors[anchor] = tree.nodes.count }
    tree.nodes.append(node)
    lastEnd = source.upperBound
  }

  private mutating func addAlias(from parser: borrowing LibYAMLParser) throws(YAMLError) {
    let source = sourceRange(of: parser)
    let name = parser.anchor ?? []
    guard let target = anchors[name] else {
      throw YAMLError(
        .undefinedAlias, at: source.lowerBound, to: source.upperBound, subject: decoded(name),
        help: anchorsSoFar)
    }
    if tree.nodes[target].isOpen {
      throw YAMLError(
        .cyclicAlias, at: source.lowerBound, to: source.upperBound, subject: decoded(name))
    }
    var node = YAMLNode(.alias, tag: .none, source: source)
    node.target = target
    tree.nodes.append(node)
    lastEnd = source.upperBound
  }

  /// The last anchors, for an alias that refers to none.
  private var anchorsSoFar: String {
    let names = anchors.sorted { $0.value < $1.value }.suffix(4).map { "&\(decoded($0.key))" }
    guard !names.isEmpty else { return "" }
    let verb = names.count == 1 ? "stands" : "stand"
    return "before it \(verb) \(names.joined(separator: ", "))"
  }

  private mutating func open(
    _ kind: YAMLNode.Kind, from parser: borrowing LibYAMLParser
  ) throws(YAMLError) {
    let place = sourceRange(of: parser)
    guard openNodes.count < options.document.maxDepth else {
      throw YAMLError(.depth, at: place.lowerBound)
    }
    let tagText = parser.tag
    let anchor = parser.anchor
    let propertyCount = (tagText == nil ? 0 : 1) + (anchor == nil ? 0 : 1)
    // The start event of a block collection ends before its content, hence the open end.
    let start = skipProperties(in: place.lowerBound..<text.count, atMost: propertyCount).end
    let tag = YAMLTag(tagText)
    try check(tag, tagText, on: kind, at: place.lowerBound)
    if let anchor { anchors[anchor] = tree.nodes.count }
    openNodes.append(tree.nodes.count)
    tree.nodes.append(YAMLNode(kind, tag: tag, source: start..<start))
    lastEnd = start
  }

  /// A closing bracket has a width and ends the collection; otherwise its last child does.
  private mutating func close(from parser: borrowing LibYAMLParser) {
    let place = sourceRange(of: parser)
    if !place.isEmpty { lastEnd = place.upperBound }
    guard let index = openNodes.popLast() else { return }
    tree.nodes[index].close(at: lastEnd, next: tree.nodes.count)
  }

  private mutating func check(
    _ tag: YAMLTag, _ text: [UInt8]?, on kind: YAMLNode.Kind, at offset: Int
  ) throws(YAMLError) {
    guard let text else { return }
    guard tag.fits(kind) else { throw YAMLError(.tag, at: offset, subject: tagName(text)) }
    guard tag == .unknown, seenTags.insert(text).inserted else { return }
    tree.warnings.append(
      YAMLWarning(
        code: .unknownTag, byteRange: offset..<offset + 1, subject: tagName(text)))
  }
}

// MARK: - Places

extension YAMLComposer {
  private mutating func sourceRange(of parser: borrowing LibYAMLParser) -> Range<Int> {
    let characters = parser.characters
    let start = cursor.byteOffset(ofCharacter: characters.start)
    return start..<max(start, cursor.byteOffset(ofCharacter: characters.end))
  }

  /// Skips anchors and tags, and the white space and comments behind each.
  ///
  /// Nothing else that begins a node starts with `&` or `!`.
  private func skipProperties(
    in range: Range<Int>, atMost limit: Int
  ) -> (end: Int, hasTag: Bool) {
    var offset = range.lowerBound
    var hasTag = false
    for _ in 0..<limit {
      guard offset < range.upperBound, isProperty(text[offset]) else { break }
      hasTag = hasTag || text[offset] == UInt8(ascii: "!")
      while offset < range.upperBound, !isWhiteSpace(text[offset]) { offset += 1 }
      offset = skipSpaceAndComments(from: offset, to: range.upperBound)
    }
    return (offset, hasTag)
  }

  private func skipSpaceAndComments(from start: Int, to end: Int) -> Int {
    var offset = start
    while offset < end {
      if text[offset] == UInt8(ascii: "#") {
        while offset < end, !isLineBreak(text[offset]) { offset += 1 }
      } else if isWhiteSpace(text[offset]) {
        offset += 1
      } else {
        break
      }
    }
    return offset
  }

  private mutating func syntaxError(_ problem: LibYAMLProblem, textStart: Int) -> YAMLError {
    switch problem.place {
    case .outOfMemory:
      return YAMLError(.outOfMemory, at: cursor.byteOffset(ofCharacter: 0))
    case .byte(let offset):
      let isUTF8 = problem.text == "control characters are not allowed"
      let byte = isUTF8 ? textStart + offset : startOfSequence(at: textStart + offset, problem)
      return YAMLError(isUTF8 ? .syntax : .utf8, at: byte, subject: problem.text)
    case .character(let character):
      let related = cursor.byteOffset(ofCharacter: problem.contextCharacter)
      let place = cursor.byteOffset(ofCharacter: character)
      let isElsewhere = problem.context != nil && related != place
      let cause = YAMLSyntaxCause(
        problem, at: place, related: isElsewhere ? related : place,
        behind: tree.nodes.last.flatMap { $0.kind == .scalar ? $0.source : nil }, in: text)
      return YAMLError(
        .syntax, at: cause.byteOffset ?? place, subject: cause.message, help: cause.help,
        related: isElsewhere && cause.byteOffset == nil ? related : nil)
    }
  }

  /// For a wrong trailing byte libyaml names that byte; the fault begins at the leading one.
  private func startOfSequence(at offset: Int, _ problem: LibYAMLProblem) -> Int {
    guard problem.text == "invalid trailing UTF-8 octet" else { return offset }
    return text[..<offset].suffix(3).lastIndex { $0 >= 0xC0 } ?? offset
  }

  private func isProperty(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!")
  }

  private func isLineBreak(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || isLineBreak(byte)
  }
}

private func decoded(_ text: [UInt8]) -> String { String(decoding: text, as: UTF8.self) }

/// A tag as people write it.
private func tagName(_ text: [UInt8]) -> String {
  let tag = decoded(text)
  let standard = "tag:yaml.org,2002:"
  if tag.hasPrefix(standard) { return "!!" + tag.dropFirst(standard.count) }
  return tag.hasPrefix("!") ? tag : "!<\(tag)>"
}
