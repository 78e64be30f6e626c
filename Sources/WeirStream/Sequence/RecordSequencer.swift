import WeirJSON
import WeirSchema

/// Decides what depends on the records before: whether an accepted one came before already, and whether
/// it is in order. Looks at records in input order, whoever judged them, so any number of workers and
/// any size of blocks give the same outputs.
///
/// A value that nobody copies, not an object: what it does for each record would cost as much again in
/// checks that nobody else is at its parts.
struct RecordSequencer: ~Copyable {
  private var window: KeyWindow?
  private var order: OrderWatch?
  private var held: ReorderWindow?
  private var writer: RejectWriter
  private let keepsDuplicates: Bool

  /// Whether the accepted records of each schema are counted.
  private let keepsMarks: Bool

  /// Records without the key that they should be known by.
  private var keylessCount: Int

  /// Number of the next key that the journal does not have.
  private var journaled: Int

  /// - Parameters:
  ///   - state: Where an earlier start left it.
  ///   - window: The keys of that state.
  init(
    _ options: FilterOptions, writer: consuming RejectWriter, state: SequenceState? = nil,
    window: consuming KeyWindow? = nil
  ) {
    if window == nil, let dedupe = options.dedupe {
      window = KeyWindow(maxKeys: dedupe.maxKeys, span: dedupe.span?.nanoseconds)
    }
    journaled = window?.next ?? 0
    self.window = window
    order = options.order.map { OrderWatch($0, memory: state?.order ?? OrderWatch.Memory()) }
    held = options.order.flatMap { order in
      guard order.late == .reorder else { return nil }
      return ReorderWindow(order, contents: state?.held ?? ReorderWindow.Contents())
    }
    keylessCount = state?.keylessCount ?? 0
    keepsDuplicates = options.dedupe?.duplicates != nil
    keepsMarks = !options.routedSchemas.isEmpty
    self.writer = writer
  }

  var heldCount: Int { held?.count ?? 0 }

  /// What it knows now.
  var state: SequenceState {
    let mark: KeyWindow.Mark? =
      switch window {
      case .some(let window): window.mark
      case .none: nil
      }
    return SequenceState(
      keylessCount: keylessCount, window: mark, order: order?.memory, held: held?.contents)
  }

  /// The same for a checkpoint; the keys that are new since the last one go into the journal.
  mutating func state(journal: KeyJournal) -> SequenceState {
    if let block = window?.keys(from: journaled) {
      journal.add(block)
      journaled = window?.next ?? journaled
    }
    return state
  }

  /// For the summary.
  var facts: SequenceFacts { SequenceFacts(state) }

  /// How far a judged part of a block has been looked at: so many of its rejected and of its accepted
  /// records, and what had been passed until then.
  struct Place {
    fileprivate(set) var rejects = 0
    fileprivate(set) var marks = 0
    fileprivate(set) var lines = 0
    fileprivate(set) var passed = JudgedLines.PassedLines()

    /// Nothing is left to look at.
    var isAtEnd = false
  }

  /// What becomes of the next records of a judged part of a block: of all, or of as many as fill what
  /// is to be written.
  ///
  /// - Parameters:
  ///   - place: Where to go on, and where it ended.
  ///   - trips: Takes the number of a rejected record among those it looks at now, from 1, and its
  ///     number among the rejected ones; says whether that is too much. Nothing behind it is looked at.
  mutating func sequence(
    _ judged: JudgedLines, of block: Block, from place: inout Place,
    trips: (_ ordinal: Int, _ rejected: Int) -> Bool
  ) -> (judged: JudgedLines, isTripped: Bool) {
    let start = place
    var result = JudgedLines()
    result.copiesOverlongLine = judged.copiesOverlongLine
    // What waits for its turn leaves from a text of its own; all else from where it stands.
    if held == nil { result.text = judged.text }
    while true {
      let isLast = place.rejects == judged.rejects.count
      let end = isLast ? judged.marks.count : judged.rejects[place.rejects].acceptedBefore
      while place.marks < end {
        let isRejected = take(judged, block, from: start, at: &place, into: &result)
        if isRejected, trips(place.count(from: start), result.rejects.count) {
          return (result, true)
        }
        if isRejected || held != nil, isFull(result) { return (result, false) }
      }
      if isLast { break }
      copyReject(of: judged, from: start, at: &place, into: &result)
      if trips(place.count(from: start), result.rejects.count) { return (result, true) }
      if isFull(result) { return (result, false) }
    }
    result.lineCount = judged.lineCount - start.lines
    result.passed = judged.passed - start.passed
    result.end = judged.end
    place.isAtEnd = true
    return (result, false)
  }

  /// Whether it is to be written before anything is added: an order that rejects everything makes much
  /// of a block.
  private func isFull(_ result: JudgedLines) -> Bool {
    let ownText = held == nil ? 0 : result.text.count
    return result.quarantine.count + ownText >= JudgedLines.fullBytes
      || result.rejects.count >= JudgedLines.fullRejects
  }

  private func copyReject(
    of judged: JudgedLines, from start: Place, at place: inout Place,
    into result: inout JudgedLines
  ) {
    let reject = judged.rejects[place.rejects]
    let written = place.rejects == 0 ? 0 : judged.rejects[place.rejects - 1].quarantineEnd
    result.quarantine += judged.quarantine[written..<reject.quarantineEnd]
    place.rejects += 1
    place.lines = reject.linesBefore + 1
    place.passed = reject.passedBefore
    result.lineCount = place.lines - start.lines
    result.passed = place.passed - start.passed
    result.end = reject.end
    result.note(
      reject.reason, at: reject.place, column: reject.column, schemaIndex: reject.schemaIndex)
  }

  /// Decides about the next accepted record. True when it was rejected after all.
  @inline(__always)
  private mutating func take(
    _ judged: JudgedLines, _ block: Block, from start: Place, at place: inout Place,
    into result: inout JudgedLines
  ) -> Bool {
    let index = place.marks
    if index % KeyWindow.touchCount == 0 {
      window?.touch(judged.marks[index...].prefix(KeyWindow.touchCount))
    }
    let record = judged.marks[index]
    place.marks = index &+ 1
    place.lines = record.linesBefore &+ 1
    result.lineCount = place.lines &- start.lines
    result.end = record.end
    let isNew = order == nil ? takesAtOnce(record.mark) : !isDuplicate(record.mark)
    guard isNew else {
      result.duplicateCount &+= 1
      if keepsDuplicates { keep(record, of: judged, block, into: &result) }
      return false
    }
    if order != nil { return takeOrdered(record, index, judged, block, into: &result) }
    if keepsMarks { result.marks.append(record) }
    result.append(record)
    return false
  }

  /// Where order does not matter a new record is accepted for sure, and known from here on.
  @inline(__always)
  private mutating func takesAtOnce(_ mark: RecordMark) -> Bool {
    guard let key = mark.key else {
      keylessCount &+= 1
      return true
    }
    return window?.insertNew(key) ?? true
  }

  /// Known from here on, and not before it is sure that it is accepted.
  private mutating func accept(_ record: MarkedRecord, into result: inout JudgedLines) {
    if let key = record.mark.key { window?.insert(key, time: record.mark.time) }
    if keepsMarks { result.marks.append(record) }
    result.append(record)
  }

  private func keep(
    _ record: MarkedRecord, of judged: JudgedLines, _ block: Block, into result: inout JudgedLines
  ) {
    record.withBytes(in: judged, block) { result.duplicates.append($0) }
    if record.run.needsLineEnd { result.duplicates.append(UInt8(ascii: "\n")) }
  }

  private mutating func isDuplicate(_ mark: RecordMark) -> Bool {
    guard window != nil else { return false }
    guard let key = mark.key else {
      keylessCount &+= 1
      return false
    }
    return window?.contains(key, time: mark.time) ?? false
  }
}

extension RecordSequencer.Place {
  /// Records between two places.
  fileprivate func count(from start: Self) -> Int {
    rejects + marks - start.rejects - start.marks
  }
}

// MARK: Order

extension RecordSequencer {
  /// Why a record cannot stand where it comes.
  private struct OrderFault {
    let code: String
    let message: String
  }

  /// Decides about an accepted record that is the first with its key.
  @inline(never)
  private mutating func takeOrdered(
    _ record: MarkedRecord, _ index: Int, _ judged: JudgedLines, _ block: Block,
    into result: inout JudgedLines
  ) -> Bool {
    if let fault = orderFault(of: record, in: block) {
      let history = judged.histories.isEmpty ? nil : judged.histories[index]
      record.withBytes(in: judged, block) {
        reject($0, record, fault, at: record.place(in: block), history: history, into: &result)
      }
      return true
    }
    guard held != nil, let time = record.mark.time else {
      accept(record, into: &result)
      return false
    }
    if let key = record.mark.key { window?.insert(key, time: time) }
    record.withBytes(in: judged, block) {
      held?.insert($0, record.mark, time: time, at: record.place(in: block))
    }
    release(record.mark.partition, into: &result)
    return false
  }

  private mutating func orderFault(of record: MarkedRecord, in block: Block) -> OrderFault? {
    guard let options = order?.options else { return nil }
    let mark = record.mark
    guard let time = mark.time else {
      order?.counts.untimed.note(record.place(in: block))
      if options.late == .pass { return nil }
      return mark.hasUnreadableTime
        ? OrderFault(
          code: "order.unreadable", message: options.unreadableText)
        : OrderFault(
          code: "order.missing", message: "nothing at \(options.key), which tells the order")
    }
    if options.late == .reorder { return reorderFault(time, record, in: block, options) }
    let place = order?.place(time, in: mark.partition, at: record.place(in: block))
    guard options.late == .quarantine, case .late(let behind)? = place else { return nil }
    return lateFault(behind, options)
  }

  /// In a window only that is late which should have left before something that has left.
  private mutating func reorderFault(
    _ time: Int64, _ record: MarkedRecord, in block: Block, _ options: OrderOptions
  ) -> OrderFault? {
    let key = record.mark.partition
    guard var partition = order?[key] else {
      order?[key] = OrderWatch.Partition(latest: time)
      return nil
    }
    if time < partition.latest { order?.counts.outOfOrder.note(record.place(in: block)) }
    guard time >= partition.released else {
      order?.counts.late.note(record.place(in: block))
      return lateFault(distance(from: time, to: partition.latest), options)
    }
    partition.latest = max(partition.latest, time)
    order?[key] = partition
    return nil
  }

  private func lateFault(_ behind: Int64, _ options: OrderOptions) -> OrderFault {
    let scale = options.scale
    return OrderFault(
      code: "order.late",
      message: "\(options.key) is \(scale.text(ofDistance: behind)) behind the latest record; "
        + "at most \(scale.text(ofDistance: options.lateness)) are allowed (--lateness)")
  }

  private mutating func reject(
    _ bytes: ByteSlice, _ record: MarkedRecord, _ fault: OrderFault, at place: InputPosition,
    history: QuarantineRecord.History?, into result: inout JudgedLines
  ) {
    let report = Report(
      errors: [
        ValidationError(
          code: fault.code, instanceLocation: order?.options.key.description ?? "",
          byteRange: 0..<0, position: TextPosition(line: 1, column: 1),
          message: MessageParts(fault.message))
      ], isTruncated: false)
    let isTerminated = bytes.count > 0 && bytes[bytes.count - 1] == UInt8(ascii: "\n")
    writer.write(
      bytes[0..<bytes.count - (isTerminated ? 1 : 0)], terminated: bytes, at: place,
      report: report, schemaIndex: record.mark.schemaIndex, history: history,
      into: &result.quarantine)
    if record.run.needsLineEnd, writer.writesRaw { result.quarantine.append(UInt8(ascii: "\n")) }
    result.note(report, at: place, schemaIndex: record.mark.schemaIndex)
  }
}

// MARK: The window of reorder

extension RecordSequencer {
  /// Lets go what nothing in order may come before any more, and what there is no room for.
  private mutating func release(_ key: RecordKey, into result: inout JudgedLines) {
    guard let partition = order?[key], let options = order?.options else { return }
    let (limit, overflows) = partition.latest.subtractingReportingOverflow(options.lateness)
    while !overflows, let record = held?.next(of: key, until: limit) {
      release(record, into: &result)
    }
    for record in held?.takeExcess() ?? [] {
      order?.counts.releasedEarly += 1
      release(record, into: &result)
    }
  }

  private mutating func release(_ record: ReorderWindow.Record, into result: inout JudgedLines) {
    if var partition = order?[record.partition] {
      if partition.released != .min {
        order?.noteStep(from: partition.released, to: record.time, at: record.place)
      }
      partition.released = record.time
      order?[record.partition] = partition
    }
    record.bytes.withByteSlice { result.appendAccepted($0[0..<$0.count - 1]) }
    if keepsMarks, let run = result.runs.last {
      let mark = RecordMark(schemaIndex: record.schemaIndex)
      result.marks.append(
        MarkedRecord(
          mark: mark, run: run, offset: 0, line: 0, end: result.end, linesBefore: result.lineCount))
    }
  }

  /// Lets everything go: the input is at its end.
  mutating func releaseAll() -> JudgedLines {
    var result = JudgedLines()
    for record in held?.takeAll() ?? [] { release(record, into: &result) }
    return result
  }
}
