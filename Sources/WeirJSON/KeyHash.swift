/// Hashes member names: fast on short ones, seeded so that nobody outside can aim for collisions.
///
/// The same bytes give the same hash within one process, wherever they lie. The hash is a folded
/// product of the first and the last eight bytes, each mixed with a secret of its own; what lies
/// between them is folded into the first, sixteen bytes a step. A name of up to eight bytes stands,
/// filled with zeros, for both.
@usableFromInline
package struct KeyHash: Sendable {
  /// Drawn once for the process. Nothing that is printed depends on it.
  package static let shared = KeyHash(seed: UInt64.random(in: .min ... .max))

  /// For other hashes that must not be aimed at either.
  public let seed: UInt64

  /// Mixed with the last bytes. Were it known, a name could make its factor zero.
  @usableFromInline let secondSeed: UInt64

  package init(seed: UInt64) {
    self.seed = seed
    secondSeed = Self.fold(seed ^ Self.multiplier, seed &+ Self.multiplier) | 1
  }

  /// Hashes all of `bytes`.
  @inlinable
  package func hash(_ bytes: ByteSlice) -> UInt32 {
    if bytes.count > 16 { return hashLong(bytes) }
    if bytes.count > 8 {
      return finish(bytes.count, bytes.word(at: 0), bytes.word(at: bytes.count &- 8))
    }
    let word = shortWord(bytes)
    return finish(bytes.count, word, word)
  }

  /// The same for bytes that are followed by at least 8 more readable ones.
  @inlinable
  @inline(__always)
  package func hash(padded bytes: ByteSlice) -> UInt32 {
    let count = bytes.count
    if _slowPath(count > 16) { return hashLong(bytes) }
    // Without a branch on the length, which changes from name to name: what lies behind a short name
    // is masked out of both words. Shifting by half twice makes 64 a legal distance.
    let missing = max(8 &- count, 0)
    let half = UInt64(truncatingIfNeeded: missing &* 4)
    let mask = (UInt64.max &>> half) &>> half
    let first = bytes.paddedWord & mask
    let last = bytes.paddedWord(at: count &- 8 &+ missing) & mask
    return finish(count, first, last)
  }

  @inline(never)
  @usableFromInline
  func hashLong(_ bytes: ByteSlice) -> UInt32 {
    let count = bytes.count
    var state: UInt64 = 0
    var index = 0
    while index &+ 16 < count {
      state = Self.fold(
        state ^ seed ^ bytes.word(at: index), secondSeed ^ bytes.word(at: index &+ 8))
      index &+= 16
    }
    return finish(count, state ^ bytes.word(at: count &- 16), bytes.word(at: count &- 8))
  }

  @inlinable
  @inline(__always)
  func finish(_ count: Int, _ first: UInt64, _ last: UInt64) -> UInt32 {
    let product = Self.fold(
      first ^ seed ^ UInt64(truncatingIfNeeded: count), last ^ secondSeed)
    return UInt32(truncatingIfNeeded: product)
  }

  @inlinable
  @inline(__always)
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
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
