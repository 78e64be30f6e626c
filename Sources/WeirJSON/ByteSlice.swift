/// A borrowed run of bytes: the hot currency between text, patterns, formats and key tables.
///
/// Invariants, which the maker keeps and every reader relies on:
/// - the memory stays alive and unchanged while the slice is in use;
/// - `0..<count` is readable.
///
/// Subscripts are checked in debug builds only. This is one of the few files of the unsafe fence;
/// code that uses a `ByteSlice` needs no `unsafe` of its own.
@safe
@usableFromInline
package struct ByteSlice {
  @usableFromInline let base: UnsafePointer<UInt8>

  /// Length in bytes.
  public let count: Int

  @inlinable
  package init(base: UnsafePointer<UInt8>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  @inlinable
  package var isEmpty: Bool { count == 0 }

  /// The byte at `index`, which must be in `0..<count`.
  @inlinable
  package subscript(index: Int) -> UInt8 {
    assert(index >= 0 && index < count)
    return unsafe base[index]
  }

  /// The bytes in `range`, which must lie in `0..<count`.
  @inlinable
  package subscript(range: Range<Int>) -> ByteSlice {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe ByteSlice(base: base + range.lowerBound, count: range.count)
  }

  /// Where `part` begins in this slice; nil unless all of it lies there.
  @inlinable
  package func offset(of part: ByteSlice) -> Int? {
    let offset = unsafe UInt(bitPattern: part.base) &- UInt(bitPattern: base)
    guard offset <= UInt(count), part.count <= count &- Int(offset) else { return nil }
    return Int(offset)
  }

  /// Eight bytes from `index` as a little-endian word; `index + 8 <= count`.
  @inlinable
  package func word(at index: Int) -> UInt64 {
    assert(index >= 0 && index + 8 <= count)
    return unsafe UInt64(
      littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
  }

  /// Four bytes from `index` as a little-endian word; `index + 4 <= count`.
  @inlinable
  package func halfWord(at index: Int) -> UInt32 {
    assert(index >= 0 && index + 4 <= count)
    return unsafe UInt32(
      littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt32.self))
  }
}

/// Reads that may pass the end of the slice. The caller knows that the bytes there are readable: a
/// text that a `Document` parses is followed by `Document.padding` of them.
extension ByteSlice {
  @inlinable
  func padded(_ index: Int) -> UInt8 { unsafe base[index] }

  @inlinable
  func padded(from start: Int, count: Int) -> ByteSlice {
    unsafe ByteSlice(base: base + start, count: count)
  }

  @inlinable
  package var paddedWord: UInt64 { paddedWord(at: 0) }

  /// The bytes of a slice of at most eight as a word, zero behind its end.
  @inlinable
  @inline(__always)
  package var shortWord: UInt64 {
    count == 0 ? 0 : paddedWord & (UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- count &* 8))
  }

  @inlinable
  func paddedWord(at index: Int) -> UInt64 {
    unsafe UInt64(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
  }

  @inlinable
  func paddedHalfWord(at index: Int) -> UInt32 {
    unsafe UInt32(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt32.self))
  }
}

extension ByteSlice {
  /// Whether both hold the same bytes. Linear in `count`, eight bytes a step; the last step may
  /// look at some bytes twice.
  @inlinable
  package func elementsEqual(_ other: ByteSlice) -> Bool {
    guard count == other.count else { return false }
    guard count >= 8 else { return isShortAndEqual(other) }
    var index = 0
    while index &+ 8 < count {
      if word(at: index) != other.word(at: index) { return false }
      index &+= 8
    }
    return word(at: count &- 8) == other.word(at: count &- 8)
  }

  @inlinable
  func isShortAndEqual(_ other: ByteSlice) -> Bool {
    var index = 0
    while index < count {
      if self[index] != other[index] { return false }
      index &+= 1
    }
    return true
  }

  /// A copy as an array. Allocates.
  package func copied() -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: base, count: count))
  }

  /// The bytes read as UTF-8, with U+FFFD for what is not. Allocates.
  package func decodedString() -> String {
    unsafe String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
  }
}

extension Array where Element == UInt8 {
  /// Lends the array's bytes for the duration of `body`.
  @inlinable
  package func withByteSlice<Result, Failure: Error>(
    _ body: (ByteSlice) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // An empty array may have no storage at all; any non-null pointer stands for zero bytes.
    try unsafe withUnsafeBufferPointer { (buffer) throws(Failure) in
      var placeholder: UInt8 = 0
      return try unsafe withUnsafePointer(to: &placeholder) { (spare) throws(Failure) in
        try body(unsafe ByteSlice(base: buffer.baseAddress ?? spare, count: buffer.count))
      }
    }
  }
}

extension ArraySlice where Element == UInt8 {
  /// Lends the slice's bytes for the duration of `body`.
  @inlinable
  package func withByteSlice<Result>(_ body: (ByteSlice) -> Result) -> Result {
    unsafe withUnsafeBufferPointer { buffer in
      var placeholder: UInt8 = 0
      return unsafe withUnsafePointer(to: &placeholder) { spare in
        body(unsafe ByteSlice(base: buffer.baseAddress ?? spare, count: buffer.count))
      }
    }
  }
}

extension Array where Element == UInt8 {
  /// Appends a copy of the bytes.
  package mutating func append(_ bytes: ByteSlice) {
    unsafe append(contentsOf: UnsafeBufferPointer(start: bytes.base, count: bytes.count))
  }
}

extension String {
  /// Lends the text's UTF-8 for the duration of `body`.
  package func withByteSlice<Result>(_ body: (ByteSlice) -> Result) -> Result {
    var text = self
    return text.withUTF8 { buffer in
      var placeholder: UInt8 = 0
      return unsafe withUnsafePointer(to: &placeholder) { spare in
        unsafe body(ByteSlice(base: buffer.baseAddress ?? spare, count: buffer.count))
      }
    }
  }
}
