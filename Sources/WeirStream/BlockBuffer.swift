import CScan
import Glibc
import WeirJSON

/// The memory of one block: bytes, and behind them room that a parser may read but not use.
///
/// Part of the unsafe fence. Invariants: `0..<capacity + padding` belongs to this buffer alone and is
/// initialised; slices handed out are used only while the buffer is neither grown nor refilled, which
/// the block's owner keeps (see `Block`).
@safe
struct BlockBuffer: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int

  /// What `Validator.validate(borrowing:)` may read behind a line, and a line end for a last line
  /// that lacks one.
  static let padding = Document.padding + 1

  init(capacity: Int) {
    self.capacity = capacity
    unsafe base = BlockBuffer.allocate(capacity)
  }

  deinit { unsafe base.deallocate() }

  /// The bytes in `range`, which may reach one byte into the padding.
  func bytes(_ range: Range<Int>) -> ByteSlice {
    precondition(range.lowerBound >= 0 && range.upperBound <= capacity + 1)
    return unsafe ByteSlice(base: base + range.lowerBound, count: range.count)
  }

  /// Room for a read: what lies between `used` and the capacity, but no more than `limit` bytes.
  @unsafe
  func space(from used: Int, limit: Int) -> UnsafeMutableRawBufferPointer {
    precondition(used >= 0 && used <= capacity)
    return unsafe UnsafeMutableRawBufferPointer(
      start: base + used, count: min(limit, capacity - used))
  }

  /// Ends an unterminated line at `used` with a line end.
  func terminate(at used: Int) {
    precondition(used <= capacity)
    unsafe base[used] = UInt8(ascii: "\n")
  }

  /// Copies bytes to the front.
  func assign(_ bytes: borrowing CarriedBytes) {
    precondition(bytes.count <= capacity)
    unsafe base.update(from: bytes.base, count: bytes.count)
  }

  /// Changes the capacity; the first `used` bytes stay.
  mutating func resize(to newCapacity: Int, keeping used: Int) {
    precondition(used <= min(capacity, newCapacity))
    let newBase = unsafe BlockBuffer.allocate(newCapacity)
    unsafe newBase.update(from: base, count: used)
    unsafe base.deallocate()
    unsafe base = newBase
    capacity = newCapacity
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
    let base = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + padding)
    // The padding alone: the rest is written by reads before anyone looks at it, and untouched
    // pages cost no memory.
    unsafe (base + capacity).initialize(repeating: 0, count: padding)
    return unsafe base
  }
}

/// The bytes behind the last line end of a block, which begin the next one.
@safe
struct CarriedBytes: ~Copyable {
  fileprivate var base: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    unsafe base = .allocate(capacity: capacity)
  }

  deinit { unsafe base.deallocate() }

  /// Replaces what was carried.
  mutating func assign(_ bytes: ByteSlice) {
    precondition(bytes.count <= capacity)
    unsafe UnsafeMutableRawPointer(base).copyMemory(
      from: bytes.unsafeBytes.baseAddress ?? UnsafeRawPointer(base), byteCount: bytes.count)
    count = bytes.count
  }

  mutating func removeAll() { count = 0 }
}

extension ByteSlice {
  /// Offset of the first LF at or behind `start`, or `count`.
  @inline(__always)
  func nextNewline(from start: Int) -> Int {
    unsafe cscan_next_newline(
      unsafeBytes.assumingMemoryBound(to: UInt8.self).baseAddress, start, count)
  }

  /// Offset behind the last LF at or behind `start`, or `start` where there is none.
  func endOfLines(from start: Int) -> Int {
    unsafe cscan_end_of_lines(
      unsafeBytes.assumingMemoryBound(to: UInt8.self).baseAddress, start, count)
  }

  /// How many LF there are.
  var newlineCount: Int {
    unsafe cscan_count_newlines(unsafeBytes.assumingMemoryBound(to: UInt8.self).baseAddress, count)
  }

  /// Whether there is nothing but blanks: such a line is no record.
  var isBlankLine: Bool {
    for index in 0..<count {
      let byte = self[index]
      if byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") && byte != UInt8(ascii: "\r") {
        return false
      }
    }
    return true
  }
}

extension ByteSlice {
  /// How many bytes at the start are well-formed UTF-8 (RFC 3629 section 4).
  var validUTF8Prefix: Int {
    unsafe cscan_utf8_valid_prefix(
      unsafeBytes.assumingMemoryBound(to: UInt8.self).baseAddress, count)
  }
}
