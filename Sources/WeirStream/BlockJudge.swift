import WeirJSON
import WeirSchema

/// One worker: takes a block, judges its records, hands it on.
///
/// Accepted lines cost nothing beyond the judgement: what follows each other is noted as one run of
/// bytes. Only a rejected line is looked at twice.
struct BlockJudge<Judge: RecordJudge & ~Copyable>: BlockWorker, ~Copyable {
  var judge: Judge
  var writer: RejectWriter
  let maxRecordBytes: Int
  let tools: WorkerTools

  init(_ judge: consuming Judge, _ tools: WorkerTools) {
    self.judge = judge
    self.tools = tools
    writer = tools.makeRejectWriter()
    maxRecordBytes = tools.options.maxRecordBytes
  }

  /// Judges all records of the block, or those up to a request to stop.
  mutating func judge(_ block: Block) {
    if let overlong = block.overlong {
      block.judged.lineCount = 1
      reject(overlong, in: block)
    } else if tools.options.framing == .ndjson {
      judgeLines(of: block)
    } else {
      judgeRecords(of: block)
    }
  }

  private mutating func judgeLines(of block: Block) {
    let end = block.lines.upperBound
    let text = block.buffer.bytes(0..<end)
    var position = block.lines.lowerBound
    var lineNumber = block.origin.line
    var run = OpenRun(start: position)
    judge.expect(text[block.lines])
    while position < end {
      let lineEnd = text.nextNewline(from: position)
      let next = min(lineEnd + 1, end)
      let line = text[position..<lineEnd]
      block.judged.end = next
      if !line.isBlankLine, line.count <= maxRecordBytes, judge.accepts(line) {
        if Judge.marksRecords {
          block.judged.marks.append(
            MarkedRecord(
              mark: judge.mark(), run: JudgedLines.Run(bytes: position..<next, lineCount: 1),
              offset: block.origin.offset + position, line: lineNumber, end: next,
              linesBefore: block.judged.lineCount + run.lineCount))
        }
        run.lineCount += 1
      } else {
        run.close(at: position, in: &block.judged)
        block.judged.lineCount += 1
        if !line.isBlankLine {
          let place = InputPosition(
            input: block.origin.input, offset: block.origin.offset + position, line: lineNumber)
          reject(line, terminated: text[position..<next], at: place, in: block)
          if block.failure != nil {
            block.judged.end = position
            block.judged.lineCount -= 1
            block.isCut = true
            return
          }
        }
        run = OpenRun(start: next)
      }
      position = next
      lineNumber += 1
      if tools.handsOutEveryLine || block.judged.isFull {
        run.close(at: position, in: &block.judged)
        run = OpenRun(start: position)
        tools.output.flush(block)
      }
      if tools.endsBlocksEarly {
        block.isCut = position < end
        break
      }
    }
    run.close(at: position, in: &block.judged)
  }

  mutating func reject(
    _ line: ByteSlice, terminated: ByteSlice, at place: InputPosition, in block: Block
  ) {
    guard line.count <= maxRecordBytes else {
      rejectOverlong(line, terminated: terminated, at: place, in: block)
      return
    }
    let report = judge.report(on: line, limit: writer.errorLimit)
    writer.write(
      line, terminated: terminated, at: place, report: report, schemaIndex: judge.schemaIndex,
      into: &block.judged.quarantine)
    block.judged.note(report, at: place, schemaIndex: judge.schemaIndex)
  }

  private mutating func rejectOverlong(
    _ line: ByteSlice, terminated: ByteSlice, at place: InputPosition, in block: Block
  ) {
    let report = RejectWriter.overlongReport(of: line.count, limit: maxRecordBytes)
    if writer.writesRaw {
      writer.write(
        line, terminated: terminated, at: place, report: report, schemaIndex: nil,
        into: &block.judged.quarantine)
    } else {
      do {
        let overlong = try writer.collect(
          line, at: place, isRereadable: block.isRereadable,
          isTerminated: terminated.count > line.count)
        writer.write(overlong, report: report, into: &block.judged.quarantine)
      } catch {
        block.failure = error
        return
      }
    }
    block.judged.note(report, at: place, schemaIndex: nil)
  }

  private mutating func reject(_ line: OverlongLine, in block: Block) {
    let report = RejectWriter.overlongReport(of: line.byteCount, limit: maxRecordBytes)
    writer.write(line, report: report, into: &block.judged.quarantine)
    block.judged.note(report, at: line.place, schemaIndex: nil)
  }
}

/// Accepted lines that follow each other and whose last one has not been seen yet.
private struct OpenRun {
  let start: Int
  var lineCount = 0

  func close(at end: Int, in judged: inout JudgedLines) {
    guard lineCount > 0 else { return }
    judged.runs.append(JudgedLines.Run(bytes: start..<end, lineCount: lineCount))
    judged.lineCount += lineCount
    judged.acceptedCount += lineCount
  }
}
