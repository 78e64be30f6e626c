@testable import WeirStream

/// What dedupe and order promise, by lists that are searched and sorted again and again.
struct SequenceModel {
  private(set) var accepted: [String] = []
  private(set) var quarantined: [String] = []
  private(set) var duplicates: [String] = []
  /// By the names of the summary: the lines of the records.
  private(set) var sightings: [String: [Int]] = [
    "out_of_order": [], "late": [], "gaps": [], "without_time": [],
  ]
  private(set) var releasedEarly = 0

  private let order: OrderOptions?
  private var window: SlowWindow<String>?
  private var latest: [Int: Int64] = [:]
  private var released: [Int: Int64] = [:]
  private var held: [Held] = []
  private var arrivals = 0
  private var lines = 0

  private struct Held {
    let time: Int64
    let arrival: Int
    let device: Int
    let line: String
    let lineNumber: Int
  }

  init(_ options: FilterOptions) {
    order = options.order
    window = options.dedupe.map {
      SlowWindow(maxKeys: $0.maxKeys, span: $0.span?.nanoseconds)
    }
  }

  mutating func take(_ record: SequenceRecord) {
    lines += 1
    guard record.isValid else {
      quarantined.append(record.line)
      return
    }
    let time = order == nil ? nil : record.time
    if let key = record.key, window?.contains(key, time: time) == true {
      duplicates.append(record.line)
      return
    }
    let device = order?.partition == nil ? -1 : record.device ?? -1
    guard isInTime(time, device) else {
      quarantined.append(record.line)
      return
    }
    if let key = record.key { window?.insert(key, time: time) }
    guard order?.late == .reorder, let time else {
      accepted.append(record.line)
      return
    }
    held.append(
      Held(time: time, arrival: arrivals, device: device, line: record.line, lineNumber: lines))
    arrivals += 1
    release(device)
  }

  private mutating func isInTime(_ time: Int64?, _ device: Int) -> Bool {
    guard let order else { return true }
    guard let time else {
      note("without_time")
      return order.late == .pass
    }
    let newest = latest[device] ?? time
    latest[device] = max(newest, time)
    if time < newest { note("out_of_order") }
    if order.late == .reorder {
      let isLate = time < released[device] ?? .min
      if isLate { note("late") }
      return !isLate
    }
    if time - newest > order.maxGap ?? .max { note("gaps") }
    let isLate = newest - time > order.lateness
    if isLate { note("late") }
    return !isLate || order.late == .pass
  }

  private mutating func note(_ name: String, line: Int? = nil) {
    sightings[name]?.append(line ?? lines)
  }

  private mutating func release(_ device: Int) {
    guard let order, let newest = latest[device] else { return }
    sort()
    while let index = held.firstIndex(where: {
      $0.device == device && $0.time <= newest - order.lateness
    }) {
      leave(at: index)
    }
    guard held.count > order.maxHeldRecords || bytes > order.maxHeldBytes else { return }
    let eighth = max(1, held.count / 8)
    var left = 0
    while !held.isEmpty,
      left < eighth || held.count > order.maxHeldRecords || bytes > order.maxHeldBytes
    {
      leave(at: 0)
      left += 1
      releasedEarly += 1
    }
  }

  private var bytes: Int { held.reduce(0) { $0 + $1.line.utf8.count } }

  private mutating func sort() {
    held.sort { ($0.time, $0.arrival) < ($1.time, $1.arrival) }
  }

  private mutating func leave(at index: Int) {
    let record = held.remove(at: index)
    if let earlier = released[record.device], record.time - earlier > order?.maxGap ?? .max {
      note("gaps", line: record.lineNumber)
    }
    released[record.device] = record.time
    accepted.append(record.line)
  }

  mutating func finish() {
    sort()
    while !held.isEmpty { leave(at: 0) }
  }
}
