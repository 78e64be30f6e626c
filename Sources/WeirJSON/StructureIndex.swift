private import CScan

/// The offsets a parser has to stop at, found window by window so that the storage stays small and
/// hot however long the text is.
///
/// Part of the unsafe fence: the only Swift caller of the C structure kernel. Invariant: the text
/// given to `start` is followed by `padding` readable bytes and lives until the last `refill`.
@safe
struct StructureIndex: ~Copyable {
  /// Bytes that a text must have readable (never used) behind its end.
  static var padding: Int { Int(CSCAN_PADDING) }

  /// Bytes of text per window; a multiple of 64.
  private static let windowSize = 16 * 1024

  private var state = cscan_state()
  private var begin = 0
  private var storage: CellBuffer<UInt32>

  init() {
    storage = CellBuffer(capacity: 256)
  }

  /// Offsets of the present window.
  var offsets: Cells<UInt32> { storage.cells }

  mutating func start() {
    state = cscan_state()
    begin = 0
  }

  /// Indexes the next window that has any offset; returns their number, 0 at the text's end.
  mutating func refill(_ text: ByteSlice) -> Int {
    while begin < text.count {
      let end = min(begin + Self.windowSize, text.count)
      storage.reserve(end - begin + Int(CSCAN_INDEX_SLACK), keeping: 0)
      let count = unsafe cscan_structure(text.base, begin, end, &state, storage.base)
      begin = end
      if count > 0 { return count }
    }
    return 0
  }

  /// Whether no string so far holds a backslash.
  var hasNoBackslash: Bool { state.any_backslash == 0 }

  /// Finds what the kernel noticed about bytes rather than structure: malformed UTF-8 and control
  /// characters in strings. Call it when the whole text has been indexed.
  func byteError(in text: ByteSlice) -> SyntaxError? {
    var offset = Int.max
    var code = SyntaxError.Code.utf8
    if state.any_non_ascii != 0 {
      let valid = unsafe cscan_utf8_valid_prefix(text.base, text.count)
      if valid < text.count { offset = valid }
    }
    if state.control != 0, state.control - 1 < offset {
      offset = Int(state.control) - 1
      code = text[offset] == 0 ? .nul : .controlCharacter
    }
    return offset == Int.max ? nil : SyntaxError(code, at: offset)
  }
}
