import WeirJSON
import WeirStream

/// Lines of NDJSON out of pieces of bytes that end anywhere.
///
/// A blank line is none; a line end is LF or CRLF; the last line needs none.
struct LineSplitter {
  /// A line, or the beginning of one that is too long.
  struct Line: Equatable {
    var bytes: [UInt8]

    /// The whole line's length, without its end.
    var byteCount: Int

    /// Of the whole line, where `bytes` is its beginning only.
    var sha256: String?
    var isTooLong: Bool { sha256 != nil }
  }

  private let maxLineBytes: Int

  /// How much is kept of a line that is too long.
  static let keptBytes = 4096
  private var open: [UInt8] = []

  /// Length of the line under way, of which `open` has all or the beginning.
  private var openCount = 0

  /// Of a line that is too long, as far as it came; without its last byte, which may be a CR.
  private var hash: SHA256?
  private var endsInReturn = false

  init(maxLineBytes: Int) { self.maxLineBytes = maxLineBytes }

  /// The lines that end in a piece.
  mutating func add(_ piece: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
      take(piece[start..<end])
      if let line = close() { lines.append(line) }
      start = end + 1
    }
    take(piece[start...])
    return lines
  }

  /// The last line, if it has no end.
  mutating func finish() -> Line? { close() }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    guard !bytes.isEmpty else { return }
    openCount += bytes.count
    // One byte more than a line may have: a CR may be part of the line's end.
    guard hash == nil, openCount <= maxLineBytes + 1 else { return takeLong(bytes) }
    open += bytes
  }

  private mutating func takeLong(_ bytes: ArraySlice<UInt8>) {
    var rest = Array(bytes)
    if hash == nil {
      hash = SHA256()
      rest = open + rest
      open = Array(rest.prefix(min(LineSplitter.keptBytes, maxLineBytes)))
    } else if endsInReturn {
      hash?.update([UInt8(ascii: "\r")])
    }
    endsInReturn = rest.last == UInt8(ascii: "\r")
    hash?.update(Array(endsInReturn ? rest.dropLast() : rest[...]))
  }

  private mutating func close() -> Line? {
    defer {
      open = []
      openCount = 0
      hash = nil
      endsInReturn = false
    }
    if let hash {
      return Line(
        bytes: open, byteCount: openCount - (endsInReturn ? 1 : 0), sha256: hash.hexadecimal())
    }
    if open.last == UInt8(ascii: "\r") { open.removeLast() }
    if open.count > maxLineBytes {
      let kept = Array(open.prefix(min(LineSplitter.keptBytes, maxLineBytes)))
      return Line(bytes: kept, byteCount: open.count, sha256: SHA256.hexadecimal(of: open))
    }
    return open.allSatisfy(\.isBlank) ? nil : Line(bytes: open, byteCount: open.count)
  }
}
