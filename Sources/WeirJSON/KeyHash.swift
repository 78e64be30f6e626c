/// Hashes member names: fast on short ones, seeded so that nobody outside can aim for collisions.
///
/// The same bytes give the same hash within one process, wherever they lie.
@usableFromInline
package struct KeyHash: Sendable {
  /// Drawn once for the process. Nothing that is printed depends on it.
  package static let shared = KeyHash(seed: UInt64.random(in: .min ... .max))

  /// For other hashes that must not be aimed at either.
  public let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  /// Hashes all of `bytes`.
  @inlinable
  package func hash(_ bytes: ByteSlice) -> UInt32 {
    let count = bytes.count
    if count >= 8 {
      var state = seed ^ UInt64(truncatingIfNeeded: count)
      var index = 0
      while index + 16 < count {
        state = fold(state ^ bytes.word(at: index), Self.multiplier ^ bytes.word(at: index + 8))
        index += 16
      }
      if index + 8 < count { state = fold(state ^ bytes.word(at: index), Self.multiplier) }
      return finish(state, bytes.word(at: count - 8))
    }
    return finish(seed ^ UInt64(truncatingIfNeeded: count), shortWord(bytes))
  }

  /// The same for bytes that are followed by at least 8 more readable ones.
  @inlinable
  @inline(__always)
  package func hash(padded bytes: ByteSlice) -> UInt32 {
    let count = bytes.count
    if count >= 8 { return hash(bytes) }
    let word = bytes.paddedWord & ~(UInt64.max << UInt64(truncatingIfNeeded: count &* 8))
    return finish(seed ^ UInt64(truncatingIfNeeded: count), word)
  }

  @inlinable
  @inline(__always)
  func finish(_ state: UInt64, _ word: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: fold(state ^ word, Self.multiplier) &>> 16)
  }

  @inlinable
  @inline(__always)
  func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @inlinable
  func shortWord(_ bytes: ByteSlice) -> UInt64 {
    var word: UInt64 = 0
    var index = bytes.count
    while index > 0 {
      index -= 1
      word = word << 8 | UInt64(bytes[index])
    }
    return word
  }

  @usableFromInline static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
}
