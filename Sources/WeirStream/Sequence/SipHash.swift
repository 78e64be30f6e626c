import WeirJSON

/// SipHash-2-4 with a 128-bit result (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012;
/// the 128-bit variant of the authors' reference code): whoever does not know the secret cannot build
/// two inputs that hash alike, and by chance no two in 2^64 do.
struct SipHash: Sendable {
  /// The secret.
  let key: RecordKey

  func hash(_ bytes: ByteSlice) -> RecordKey {
    var state = State(key)
    var index = 0
    while index &+ 8 <= bytes.count {
      state.absorb(bytes.word(at: index))
      index &+= 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    var shift: UInt64 = 0
    while index < bytes.count {
      last |= UInt64(bytes[index]) &<< shift
      shift &+= 8
      index &+= 1
    }
    state.absorb(last)
    return state.finish()
  }

  private struct State {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    init(_ key: RecordKey) {
      v0 = key.low ^ 0x736f_6d65_7073_6575
      v1 = key.high ^ 0x646f_7261_6e64_6f6d ^ 0xee
      v2 = key.low ^ 0x6c79_6765_6e65_7261
      v3 = key.high ^ 0x7465_6462_7974_6573
    }

    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func finish() -> RecordKey {
      v2 ^= 0xee
      for _ in 0..<4 { round() }
      let low = v0 ^ v1 ^ v2 ^ v3
      v1 ^= 0xdd
      for _ in 0..<4 { round() }
      return RecordKey(low: low, high: v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func round() {
      v0 &+= v1
      v2 &+= v3
      v1 = rotated(v1, 13) ^ v0
      v3 = rotated(v3, 16) ^ v2
      v0 = rotated(v0, 32)
      v2 &+= v1
      v0 &+= v3
      v1 = rotated(v1, 17) ^ v2
      v3 = rotated(v3, 21) ^ v0
      v2 = rotated(v2, 32)
    }

    @inline(__always)
    private func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
      word &<< count | word &>> (64 &- count)
    }
  }
}

/// What stands for a record's key: 128 bits of a keyed hash.
struct RecordKey: Hashable, BitwiseCopyable, Sendable {
  var low: UInt64
  var high: UInt64

  static func random() -> RecordKey {
    RecordKey(low: .random(in: .min ... .max), high: .random(in: .min ... .max))
  }
}
