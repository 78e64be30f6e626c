import WeirJSON

/// A hash table from names to numbers, as an extent of a `KeyPool`'s slots.
struct KeyTable: BitwiseCopyable {
  var firstSlot: UInt32 = 0
  /// Number of slots less one; the number is a power of two and at least twice the keys.
  var mask: UInt32 = 0
}

/// One slot: 32 bytes. `length` is `emptyLength` where no key is.
struct KeySlot: BitwiseCopyable {
  /// The first eight bytes, zero behind the end of shorter keys.
  var head: UInt64
  /// The last eight bytes of keys longer than that; the two may overlap.
  var tail: UInt64
  var hash: UInt32
  var length: UInt32
  /// Where the whole key lies in the pool's bytes.
  var offset: UInt32
  var value: UInt32

  static let emptyLength = UInt32.max
  static let empty = KeySlot(
    head: 0, tail: 0, hash: 0, length: emptyLength, offset: 0, value: 0)
}

/// Collects the tables of one program.
struct KeyPoolBuilder {
  private(set) var slots: [KeySlot] = []
  private(set) var bytes: [UInt8] = []

  /// Adds a table of distinct keys, each with its number. Where a key comes twice, the first counts.
  mutating func addTable(_ keys: [(key: [UInt8], value: UInt32)]) -> KeyTable {
    var size = 2
    while size < keys.count * 2 { size *= 2 }
    let table = KeyTable(firstSlot: UInt32(slots.count), mask: UInt32(size - 1))
    slots.append(contentsOf: repeatElement(.empty, count: size))
    for (key, value) in keys { insert(key, value, into: table) }
    return table
  }

  /// Adds bytes that are looked at without a table; returns where they start.
  mutating func addBytes(_ text: [UInt8]) -> UInt32 {
    defer { bytes.append(contentsOf: text) }
    return UInt32(bytes.count)
  }

  /// The keys of a table, in no order.
  func keys(of table: KeyTable) -> [[UInt8]] {
    slots[Int(table.firstSlot)...Int(table.firstSlot + table.mask)]
      .filter { $0.length != KeySlot.emptyLength }
      .map { Array(bytes[Int($0.offset)..<Int($0.offset + $0.length)]) }
  }

  private mutating func insert(_ key: [UInt8], _ value: UInt32, into table: KeyTable) {
    let hash = key.withByteSlice { KeyHash.shared.hash($0) }
    var position = hash & table.mask
    while true {
      let slot = Int(table.firstSlot + position)
      if slots[slot].length == KeySlot.emptyLength {
        slots[slot] = KeySlot(
          head: Self.word(key.prefix(8)), tail: key.count > 8 ? Self.word(key.suffix(8)) : 0,
          hash: hash, length: UInt32(key.count), offset: addBytes(key), value: value)
        return
      }
      let start = Int(slots[slot].offset)
      if slots[slot].hash == hash, slots[slot].length == UInt32(key.count),
        bytes[start..<start + key.count].elementsEqual(key)
      {
        return
      }
      position = (position + 1) & table.mask
    }
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// The frozen tables of one program; shared by all workers.
///
/// Sendable because nothing changes after `init`.
final class KeyPool: @unchecked Sendable {
  private let slots: FrozenTable<KeySlot>
  private let bytes: FrozenTable<UInt8>

  init(_ builder: KeyPoolBuilder) {
    slots = FrozenTable(builder.slots)
    // Comparing the last key may read a few bytes beyond it.
    bytes = FrozenTable(builder.bytes, padding: Document.padding)
  }

  var view: KeyPoolView {
    KeyPoolView(slots: slots.cells, bytes: bytes.cells.slice(count: bytes.count))
  }
}

/// A borrowed view of a `KeyPool`, valid while the pool lives.
struct KeyPoolView {
  private let slots: Cells<KeySlot>
  private let bytes: ByteSlice

  /// The hash that all tables are made with.
  let hash = KeyHash.shared

  init(slots: Cells<KeySlot>, bytes: ByteSlice) {
    self.slots = slots
    self.bytes = bytes
  }

  func isUsed(slot: Int) -> Bool { slots[slot].length != KeySlot.emptyLength }

  func bytes(offset: Int, count: Int) -> ByteSlice { bytes[offset..<offset + count] }

  /// The literal of a pattern.
  @inline(__always)
  func bytes(_ plan: PatternPlan) -> ByteSlice {
    bytes(offset: Int(plan.offset), count: Int(plan.length))
  }

  /// The number that `table` has for `key`, whose hash is given and which is followed by at least
  /// eight readable bytes. Expected constant time; does not allocate.
  @inline(__always)
  func find(_ key: ByteSlice, hash: UInt32, in table: KeyTable) -> Int? {
    var position = hash & table.mask
    while true {
      let slot = slots[Int(table.firstSlot &+ position)]
      if slot.hash == hash, slot.length == UInt32(truncatingIfNeeded: key.count),
        isKey(key, of: slot)
      {
        return Int(slot.value)
      }
      if slot.length == KeySlot.emptyLength { return nil }
      position = (position &+ 1) & table.mask
    }
  }

  /// Whether `key`, which is followed by at least eight readable bytes, equals the `count` bytes at
  /// `offset`.
  @inline(__always)
  func isEqual(_ key: ByteSlice, offset: Int, count: Int) -> Bool {
    guard key.count == count else { return false }
    let other = bytes[offset..<offset &+ count]
    return count <= 8 ? key.shortWord == other.shortWord : key.elementsEqual(other)
  }

  /// Whether the key of `slot`, whose length is the same, equals `key`.
  @inline(__always)
  private func isKey(_ key: ByteSlice, of slot: KeySlot) -> Bool {
    if key.count <= 8 { return key.shortWord == slot.head }
    guard key.word(at: 0) == slot.head, key.word(at: key.count &- 8) == slot.tail else {
      return false
    }
    return key.count <= 16 || isLongKey(key, at: Int(slot.offset))
  }

  private func isLongKey(_ key: ByteSlice, at offset: Int) -> Bool {
    key.elementsEqual(bytes[offset..<offset &+ key.count])
  }
}
