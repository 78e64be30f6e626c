import TestSupport
import Testing
import WeirJSON

@testable import WeirStream

/// The window of remembered keys, held against a list that is searched from end to end.
struct KeyWindowTests {
  @Test(
    "exactly the last keys are known, whatever the window's size", arguments: [1, 2, 3, 50, 5000])
  func lastKeys(maxKeys: Int) {
    var random = SeededGenerator(seed: UInt64(maxKeys))
    var window = KeyWindow(maxKeys: maxKeys)
    var atOnce = KeyWindow(maxKeys: maxKeys)
    var model = SlowWindow<RecordKey>(maxKeys: maxKeys, span: nil)
    for _ in 0..<max(3000, 4 * maxKeys) {
      let key = Self.key(below: max(4, maxKeys * 2), &random)
      let isKnown = window.contains(key, time: nil)
      #expect(isKnown == model.contains(key, time: nil))
      let isNew = atOnce.insertNew(key)
      #expect(isNew == !isKnown)
      if !isKnown {
        window.insert(key, time: nil)
        model.insert(key, time: nil)
      }
    }
    #expect(window.count == min(maxKeys, model.keys.count))
  }

  @Test(
    "exactly the keys of the last span are known, also of records out of order", arguments: 1...6)
  func span(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let span = Int64.random(in: 0...60, using: &random)
    let maxKeys = Bool.random(using: &random) ? 1_000_000 : 20
    var window = KeyWindow(maxKeys: maxKeys, span: span)
    var model = SlowWindow<RecordKey>(maxKeys: maxKeys, span: span)
    var now: Int64 = 0
    for _ in 0..<3000 {
      now += Int64.random(in: 0...3, using: &random)
      let key = Self.key(below: 40, &random)
      let time =
        Int.random(in: 0..<10, using: &random) == 0
        ? nil : now - Int64.random(in: 0...40, using: &random)
      let isKnown = window.contains(key, time: time)
      #expect(isKnown == model.contains(key, time: time))
      if !isKnown {
        window.insert(key, time: time)
        model.insert(key, time: time)
      }
    }
    #expect(window.cutShort == model.cutShort)
    #expect(maxKeys > 20 || window.cutShort > 0)
  }

  @Test("keys whose hashes share their lower half are told apart")
  func collisions() {
    var window = KeyWindow(maxKeys: 100)
    for high in 0..<200 as Range<UInt64> {
      let key = RecordKey(low: 0xFFFF_FFFF, high: high)
      let wasKnown = window.contains(key, time: nil)
      window.insert(key, time: nil)
      let isKnown = window.contains(key, time: nil)
      #expect(!wasKnown && isKnown)
    }
    var known: [UInt64] = []
    for high in 0..<200 as Range<UInt64> {
      if window.contains(RecordKey(low: 0xFFFF_FFFF, high: high), time: nil) { known.append(high) }
    }
    #expect(known == Array(100..<200))
  }

  private static func key(below count: Int, _ random: inout SeededGenerator) -> RecordKey {
    var key = SeededGenerator(seed: UInt64(Int.random(in: 0..<count, using: &random)))
    return RecordKey(low: key.next(), high: key.next())
  }
}

/// The same by a list: the newest last.
struct SlowWindow<Key: Equatable> {
  let maxKeys: Int
  let span: Int64?
  var keys: [(key: Key, time: Int64)] = []
  var latest = Int64.min
  var cutShort = 0

  init(maxKeys: Int, span: Int64?) {
    self.maxKeys = maxKeys
    self.span = span
  }

  private func isPast(_ time: Int64) -> Bool {
    guard let span, latest > .min + span else { return false }
    return time < latest - span
  }

  mutating func contains(_ key: Key, time: Int64?) -> Bool {
    if span != nil, let time { latest = max(latest, time) }
    while let first = keys.first, isPast(first.time) { keys.removeFirst() }
    return keys.contains { $0.key == key && !isPast($0.time) }
  }

  mutating func insert(_ key: Key, time: Int64?) {
    keys.append((key, time ?? latest))
    while keys.count > maxKeys {
      if span != nil, let first = keys.first, !isPast(first.time) { cutShort += 1 }
      keys.removeFirst()
    }
  }
}

struct SipHashTests {
  /// From OpenSSL's SIPHASH with 16 bytes, key 00…0f, over the bytes 0, 1, 2, ….
  @Test(
    "hashes are those of the reference",
    arguments: [
      (0, "a3817f04ba25a8e66df67214c7550293"),
      (1, "da87c1d86b99af44347659119b22fc45"),
      (7, "a1f1ebbed8dbc153c0b84aa61ff08239"),
      (8, "3b62a9ba6258f5610f83e264f31497b4"),
      (9, "264499060ad9baabc47f8b02bb6d71ed"),
      (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
      (16, "6ee2a4ca67b054bbfd3315bf85230577"),
      (17, "473d06e8738db89854c066c47ae47740"),
      (31, "2939b0183223fafc1723de4f52c43d35"),
      (63, "5150d1772f50834a503e069a973fbd7c"),
    ])
  func vectors(count: Int, hex: String) {
    let hash = SipHash(key: RecordKey(low: 0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908))
    let result = (0..<count).map { UInt8($0) }.withByteSlice { hash.hash($0) }
    let bytes = [result.low, result.high].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(text == hex)
  }
}
