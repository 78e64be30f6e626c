/// Limits and profile of a parse.
public struct DocumentOptions: Hashable, Sendable {
  /// How deep arrays and objects may nest. A value deeper than this is `SyntaxError.Code.depth`.
  public var maxDepth: Int

  /// How many bytes a number's token may have.
  public var maxNumberLength: Int

  /// Strict: a duplicate key and a lone surrogate escape are errors. Lenient: the last duplicate
  /// wins and is noted in `duplicateKeyOffsets`; lone surrogates are kept as bytes (WTF-8).
  public var isStrict: Bool

  public init(maxDepth: Int = 1_000, maxNumberLength: Int = 10_000, isStrict: Bool = false) {
    self.maxDepth = maxDepth
    self.maxNumberLength = maxNumberLength
    self.isStrict = isStrict
  }

  public static let strict = DocumentOptions(isStrict: true)
  public static let lenient = DocumentOptions(isStrict: false)
}

/// A JSON text and its tape of nodes.
///
/// Parse as many texts as you like with one document: its storage is reused, so the steady state
/// allocates nothing. A document is one worker's; lend its `tape` to readers between two parses.
///
/// Parsing is linear in the text, iterative (no recursion on depth), and strict: RFC 8259, one
/// value, nothing behind it. Numbers and escapes are checked but not decoded.
public struct Document: ~Copyable {
  public let options: DocumentOptions

  var nodes = CellBuffer<Node>(capacity: 64)
  var nodeCount = 0
  var index = StructureIndex()
  var frames = CellBuffer<OpenContainer>(capacity: 16)
  var scratch = CellBuffer<UInt8>(capacity: 1)
  let keyHash = KeyHash.shared
  var keyTable = CellBuffer<UInt32>(capacity: 1)
  var ownText = CellBuffer<UInt8>(capacity: StructureIndex.padding)
  var text: ByteSlice

  /// Lenient profile: byte offsets of the keys that a later duplicate overrode, in no order.
  public internal(set) var duplicateKeyOffsets: [Int] = []

  /// Where the nodes stand in another text, for documents that were not written as JSON.
  package var sourceMap: SourceMap?

  public init(options: DocumentOptions = DocumentOptions()) {
    self.options = options
    text = ownText.cells.slice(count: 0)
  }

  /// Parses a copy of `bytes`. After an error the document is empty.
  public mutating func parse(_ bytes: [UInt8]) throws(SyntaxError) {
    bytes.withByteSlice { ownText.assign($0, padding: StructureIndex.padding) }
    try parse(borrowing: ownText.cells.slice(count: bytes.count))
  }

  /// Parses `bytes` where they are.
  ///
  /// The caller promises that `padding` readable bytes follow the text and that it lives unchanged
  /// until the next parse.
  package mutating func parse(borrowing bytes: ByteSlice) throws(SyntaxError) {
    text = bytes
    nodeCount = 0
    if sourceMap != nil { sourceMap = nil }
    forgetDuplicates()
    guard bytes.count < Int(UInt32.max) - StructureIndex.padding else {
      throw SyntaxError(.size, at: Int(UInt32.max) - StructureIndex.padding)
    }
    do {
      try buildTape()
    } catch {
      nodeCount = 0
      throw firstError(error)
    }
    if _slowPath(index.hasByteError || index.endsInside) { try refuseByteError() }
  }

  @inline(__always)
  mutating func forgetDuplicates() {
    if !duplicateKeyOffsets.isEmpty { duplicateKeyOffsets.removeAll() }
  }

  @inline(never)
  private mutating func refuseByteError() throws(SyntaxError) {
    guard let error = index.byteError else { return }
    nodeCount = 0
    throw error
  }

  /// Bytes that must be readable behind a text given to `parse(borrowing:)`.
  package static var padding: Int { StructureIndex.padding }

  /// The result of the last parse that succeeded. Valid until the next one.
  @inlinable
  package var tape: Tape { Tape(nodes: nodeCells, text: currentText, count: currentCount) }

  @usableFromInline var nodeCells: Cells<Node> { nodes.cells }
  @usableFromInline var currentText: ByteSlice { text }
  @usableFromInline var currentCount: Int { nodeCount }

  /// Where a text is wrong both in its bytes and in its structure, the earlier place counts; an
  /// early control character often is the reason why the structure looks wrong.
  private mutating func firstError(_ error: SyntaxError) -> SyntaxError {
    guard let byteError = index.byteError else { return refined(error) }
    if error.code == .unterminatedString { return byteError }
    // No string could open here, so that nothing is said of its end.
    let isStrayQuote =
      byteError.code == .unterminatedString && byteError.byteOffset == error.byteOffset
    return byteError.byteOffset <= error.byteOffset && !isStrayQuote ? byteError : refined(error)
  }

  /// Gives common mistakes their own code.
  private mutating func refined(_ error: SyntaxError) -> SyntaxError {
    guard error.byteOffset < text.count else { return error }
    let rest = text[error.byteOffset..<text.count]
    let second = rest.count > 1 ? rest[1] : 0
    switch (rest[0], second) {
    case (0, _): return SyntaxError(.nul, at: error.byteOffset)
    case (0xEF, 0xBB) where rest.count > 2 && rest[2] == 0xBF:
      return SyntaxError(.byteOrderMark, at: error.byteOffset)
    case (UInt8(ascii: "/"), UInt8(ascii: "/")), (UInt8(ascii: "/"), UInt8(ascii: "*")):
      return SyntaxError(.comment, at: error.byteOffset)
    default: return error
    }
  }
}

/// Original byte ranges of the nodes of a document that was generated from another text (YAML).
package struct SourceMap: Sendable {
  /// One range per tape node, in tape order.
  package var ranges: [Range<UInt32>]

  /// Strings that another version of the original format takes for booleans (`no` in YAML 1.1), by
  /// tape node: which boolean. Worth telling where one is wanted.
  package var booleanLookalikes: [Int: Bool]

  package init(ranges: [Range<UInt32>], booleanLookalikes: [Int: Bool] = [:]) {
    self.ranges = ranges
    self.booleanLookalikes = booleanLookalikes
  }
}
