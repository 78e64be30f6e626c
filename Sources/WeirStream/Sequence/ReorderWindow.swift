import WeirJSON

/// Holds records back until none that belongs before them may come any more, and lets them go in order.
///
/// Within a partition records leave by their time, and of equal times in the order in which they came.
/// A record leaves as soon as the latest one of its partition is so much later that what could still
/// come before it would be late. When the window holds too many records or bytes, the oldest eighth of
/// all leaves early. What leaves when is decided by the records alone: the same for any blocks, any
/// workers, and across a restart.
struct ReorderWindow: Sendable {
  struct Record: Hashable, Sendable {
    let time: Int64

    /// Place in the order of arrival.
    let arrival: Int
    let partition: RecordKey
    let schemaIndex: Int

    /// The line, with its line end.
    let bytes: [UInt8]

    static func isBefore(_ first: Record, _ second: Record) -> Bool {
      (first.time, first.arrival) < (second.time, second.arrival)
    }
  }

  private let maxRecords: Int
  private let maxBytes: Int

  /// By partition; each one a binary heap, the first to leave first.
  private var heaps: [RecordKey: [Record]] = [:]
  private(set) var count = 0
  private(set) var byteCount = 0
  private var arrivals = 0

  init(_ options: OrderOptions) {
    maxRecords = max(1, options.maxHeldRecords)
    maxBytes = options.maxHeldBytes
  }

  mutating func insert(_ bytes: ByteSlice, _ mark: RecordMark, time: Int64) {
    var line = bytes.copied()
    // A last line without line end is not the last one that leaves.
    if line.last != UInt8(ascii: "\n") { line.append(UInt8(ascii: "\n")) }
    let record = Record(
      time: time, arrival: arrivals, partition: mark.partition, schemaIndex: mark.schemaIndex,
      bytes: line)
    arrivals += 1
    count += 1
    byteCount += line.count
    push(record, into: &heaps[mark.partition, default: []])
  }

  /// Takes the next record of a partition whose time is at most `limit`.
  mutating func next(of partition: RecordKey, until limit: Int64) -> Record? {
    guard let first = heaps[partition]?.first, first.time <= limit else { return nil }
    let record = pop(from: &heaps[partition, default: []])
    if heaps[partition]?.isEmpty ?? false { heaps[partition] = nil }
    count -= 1
    byteCount -= record.bytes.count
    return record
  }

  /// Takes the oldest records that have to leave because the window is too full, in order.
  mutating func takeExcess() -> [Record] {
    guard count > maxRecords || byteCount > maxBytes else { return [] }
    let all = sorted()
    var leaving = 0
    var bytes = byteCount
    while leaving < all.count,
      leaving < max(1, all.count / 8) || all.count - leaving > maxRecords || bytes > maxBytes
    {
      bytes -= all[leaving].bytes.count
      leaving += 1
    }
    restore(all[leaving...])
    return Array(all[..<leaving])
  }

  /// Takes all records, in order.
  mutating func takeAll() -> [Record] {
    let all = sorted()
    restore([])
    return all
  }

  /// Every record that is held, in order.
  func sorted() -> [Record] {
    heaps.values.flatMap { $0 }.sorted(by: Record.isBefore)
  }

  private mutating func restore(_ records: ArraySlice<Record>) {
    heaps.removeAll(keepingCapacity: true)
    count = records.count
    byteCount = records.reduce(0) { $0 + $1.bytes.count }
    // In order, so each list is a heap.
    for record in records { heaps[record.partition, default: []].append(record) }
  }

  private func push(_ record: Record, into heap: inout [Record]) {
    heap.append(record)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Record.isBefore(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private func pop(from heap: inout [Record]) -> Record {
    heap.swapAt(0, heap.count - 1)
    let record = heap.removeLast()
    var parent = 0
    while 2 * parent + 1 < heap.count {
      var child = 2 * parent + 1
      if child + 1 < heap.count, Record.isBefore(heap[child + 1], heap[child]) { child += 1 }
      guard Record.isBefore(heap[child], heap[parent]) else { break }
      heap.swapAt(child, parent)
      parent = child
    }
    return record
  }
}
