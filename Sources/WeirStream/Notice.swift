import WeirJSON

/// Something the run has to say besides its results: to the user, or in the stream of records.
struct Notice: Sendable {
  enum Severity: String {
    case info, warning, error
  }

  let severity: Severity

  /// Stable, for machines.
  let code: String

  /// One line for people.
  let text: String

  /// Whether an input could not be read.
  var isUnreadableInput: Bool { code == Notice.unreadableCode }

  private static let unreadableCode = "input.unreadable"

  static func unreadable(_ input: InputName, _ error: SystemError) -> Notice {
    Notice(
      severity: .error, code: unreadableCode,
      text: "cannot read \(input.text): \(error.text)")
  }

  /// An input that does not begin as it did when an earlier start of the run read it.
  static func changed(_ input: InputName) -> Notice {
    Notice(
      severity: .error, code: unreadableCode,
      text: "cannot go on with \(input.text): what it begins with is not what was read before")
  }

  static func byteOrderMark(_ input: InputName) -> Notice {
    Notice(
      severity: .warning, code: "frame.byte_order_mark",
      text: "\(input.text) starts with a byte order mark, which was skipped")
  }

  static let uncheckedFormats = Notice(
    severity: .warning, code: "schema.format_unchecked",
    text: "the schema has `format` and it was not checked; --assert-format checks it")

  static func unwritable(_ failure: OutputFailure) -> Notice {
    let remedy =
      failure.isFull
      ? "; nothing more was accepted: make room and run the same command again" : ""
    return Notice(
      severity: .error, code: "output.unwritable",
      text: "cannot write \(failure.path): \(failure.error.text)\(remedy)")
  }

  static func resumable(behind lines: Int) -> Notice {
    Notice(
      severity: .error, code: "run.resumable",
      text: "the same command goes on behind line \(lines), which is the last one committed")
  }

  static let completable = Notice(
    severity: .error, code: "run.resumable",
    text: "all lines are written and committed; the same command gives the outputs their names")

  static let nothingNew = Notice(
    severity: .info, code: "run.complete",
    text: "the run is complete, and the inputs have nothing new")

  static let stillTooManyRejects = Notice(
    severity: .error, code: "run.too_many_rejects",
    text: "more was quarantined than --max-rejects; a higher limit goes on")

  static func incomplete(_ paths: [String], because reason: String) -> Notice {
    let names = paths.joined(separator: " and ")
    let verb = paths.count == 1 ? "holds" : "hold"
    return Notice(
      severity: .error, code: "run.incomplete",
      text: "\(reason): \(names) \(verb) what was written until then")
  }
}

/// Where notices go: to standard error, as lines for people; or, where standard error carries
/// quarantine records, as CloudEvents of their own type in the same stream.
struct Messenger: ~Copyable {
  private var output: OutputFile
  private let identity: RunIdentity
  private let isRecordStream: Bool
  private let isQuiet: Bool
  private var count = 0

  /// The CloudEvents type that readers of quarantine records pass over.
  static let type = "dev.weir.notice.v1"

  init(identity: RunIdentity, isRecordStream: Bool, isQuiet: Bool, system: any SystemCalls) {
    output = OutputFile(standard: 2, name: "standard error", system: system)
    self.identity = identity
    self.isRecordStream = isRecordStream
    self.isQuiet = isQuiet
  }

  /// Says it. What cannot be said here cannot be said at all, and is no reason to stop.
  mutating func say(_ notice: Notice) {
    if isQuiet, notice.severity != .error { return }
    let prefix = notice.severity == .info ? "" : "\(notice.severity.rawValue): "
    write(isRecordStream ? event(notice, summary: nil) : Array("\(prefix)\(notice.text)\n".utf8))
  }

  /// The end of the run, in figures.
  mutating func say(_ summary: Summary) {
    if isQuiet { return }
    let notice = Notice(severity: .info, code: "run.summary", text: summary.headline)
    write(isRecordStream ? event(notice, summary: summary) : Array(summary.text.utf8))
  }

  private mutating func write(_ bytes: [UInt8]) {
    bytes.withByteSlice { try? output.write([$0]) }
  }

  private mutating func event(_ notice: Notice, summary: Summary?) -> [UInt8] {
    var hash = SHA256()
    hash.update(field: identity.source)
    hash.update(field: identity.runID)
    hash.update(field: identity.startTime)
    hash.update(field: "notice \(count)")
    count += 1
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("specversion", "1.0")
    writer.member("id", hash.hexadecimal())
    writer.member("source", identity.source)
    writer.member("type", Messenger.type)
    writer.member("time", identity.startTime)
    writer.member("datacontenttype", "application/json")
    writer.key("data")
    writer.beginObject()
    writer.member("severity", notice.severity.rawValue)
    writer.member("code", notice.code)
    writer.member("message", notice.text)
    if let summary {
      writer.key("summary")
      summary.write(into: &writer)
    }
    writer.endObject()
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
