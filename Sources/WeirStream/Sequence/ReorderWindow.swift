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

    /// Where it stood in the input.
    let place: InputPosition

    /// The line, with its line end.
    let bytes: [UInt8]

    static func isBefore(_ first: Record, _ second: Record) -> Bool {
      (first.time, first.arrival) < (second.time, second.arrival)
    }
  }

  private let maxRecords: Int
  private let maxBytes: Int

  /// What it holds: all that a run that goes on has to know.
  private(set) var contents: Contents

  struct Contents: Hashable, Sendable {
    /// By partition; each one a binary heap, the first to leave first.
    fileprivate var heaps: [RecordKey: [Record]] = [:]
    fileprivate(set) var count = 0
    fileprivate var byteCount = 0

    /// Records that have come so far.
    var arrivals = 0
  }

  init(_ options: OrderOptions, contents: Contents = Contents()) {
    maxRecords = max(1, options.maxHeldRecords)
    maxBytes = options.maxHeldBytes
    self.contents = contents
  }

  var count: Int { contents.count }

  mutating func insert(
    _ bytes: ByteSlice, _ mark: RecordMark, time: Int64, at place: InputPosition
  ) {
    var line = bytes.copied()
    // A last line without line end is not the last one that leaves.
    if line.last != UInt8(ascii: "\n") { line.append(UInt8(ascii: "\n")) }
    let record = Record(
      time: time, arrival: contents.arrivals, partition: mark.partition,
      schemaIndex: mark.schemaIndex, place: place, bytes: line)
    contents.arrivals += 1
    contents.count += 1
    contents.byteCount += line.count
    ReorderWindow.push(record, into: &contents.heaps[mark.partition, default: []])
  }

  /// Takes the next record of a partition whose time is at most `limit`.
  mutating func next(of partition: RecordKey, until limit: Int64) -> Record? {
    guard let first = contents.heaps[partition]?.first, first.time <= limit else { return nil }
    let record = ReorderWindow.pop(from: &contents.heaps[partition, default: []])
    if contents.heaps[partition]?.isEmpty ?? false { contents.heaps[partition] = nil }
    contents.count -= 1
    contents.byteCount -= record.bytes.count
    return record
  }

  /// Takes the oldest records that have to leave because the window is too full, in order.
  mutating func takeExcess() -> [Record] {
    guard count > maxRecords || contents.byteCount > maxBytes else { return [] }
    let all = contents.sorted()
    var leaving = 0
    var bytes = contents.byteCount
    while leaving < all.count,
      leaving < max(1, all.count / 8) || all.count - leaving > maxRecords || bytes > maxBytes
    {
      bytes -= all[leaving].bytes.count
      leaving += 1
    }
    contents.hold(all[leaving...])
    return Array(all[..<leaving])
  }

  /// Takes all records, in order.
  mutating func takeAll() -> [Record] {
    let all = contents.sorted()
    contents.hold([])
    return all
  }

  // Static: a method would read all of the window while a part of it changes, and a copy be made of it.

  private static func push(_ record: Record, into heap: inout [Record]) {
    heap.append(record)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Record.isBefore(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private static func pop(from heap: inout [Record]) -> Record {
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

extension ReorderWindow.Contents {
  /// - Parameter records: In order.
  init(records: [ReorderWindow.Record], arrivals: Int) {
    self.arrivals = arrivals
    hold(records[...])
  }

  /// Every record that is held, in order.
  func sorted() -> [ReorderWindow.Record] {
    heaps.values.flatMap { $0 }.sorted(by: ReorderWindow.Record.isBefore)
  }

  /// Holds these records and no others.
  fileprivate mutating func hold(_ records: ArraySlice<ReorderWindow.Record>) {
    heaps.removeAll(keepingCapacity: true)
    count = records.count
    byteCount = records.reduce(0) { $0 + $1.bytes.count }
    // In order, so each list is a heap.
    for record in records { heaps[record.partition, default: []].append(record) }
  }
}
