import WeirJSON
import WeirSchema

/// Records that are not lines: the reader has found them, and noted what is wrong with how they stand.
extension BlockJudge where Judge: ~Copyable {
  mutating func judgeRecords(of block: Block) {
    let text = block.buffer.bytes(0..<block.lines.upperBound)
    var place = InputPosition(
      input: block.origin.input, offset: block.origin.offset, line: block.origin.line)
    var counted = 0
    for (index, record) in block.records.enumerated() {
      let line = text[record.bytes]
      let whole = wholeRange(of: record, in: text)
      block.judged.end = whole.bytes.upperBound
      let isSound = record.fault == nil && line.count <= maxRecordBytes
      if isSound, !line.isBlank, judge.accepts(line) {
        if Judge.marksRecords {
          place.line += text[counted..<record.bytes.lowerBound].newlineCount
          counted = record.bytes.lowerBound
          block.judged.marks.append(
            MarkedRecord(
              mark: judge.mark(), run: whole,
              offset: block.origin.offset + counted, line: place.line,
              end: whole.bytes.upperBound, linesBefore: block.judged.lineCount))
        }
        block.judged.accept(whole)
      } else {
        block.judged.lineCount += 1
        if record.fault != nil || !line.isBlank {
          place.line += text[counted..<record.bytes.lowerBound].newlineCount
          counted = record.bytes.lowerBound
          place.offset = block.origin.offset + counted
          reject(record, line, text[whole.bytes], at: place, in: block)
          if block.failure != nil {
            block.judged.end = whole.bytes.lowerBound
            block.judged.lineCount -= 1
            block.isCut = true
            return
          }
          if whole.needsLineEnd, writer.writesRaw {
            block.judged.quarantine.append(UInt8(ascii: "\n"))
          }
        }
      }
      if tools.handsOutEveryLine || block.judged.isFull { tools.output.flush(block) }
      if tools.endsBlocksEarly {
        block.isCut = index + 1 < block.records.count
        break
      }
    }
  }

  /// What is written of a record: with the line end behind it, where it needs one.
  private func wholeRange(of record: FramedRecord, in text: ByteSlice) -> JudgedLines.Run {
    let end = record.whole.upperBound
    guard tools.options.framing.endsRecordsWithLine else {
      return JudgedLines.Run(bytes: record.whole, lineCount: 1)
    }
    let hasLineEnd = end < text.count && text[end] == UInt8(ascii: "\n")
    return JudgedLines.Run(
      bytes: record.whole.lowerBound..<end + (hasLineEnd ? 1 : 0), lineCount: 1,
      needsLineEnd: !hasLineEnd)
  }

  private mutating func reject(
    _ record: FramedRecord, _ line: ByteSlice, _ whole: ByteSlice, at place: InputPosition,
    in block: Block
  ) {
    guard let fault = record.fault, line.count <= maxRecordBytes else {
      return reject(line, terminated: whole, at: place, in: block)
    }
    let report = Report(frameCode: fault.rawValue, message: fault.message)
    writer.write(
      line, terminated: whole, at: place, report: report, schemaIndex: nil,
      into: &block.judged.quarantine)
    block.judged.note(report, at: place, schemaIndex: nil)
  }
}

extension JudgedLines {
  /// Notes an accepted record; what follows each other in the buffer is one run.
  fileprivate mutating func accept(_ run: Run) {
    lineCount += 1
    acceptedCount += 1
    if let last = runs.last, !last.needsLineEnd, last.bytes.upperBound == run.bytes.lowerBound,
      rejects.last?.runsBefore != runs.count
    {
      runs[runs.count - 1].bytes = last.bytes.lowerBound..<run.bytes.upperBound
      runs[runs.count - 1].lineCount += 1
      runs[runs.count - 1].needsLineEnd = run.needsLineEnd
    } else {
      runs.append(run)
    }
  }
}

extension ByteSlice {
  /// Whether there is nothing but white space: no record.
  fileprivate var isBlank: Bool {
    for index in 0..<count where !self[index].isBlank { return false }
    return true
  }
}
