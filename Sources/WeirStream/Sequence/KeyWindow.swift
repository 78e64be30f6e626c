import WeirJSON

/// Remembers the keys of the last records, so that one that comes again is known: exactly those of the
/// last `maxKeys` records, or of those whose time is at most `span` behind the latest.
///
/// A ring holds the keys in the order in which they came, 16 bytes each (24 with times), in chunks that
/// come and go; a table of eight bytes a slot finds them. So a window takes 27 to 38 bytes a key, with
/// times 35 to 46, and only as much as it holds: a run with ten million keys took 350 MB. Expected constant
/// time, with a cache miss or two, which `touch` lets many keys share.
struct KeyWindow: ~Copyable {
  let maxKeys: Int

  /// In nanoseconds; nil where time does not matter.
  let span: Int64?

  /// Number of the oldest key that is held, and of the next one, both counted from the run's start.
  private(set) var oldest = 0
  private(set) var next = 0

  /// The latest time seen.
  private(set) var latest = Int64.min

  /// Keys that had to go although their time had not passed: the window was full.
  private(set) var cutShort = 0

  private var keys = ChunkedQueue<RecordKey>(filler: RecordKey(low: 0, high: 0))
  private var times = ChunkedQueue<Int64>(filler: 0)
  private var slots = SlotTable()
  /// Of no meaning: it keeps the reads of `touch` from being left out.
  private var touched: UInt64 = 0

  init(maxKeys: Int, span: Int64? = nil) {
    self.maxKeys = max(1, maxKeys)
    self.span = span
  }

  /// Which keys a window holds, and what it has seen.
  struct Mark: Hashable, Sendable {
    var oldest: Int
    var next: Int
    var latest: Int64
    var cutShort: Int
  }

  var mark: Mark { Mark(oldest: oldest, next: next, latest: latest, cutShort: cutShort) }

  /// An empty window in the place of one that held the keys of a mark: they are to be restored next,
  /// in their order.
  init(maxKeys: Int, span: Int64?, at mark: Mark) {
    self.init(maxKeys: maxKeys, span: span)
    oldest = mark.oldest
    next = mark.oldest
    latest = mark.latest
    cutShort = mark.cutShort
  }

  /// Adds a key that an earlier window held.
  mutating func restore(_ key: RecordKey, time: Int64) {
    let cutShort = cutShort
    insert(key, time: time)
    // What a smaller window has no room for now is no news.
    self.cutShort = cutShort
  }

  /// The keys that it holds from a number on.
  func keys(from number: Int) -> KeyBlock {
    var block = KeyBlock(first: max(number, oldest))
    for number in block.first..<max(block.first, next) {
      block.keys.append(keys[number - oldest])
      block.times.append(span == nil ? 0 : times[number - oldest])
    }
    return block
  }

  var count: Int { next - oldest }

  /// Whether the window holds the key.
  ///
  /// - Parameter time: Of the record in question; makes the window move on. nil where it has none.
  mutating func contains(_ key: RecordKey, time: Int64?) -> Bool {
    if let time, time > latest { latest = time }
    forgetPast()
    guard let number = find(key) else { return false }
    return !isPast(number)
  }

  /// Adds a key that the window does not hold, or whose time has passed.
  ///
  /// - Parameter time: Where a record has none, it counts as having come with the latest one.
  mutating func insert(_ key: RecordKey, time: Int64?) {
    // An older entry that was left in the middle because its time has passed. Where time does not
    // matter there is none, and looking for it would cost as much as all the rest.
    if span != nil, let number = find(key) { slots.remove(number, hash: key.low) }
    keys.append(key)
    if span != nil { times.append(time ?? latest) }
    slots.insert(next, hash: key.low)
    next += 1
    while count > maxKeys {
      if span != nil, !isPast(oldest) { cutShort += 1 }
      forgetOldest()
    }
  }

  /// Adds a key unless the window holds it, and says whether it did: `contains` and `insert` with one
  /// look, for a window in which time does not matter.
  mutating func insertNew(_ key: RecordKey) -> Bool {
    slots.reserveOne()
    var position = slots.start(of: key.low)
    while let number = slots.next(from: &position, hash: key.low, newest: next) {
      if keys[number - oldest] == key { return false }
    }
    slots.put(next, hash: key.low, at: position)
    keys.append(key)
    next += 1
    if count > maxKeys { forgetOldest() }
    return true
  }

  /// How many keys to touch at a time: so many that waiting is shared, so few that the processor still
  /// has their pages at hand when they are looked for.
  static let touchCount = 64

  /// Reads where keys would stand, so that the memory is at hand when they are looked for one after
  /// the other: reads that do not depend on each other wait for it together. Changes no answer.
  mutating func touch(_ records: ArraySlice<MarkedRecord>) {
    var seen = touched
    for record in records {
      if let key = record.mark.key { seen ^= slots.occupants(near: key.low) }
    }
    // What comes into a full window drives out as many.
    let leaving = min(count, max(0, count + records.count - maxKeys))
    for index in 0..<leaving { seen ^= slots.occupants(near: keys[index].low) }
    touched = seen
  }

  private func find(_ key: RecordKey) -> Int? {
    var position = slots.start(of: key.low)
    while let number = slots.next(from: &position, hash: key.low, newest: next) {
      if keys[number - oldest] == key { return number }
    }
    return nil
  }

  /// Whether a key's time has passed although it still is in the ring, behind one that has not.
  private func isPast(_ number: Int) -> Bool {
    guard let span else { return false }
    let (limit, overflows) = latest.subtractingReportingOverflow(span)
    return !overflows && times[number - oldest] < limit
  }

  private mutating func forgetPast() {
    guard span != nil else { return }
    while count > 0, isPast(oldest) { forgetOldest() }
  }

  private mutating func forgetOldest() {
    slots.remove(oldest, hash: keys[0].low)
    keys.removeFirst()
    if span != nil { times.removeFirst() }
    oldest += 1
  }
}

/// Finds numbers by a hash: open addressing with linear probing. A slot is the number's lower half and
/// the hash's; the caller compares what it stands for.
private struct SlotTable: ~Copyable {
  private var slots = SlotTable.emptySlots(count: 64)
  private var used = 0

  /// No number has these bits: they are the lower half of one that would need 2^32 entries to come up
  /// together with that hash, and is passed over.
  private static let empty = UInt64.max

  private var mask: Int { slots.capacity &- 1 }

  mutating func insert(_ number: Int, hash: UInt64) {
    reserveOne()
    used += 1
    place(SlotTable.slot(number, hash))
  }

  /// Makes sure that another number has room, before its place is looked for.
  mutating func reserveOne() {
    if (used + 1) * 4 > slots.capacity * 3 { grow() }
  }

  /// Adds a number at the empty place at which the search for its hash ended.
  mutating func put(_ number: Int, hash: UInt64, at position: Int) {
    slots[position] = SlotTable.slot(number, hash)
    used += 1
  }

  private func place(_ slot: UInt64) {
    var position = home(of: slot)
    while slots[position] != SlotTable.empty { position = (position &+ 1) & mask }
    slots[position] = slot
  }

  /// Reads where the search for a hash starts, and a line of the cache further, where it often ends.
  func occupants(near hash: UInt64) -> UInt64 {
    let start = start(of: hash)
    return slots[start] ^ slots[(start &+ 7) & mask]
  }

  /// Where the search for a hash starts.
  func start(of hash: UInt64) -> Int { Int(hash & 0xFFFF_FFFF) & mask }

  /// The next number with this hash, from `position` on, which is moved behind it; nil at the empty
  /// place that ends the search.
  func next(from position: inout Int, hash: UInt64, newest: Int) -> Int? {
    let wanted = hash & 0xFFFF_FFFF
    while true {
      let slot = slots[position]
      if slot == SlotTable.empty { return nil }
      position = (position &+ 1) & mask
      guard slot & 0xFFFF_FFFF == wanted else { continue }
      // The number's upper half is that of the newest one, or one less.
      let number = newest & ~0xFFFF_FFFF | Int(slot >> 32)
      return number >= newest ? number - (1 << 32) : number
    }
  }

  /// Removes a number if it is there, and moves up what had to give way to it.
  mutating func remove(_ number: Int, hash: UInt64) {
    let wanted = SlotTable.slot(number, hash)
    var hole = home(of: wanted)
    while slots[hole] != wanted {
      if slots[hole] == SlotTable.empty { return }
      hole = (hole &+ 1) & mask
    }
    used -= 1
    var position = (hole &+ 1) & mask
    while slots[position] != SlotTable.empty {
      let distance = (position &- home(of: slots[position])) & mask
      if distance >= (position &- hole) & mask {
        slots[hole] = slots[position]
        hole = position
      }
      position = (position &+ 1) & mask
    }
    slots[hole] = SlotTable.empty
  }

  private func home(of slot: UInt64) -> Int { Int(slot & 0xFFFF_FFFF) & mask }

  private static func slot(_ number: Int, _ hash: UInt64) -> UInt64 {
    let slot = UInt64(truncatingIfNeeded: number) << 32 | hash & 0xFFFF_FFFF
    return slot == empty ? empty ^ 1 : slot
  }

  /// Doubles the table. In the order of the old one each half of the new one is filled from its
  /// beginning to its end, so that growing costs no cache misses.
  private mutating func grow() {
    let count = slots.capacity
    var old = SlotTable.emptySlots(count: count * 2)
    swap(&slots, &old)
    for position in 0..<count where old[position] != SlotTable.empty { place(old[position]) }
  }

  private static func emptySlots(count: Int) -> CellBuffer<UInt64> {
    let slots = CellBuffer<UInt64>(capacity: count)
    for position in 0..<count { slots[position] = empty }
    return slots
  }
}

/// A queue that gives memory back as it is emptied, and never moves what it holds.
struct ChunkedQueue<Element: BitwiseCopyable & Sendable>: Sendable {
  private static var chunkCount: Int { 1 << 16 }

  private let filler: Element
  private var chunks: [[Element]] = []

  /// Elements of the first chunk that are gone.
  private var skipped = 0
  private(set) var count = 0

  init(filler: Element) { self.filler = filler }

  subscript(index: Int) -> Element {
    let place = skipped &+ index
    return chunks[place >> 16][place & 0xFFFF]
  }

  mutating func append(_ element: Element) {
    let place = skipped + count
    if place >> 16 == chunks.count {
      chunks.append(Array(repeating: filler, count: ChunkedQueue.chunkCount))
    }
    chunks[place >> 16][place & 0xFFFF] = element
    count += 1
  }

  mutating func removeFirst() {
    skipped += 1
    count -= 1
    guard skipped == ChunkedQueue.chunkCount else { return }
    chunks.removeFirst()
    skipped = 0
  }
}
