import WeirJSON
import WeirSchema

/// Decides what depends on the records before: whether an accepted one came before already, and whether
/// it is in order. Looks at records in input order, whoever judged them, so any number of workers and
/// any size of blocks give the same outputs.
///
/// `@unchecked Sendable`: the sink's, and used as the sink is.
final class RecordSequencer: @unchecked Sendable {
  private var window: KeyWindow?
  private var order: OrderWatch?
  private var held: ReorderWindow?
  private var writer: RejectWriter
  private let keepsDuplicates: Bool

  /// Records without the key that they should be known by.
  private var keylessCount: Int

  /// Number of the next key that the journal does not have.
  private var journaled: Int

  /// - Parameters:
  ///   - state: Where an earlier start left it.
  ///   - window: The keys of that state.
  init(
    _ options: FilterOptions, writer: consuming RejectWriter, state: SequenceState? = nil,
    window: KeyWindow? = nil
  ) {
    self.window =
      window ?? options.dedupe.map { KeyWindow(maxKeys: $0.maxKeys, span: $0.span?.nanoseconds) }
    order = options.order.map { OrderWatch($0, memory: state?.order ?? OrderWatch.Memory()) }
    held = options.order.flatMap { order in
      guard order.late == .reorder else { return nil }
      return ReorderWindow(order, contents: state?.held ?? ReorderWindow.Contents())
    }
    keylessCount = state?.keylessCount ?? 0
    journaled = self.window?.next ?? 0
    keepsDuplicates = options.dedupe?.duplicates != nil
    self.writer = writer
  }

  var heldCount: Int { held?.count ?? 0 }

  /// What it knows now.
  var state: SequenceState {
    SequenceState(
      keylessCount: keylessCount, window: window?.mark, order: order?.memory,
      held: held?.contents)
  }

  /// The same for a checkpoint; the keys that are new since the last one go into the journal.
  func state(journal: KeyJournal) -> SequenceState {
    if let window {
      journal.add(window.keys(from: journaled))
      journaled = window.next
    }
    return state
  }

  /// For the summary.
  var facts: SequenceFacts { SequenceFacts(state) }

  /// What becomes of a judged part of a block.
  ///
  /// - Parameter trips: Takes the number of a rejected record among those of the part, from 1, and its
  ///   number among the rejected ones; says whether that is too much. Nothing behind it is looked at.
  func sequence(
    _ judged: JudgedLines, of block: Block, trips: (_ ordinal: Int, _ rejected: Int) -> Bool
  ) -> (judged: JudgedLines, isTripped: Bool) {
    var result = JudgedLines()
    result.copiesOverlongLine = judged.copiesOverlongLine
    // What waits for its turn leaves from a text of its own; all else from where it stands.
    if held == nil { result.text = judged.text }
    var marks = judged.marks[...]
    var written = 0
    for (index, reject) in judged.rejects.enumerated() {
      while marks.startIndex < reject.acceptedBefore {
        let ordinal = marks.startIndex + index + 1
        if take(&marks, judged, block, into: &result), trips(ordinal, result.rejects.count) {
          return (result, true)
        }
      }
      result.quarantine += judged.quarantine[written..<reject.quarantineEnd]
      written = reject.quarantineEnd
      result.passed = reject.passedBefore
      result.lineCount = reject.linesBefore + 1
      result.end = reject.end
      result.note(
        reject.reason, at: reject.place, column: reject.column, schemaIndex: reject.schemaIndex)
      if trips(reject.acceptedBefore + index + 1, result.rejects.count) { return (result, true) }
    }
    while !marks.isEmpty {
      let ordinal = marks.startIndex + judged.rejects.count + 1
      if take(&marks, judged, block, into: &result), trips(ordinal, result.rejects.count) {
        return (result, true)
      }
    }
    result.passed = judged.passed
    result.lineCount = judged.lineCount
    result.end = judged.end
    return (result, false)
  }

  /// Decides about the next accepted record. True when it was rejected after all.
  private func take(
    _ marks: inout ArraySlice<MarkedRecord>, _ judged: JudgedLines, _ block: Block,
    into result: inout JudgedLines
  ) -> Bool {
    let index = marks.startIndex
    if index % KeyWindow.touchCount == 0 {
      window?.touch(marks.prefix(KeyWindow.touchCount).lazy.compactMap(\.mark.key))
    }
    let record = marks.removeFirst()
    let mark = record.mark
    result.lineCount = record.linesBefore + 1
    result.end = record.end
    if isDuplicate(mark) {
      result.duplicateCount += 1
      if keepsDuplicates {
        record.withBytes(in: judged, block) { result.duplicates.append($0) }
        if record.run.needsLineEnd { result.duplicates.append(UInt8(ascii: "\n")) }
      }
      return false
    }
    if let fault = orderFault(of: record, in: block) {
      let history = judged.histories.isEmpty ? nil : judged.histories[index]
      record.withBytes(in: judged, block) {
        reject($0, record, fault, at: record.place(in: block), history: history, into: &result)
      }
      return true
    }
    // Known from here on, and not before it is sure that it is accepted.
    if let key = mark.key { window?.insert(key, time: mark.time) }
    guard held != nil, let time = mark.time else {
      result.append(record)
      return false
    }
    record.withBytes(in: judged, block) {
      held?.insert($0, mark, time: time, at: record.place(in: block))
    }
    release(mark.partition, into: &result)
    return false
  }

  private func isDuplicate(_ mark: RecordMark) -> Bool {
    guard window != nil else { return false }
    guard let key = mark.key else {
      keylessCount += 1
      return false
    }
    return window?.contains(key, time: mark.time) ?? false
  }
}

// MARK: Order

extension RecordSequencer {
  /// Why a record cannot stand where it comes.
  private struct OrderFault {
    let code: String
    let message: String
  }

  private func orderFault(of record: MarkedRecord, in block: Block) -> OrderFault? {
    guard let options = order?.options else { return nil }
    let mark = record.mark
    guard let time = mark.time else {
      order?.counts.untimed.note(record.place(in: block))
      if options.late == .pass { return nil }
      return mark.hasUnreadableTime
        ? OrderFault(
          code: "order.unreadable", message: "\(options.key) is no time that can be read")
        : OrderFault(
          code: "order.missing", message: "nothing at \(options.key), which tells the order")
    }
    if options.late == .reorder { return reorderFault(time, record, in: block, options) }
    let place = order?.place(time, in: mark.partition, at: record.place(in: block))
    guard options.late == .quarantine, case .late(let behind)? = place else { return nil }
    return lateFault(behind, options)
  }

  /// In a window only that is late which should have left before something that has left.
  private func reorderFault(
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

  private func reject(
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
  private func release(_ key: RecordKey, into result: inout JudgedLines) {
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

  private func release(_ record: ReorderWindow.Record, into result: inout JudgedLines) {
    if var partition = order?[record.partition] {
      if partition.released != .min {
        order?.noteStep(from: partition.released, to: record.time, at: record.place)
      }
      partition.released = record.time
      order?[record.partition] = partition
    }
    record.bytes.withByteSlice { result.appendAccepted($0[0..<$0.count - 1]) }
    if let run = result.runs.last {
      let mark = RecordMark(schemaIndex: record.schemaIndex)
      result.marks.append(
        MarkedRecord(
          mark: mark, run: run, offset: 0, line: 0, end: result.end, linesBefore: result.lineCount))
    }
  }

  /// Lets everything go: the input is at its end.
  func releaseAll() -> JudgedLines {
    var result = JudgedLines()
    for record in held?.takeAll() ?? [] { release(record, into: &result) }
    return result
  }
}
