private import CScan

/// The offsets a parser has to stop at, found window by window so that the storage stays small and
/// hot however long the text is.
///
/// Part of the unsafe fence: the only Swift caller of the C structure kernel. Invariant: the text
/// given to `start` is followed by `padding` readable bytes and lives until the last `advance`.
@safe
struct StructureIndex: ~Copyable {
  /// Bytes that a text must have readable (never used) behind its end.
  static var padding: Int { Int(CSCAN_PADDING) }

  /// How many entries a reader may take at `limit` without asking for more. Behind the last entry of
  /// a text follow as many that point to its end.
  static var lookahead: Int { 8 }

  /// Bytes of text per window; a multiple of 64.
  private static let windowSize = 8 * 1024

  /// The text that is indexed.
  private(set) var text: ByteSlice
  private var state = cscan_state()

  /// How much of the text has been indexed.
  private(set) var extent = 0

  private var storage = CellBuffer<UInt32>(capacity: 512)
  private var escapes = CellBuffer<UInt32>(capacity: 256)
  private var escapeCount = 0
  private var escapePosition = 0

  /// Whether the text has been indexed to its end.
  private(set) var isComplete = false

  /// Number of entries in `offsets`.
  private(set) var count = 0

  /// Where a reader must ask for more. `count` when the whole text is indexed.
  var limit: Int { isComplete ? count : count &- Self.lookahead }

  /// Offsets of the present window, and a few of the one before.
  var offsets: Cells<UInt32> { storage.cells }

  /// Offset of the first escape that has not been passed; `Int.max` where there is none.
  var nextEscape: Int {
    escapePosition < escapeCount ? Int(escapes[escapePosition]) : Int.max
  }

  init() { text = ByteSlice("") }

  /// Indexes the beginning of a text.
  mutating func start(_ text: ByteSlice) {
    self.text = text
    state = cscan_state()
    extent = 0
    count = 0
    escapeCount = 0
    escapePosition = 0
    isComplete = false
    advance(past: 0)
  }

  /// Drops the first `used` entries and indexes on, until there are enough to go on reading or the
  /// text is complete.
  mutating func advance(past used: Int) {
    keepRest(from: used)
    while count <= Self.lookahead, extent < text.count { indexWindow() }
    guard extent >= text.count else { return }
    isComplete = true
    for slot in count..<count &+ Self.lookahead {
      storage[slot] = UInt32(truncatingIfNeeded: text.count)
    }
  }

  private mutating func indexWindow() {
    let end = min(extent &+ Self.windowSize, text.count)
    let slack = Int(CSCAN_INDEX_SLACK)
    storage.reserve(count &+ end &- extent &+ slack, keeping: count)
    escapes.reserve(escapeCount &+ (end &- extent &+ slack) / 2, keeping: escapeCount)
    count &+= unsafe cscan_structure(
      text.base, extent, end, &state, storage.base + count, escapes.base + escapeCount)
    escapeCount &+= Int(state.escape_count)
    extent = end
  }

  /// Moves what has not been read to the front.
  private mutating func keepRest(from used: Int) {
    guard used > 0 else { return }
    for slot in used..<count { storage[slot &- used] = storage[slot] }
    count &-= used
    guard escapePosition > 0 else { return }
    for slot in escapePosition..<escapeCount { escapes[slot &- escapePosition] = escapes[slot] }
    escapeCount &-= escapePosition
    escapePosition = 0
  }

  /// Passes the escapes in front of `end`, which belong to the string that `end` closes.
  mutating func passEscapes(
    to end: Int, allowsLoneSurrogates: Bool
  ) throws(SyntaxError) {
    let content = text[0..<end]
    while nextEscape < end {
      let escape = nextEscape
      let length = try escapeLength(
        in: content, at: escape, allowsLoneSurrogates: allowsLoneSurrogates)
      // The escape may be a surrogate pair, whose second half has an entry of its own.
      while nextEscape < escape &+ length { escapePosition &+= 1 }
    }
  }

  /// Passes the escapes in front of `offset`, whatever they are.
  @inline(__always)
  mutating func skipEscapes(to offset: Int) {
    while nextEscape < offset { escapePosition &+= 1 }
  }

  /// What is wrong when a reader needs more than the text has.
  var endError: SyntaxError {
    state.in_string != 0
      ? SyntaxError(.unterminatedString, at: Int(storage[count &- 1]))
      : SyntaxError(.unexpectedEnd, at: text.count)
  }

  /// Of the string around `end`. Linear in the text before it.
  private func openingQuote(before end: Int) -> Int {
    var opening = end
    var isInString = false
    var offset = 0
    while offset < end {
      switch text[offset] {
      case UInt8(ascii: "\""):
        isInString.toggle()
        opening = offset
      case UInt8(ascii: "\\") where isInString: offset &+= 1
      default: break
      }
      offset &+= 1
    }
    return opening
  }

  /// Whether what has been indexed ends inside a string or a UTF-8 sequence.
  var endsInside: Bool { state.in_string | state.utf8_open != 0 }

  /// Whether the kernel noticed something about bytes rather than structure.
  var hasByteError: Bool { state.control | state.utf8_error != 0 }

  /// Finds it: malformed UTF-8, or a control character in a string. A string that a line ends in was
  /// not closed, which is told where it opens.
  var byteError: SyntaxError? {
    var offset = Int.max
    var code = SyntaxError.Code.utf8
    if state.utf8_error | state.utf8_open != 0 {
      let valid = unsafe cscan_utf8_valid_prefix(text.base, text.count)
      if valid < text.count { offset = valid }
    }
    if state.control != 0, state.control - 1 < offset {
      offset = Int(state.control) - 1
      switch text[offset] {
      case 0: code = .nul
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        code = .unterminatedString
        offset = openingQuote(before: offset)
      default: code = .controlCharacter
      }
    }
    return offset == Int.max ? nil : SyntaxError(code, at: offset)
  }
}
