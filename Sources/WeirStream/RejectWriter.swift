import WeirJSON
import WeirSchema

/// Turns rejected lines into what the quarantine takes. One worker's, with storage it reuses.
struct RejectWriter: ~Copyable {
  /// What is written of a rejected line.
  enum Form: Sendable {
    case record
    case raw
    case people(@Sendable (RejectedLine) -> String)

    /// Nothing; the line is counted.
    case nothing
  }

  private let form: Form
  private let maxErrors: Int
  private let identity: RunIdentity
  private let overlong: OverlongLine.Keeping
  private var redaction: Redaction
  private var writer = JSONWriter()

  init(
    form: Form, maxErrors: Int, identity: RunIdentity, overlong: OverlongLine.Keeping,
    redacting pointers: [String]
  ) {
    self.form = form
    self.maxErrors = maxErrors
    self.identity = identity
    self.overlong = overlong
    redaction = Redaction(pointers)
  }

  /// How many errors of a record are worth finding.
  var errorLimit: Int {
    switch form {
    case .record, .people: maxErrors
    case .raw, .nothing: 1
    }
  }

  /// Appends a rejected line to the quarantine.
  ///
  /// - Parameters:
  ///   - line: Without its LF.
  ///   - terminated: With its LF, if it has one.
  ///   - schemaIndex: Which of the run's schemas it was judged by, if any.
  ///   - history: What is known of a record that was quarantined before.
  mutating func write(
    _ line: ByteSlice, terminated: ByteSlice, at place: InputPosition, report: Report,
    schemaIndex: Int?, history: QuarantineRecord.History? = nil, into quarantine: inout [UInt8]
  ) {
    switch form {
    case .nothing: break
    case .raw: quarantine.append(terminated)
    case .people(let draw):
      if redaction.isEmpty {
        show(report, line.copied(), place, with: draw, into: &quarantine)
      } else {
        show(report, [], place, with: plainText(withheld: report), into: &quarantine)
      }
    case .record:
      let redacted = redaction.payload(of: line)
      append(
        QuarantineRecord(
          origin: .input(place), report: report, schema: identity.schema(at: schemaIndex),
          payload: QuarantineRecord.Payload(
            byteCount: line.count, sha256: SHA256.hexadecimal(of: line),
            content: redacted?.content ?? line.copied(), redacted: redacted?.redacted ?? []),
          history: history),
        to: &quarantine)
    }
  }

  /// Appends a quarantined record that stays as it is.
  mutating func keep(
    _ record: ByteSlice, isTerminated: Bool, into quarantine: inout [UInt8]
  ) {
    guard case .record = form else { return }
    quarantine.append(record)
    if !isTerminated { quarantine.append(UInt8(ascii: "\n")) }
  }

  /// Appends a line that is too long. Written raw it is not here but copied from where it is.
  mutating func write(_ line: OverlongLine, report: Report, into quarantine: inout [UInt8]) {
    switch form {
    case .nothing, .raw: break
    case .people(let draw):
      show(report, line.head, line.place, with: draw, into: &quarantine)
    case .record:
      let stored: QuarantineRecord.Stored =
        switch line.store {
        case .input, .file: .ref
        case .lost: .truncated
        }
      append(
        QuarantineRecord(
          origin: .input(line.place), report: report, schema: identity.schema(at: nil),
          payload: QuarantineRecord.Payload(
            byteCount: line.byteCount, sha256: line.sha256, content: line.head, stored: stored,
            redacted: redaction.isEmpty ? [] : Redaction.withheld.redacted), history: nil),
        to: &quarantine)
    }
  }

  private mutating func append(_ record: QuarantineRecord, to quarantine: inout [UInt8]) {
    writer.removeAll()
    record.write(into: &writer, identity: identity, redaction: redaction)
    quarantine += writer.bytes
    quarantine.append(UInt8(ascii: "\n"))
  }

  private func show(
    _ report: Report, _ bytes: [UInt8], _ place: InputPosition,
    with draw: @Sendable (RejectedLine) -> String, into quarantine: inout [UInt8]
  ) {
    let line = RejectedLine(
      report: report, bytes: bytes, inputName: place.input.text, lineNumber: place.line)
    quarantine += draw(line).utf8
  }

  /// Draws errors without quoting anything that is to be redacted.
  private func plainText(withheld report: Report) -> @Sendable (RejectedLine) -> String {
    let messages = report.errors.map { redaction.message(for: $0) }
    return { $0.plainText(messages: messages) }
  }
}

extension RejectWriter {
  /// Takes a line that is in the block and too long, as if it had never been there whole: that the
  /// bytes were at hand is an accident of block sizes, which no record may show.
  func collect(
    _ line: ByteSlice, at place: InputPosition, isRereadable: Bool, isTerminated: Bool
  ) throws(OutputFailure) -> OverlongLine {
    var collector = OverlongLine.Collector(
      at: place, isRereadable: isRereadable, keeping: overlong)
    collector.take(line)
    return try collector.finish(isTerminated: isTerminated)
  }

  /// The report on a line that is too long.
  static func overlongReport(of byteCount: Int, limit: Int) -> Report {
    let message =
      "the record has \(byteCount) bytes; at most \(limit) are allowed (--max-record-bytes)"
    return Report(frameCode: OverlongLine.code, message: message)
  }

  var writesRaw: Bool {
    if case .raw = form { true } else { false }
  }
}

extension RejectedLine {
  /// A line of text per error: `file:line:column: code: message (at /pointer)`.
  func plainText(messages: [String?] = []) -> String {
    var text = ""
    for (index, error) in report.errors.enumerated() {
      let message = index < messages.count ? messages[index] ?? error.message : error.message
      text += "\(inputName):\(lineNumber):\(error.position.column): \(error.code): \(message)"
      text += error.instanceLocation.isEmpty ? "\n" : " (at \(error.instanceLocation))\n"
    }
    if report.isTruncated { text += "\(inputName):\(lineNumber): … and more\n" }
    return text
  }
}
