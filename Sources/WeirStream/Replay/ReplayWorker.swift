import WeirJSON
import WeirSchema

/// One worker of `replay`: takes a block of quarantine records, judges their payloads anew, hands it
/// on.
///
/// Of each record one thing becomes: its payload is accepted, or it is quarantined again with its
/// history, or it cannot be replayed and stays as it is, or nobody asked for it.
struct ReplayWorker<Judge: RecordJudge & ~Copyable>: BlockWorker, ~Copyable {
  private var judge: Judge
  private let options: ReplayOptions
  private var writer: RejectWriter
  private var payloads: PayloadReader
  private let tools: WorkerTools
  private var document = Document(options: DocumentOptions(isStrict: false))

  /// Told of one block; the summary has the counts and the first places.
  private static var noticesPerBlock: Int { 10 }

  init(_ judge: consuming Judge, _ options: ReplayOptions, _ tools: WorkerTools) {
    self.judge = judge
    self.options = options
    self.tools = tools
    writer = tools.makeRejectWriter()
    payloads = PayloadReader(options, system: tools.system)
  }

  mutating func judge(_ block: Block) {
    if let overlong = block.overlong {
      block.judged.lineCount = 1
      block.judged.copiesOverlongLine = true
      let fault = ReplayFault(
        .malformed,
        "the line has \(overlong.byteCount) bytes: more than a record with the longest payload takes"
      )
      note(fault, at: overlong.place, column: 1, in: block)
    } else {
      judgeLines(of: block)
    }
  }

  private mutating func judgeLines(of block: Block) {
    let end = block.lines.upperBound
    let text = block.buffer.bytes(0..<end)
    var position = block.lines.lowerBound
    var place = block.origin
    while position < end {
      let lineEnd = text.nextNewline(from: position)
      let next = min(lineEnd + 1, end)
      place.offset = block.origin.offset + position
      block.judged.lineCount += 1
      block.judged.end = next
      let line = text[position..<lineEnd]
      if !line.isBlankLine { judge(line, terminated: text[position..<next], at: place, in: block) }
      if block.isCut {
        block.judged.lineCount -= 1
        block.judged.end = position
        return
      }
      position = next
      place.line += 1
      if tools.handsOutEveryLine || block.judged.isFull { tools.output.flush(block) }
      if tools.endsBlocksEarly {
        block.isCut = position < end
        break
      }
    }
  }

  private mutating func judge(
    _ line: ByteSlice, terminated: ByteSlice, at place: InputPosition, in block: Block
  ) {
    do throws(ReplayFault) {
      try replay(line, at: place, in: block)
    } catch {
      if let (path, cause) = error.unreadable {
        // A later start may be able to read it: this one ends before the record.
        block.isCut = tools.options.state != nil
        if block.isCut || block.notices.count < ReplayWorker.noticesPerBlock {
          block.notices.append(.unreadable(InputName(path: path), .system(cause)))
        }
        if block.isCut { return }
      }
      keep(terminated, because: error, line: line, at: place, in: block)
    }
  }

  private mutating func replay(
    _ line: ByteSlice, at place: InputPosition, in block: Block
  ) throws(ReplayFault) {
    do throws(SyntaxError) {
      try document.parse(borrowing: line)
    } catch {
      throw ReplayFault(error)
    }
    let tape = document.tape
    guard case .entry(let entry) = try QuarantineEntry.line(on: tape) else {
      block.judged.passed.notices += 1
      return
    }
    guard options.selection.contains(entry) else {
      block.judged.passed.unselected += 1
      return
    }
    guard entry.replayCount < options.maxReplays else {
      throw ReplayFault(
        .cap,
        "it has been replayed \(entry.replayCount) times, which is all that --max-replays allows")
    }
    let payload = try payloads.payload(of: entry, on: tape, quarantine: place.input)
    guard payload.nextNewline(from: 0) == payload.count else {
      throw ReplayFault(.lineBreak, "the payload holds a line break, and would be several lines")
    }
    if judge.accepts(payload) {
      accept(payload, of: entry, at: place, in: block)
    } else {
      reject(payload, of: entry, at: place, in: block)
    }
  }
}

// MARK: What becomes of a record

extension ReplayWorker where Judge: ~Copyable {
  private func accept(
    _ payload: ByteSlice, of entry: QuarantineEntry, at place: InputPosition, in block: Block
  ) {
    let start = block.judged.text.count
    block.judged.appendAccepted(payload)
    guard Judge.marksRecords else { return }
    let run = JudgedLines.Run(
      bytes: start..<block.judged.text.count, lineCount: 1, isInText: true)
    block.judged.marks.append(
      MarkedRecord(
        mark: judge.mark(), run: run, offset: place.offset, line: place.line,
        end: block.judged.end, linesBefore: block.judged.lineCount - 1))
    block.judged.histories.append(entry.history)
  }

  private mutating func reject(
    _ payload: ByteSlice, of entry: QuarantineEntry, at place: InputPosition, in block: Block
  ) {
    let report = judge.report(on: payload, limit: writer.errorLimit)
    let schemaIndex = judge.schemaIndex
    writer.write(
      payload, terminated: payload, at: place, report: report, schemaIndex: schemaIndex,
      history: entry.history, into: &block.judged.quarantine)
    // A column of the payload says nothing about the line of its record.
    let first = report.errors.first
    let reason = RejectReason(
      code: first?.code ?? "schema.invalid", schemaLocation: first?.schemaLocation ?? "")
    block.judged.note(reason, at: place, column: 1, schemaIndex: schemaIndex)
  }

  /// Leaves a record as it is.
  private mutating func keep(
    _ terminated: ByteSlice, because fault: ReplayFault, line: ByteSlice, at place: InputPosition,
    in block: Block
  ) {
    let placed = fault.placed(on: document.tape)
    let column = TextPosition(of: placed.byteOffset, in: line).column
    writer.keep(
      terminated, isTerminated: terminated.count > line.count, into: &block.judged.quarantine)
    note(placed, at: place, column: column, in: block)
  }

  private func note(
    _ fault: ReplayFault, at place: InputPosition, column: Int, in block: Block
  ) {
    block.judged.note(
      RejectReason(code: fault.kind.rawValue, schemaLocation: ""), at: place, column: column,
      schemaIndex: nil)
    guard ReplayFault.isDamage(fault.kind.rawValue),
      block.notices.count < ReplayWorker.noticesPerBlock
    else { return }
    block.notices.append(
      Notice(
        severity: .error, code: fault.kind.rawValue,
        text:
          "\(place.input.text):\(place.line):\(column): \(fault.message); the line is kept as it is"
      ))
  }
}
