import Synchronization
import WeirJSON

/// Where notices go: to standard error, as lines for people; or, where standard error carries
/// quarantine records, as CloudEvents of their own type in the same stream.
///
/// What cannot be said here cannot be said at all, and is no reason to stop.
final class Messenger: Sendable {
  let isRecordStream: Bool
  private let identity: RunIdentity
  private let isQuiet: Bool
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var output: OutputFile
    var count = 0

    /// Whether a line of progress stands on the terminal, without a line end.
    var hasOpenLine = false

    mutating func write(_ bytes: [UInt8]) {
      bytes.withByteSlice { try? output.write([$0]) }
    }
  }

  /// The CloudEvents type that readers of quarantine records pass over.
  static let type = "dev.weir.notice.v1"

  /// Takes the cursor to the beginning of the line and empties it (ECMA-48, EL).
  private static let lineEraser = Array("\r\u{1B}[K".utf8)

  init(identity: RunIdentity, isRecordStream: Bool, isQuiet: Bool, system: any SystemCalls) {
    let output = OutputFile(standard: 2, name: "standard error", system: system)
    state = Mutex(State(output: output))
    self.identity = identity
    self.isRecordStream = isRecordStream
    self.isQuiet = isQuiet
  }

  func say(_ notice: Notice) {
    if isQuiet, notice.severity != .error { return }
    let prefix = notice.severity == .info ? "" : "\(notice.severity.rawValue): "
    write(notice, text: "\(prefix)\(notice.text)\n")
  }

  /// The end of the run, in figures.
  func say(_ summary: Summary) {
    if isQuiet { return }
    let notice = Notice(severity: .info, code: "run.summary", text: summary.headline)
    write(notice, text: summary.text) { writer in
      writer.key("summary")
      summary.write(into: &writer)
    }
  }

  /// How far the run is, to whoever asked.
  func sayStatus(_ figures: ProgressFigures) {
    let line = figures.line(columns: .max)
    write(Notice(severity: .info, code: "run.status", text: line), text: line + "\n") { writer in
      writer.key("progress")
      figures.write(into: &writer)
    }
  }

  /// The same for machines, at intervals.
  func sayProgress(_ figures: ProgressFigures) {
    var writer = JSONWriter()
    figures.write(into: &writer)
    let line = String(decoding: writer.bytes, as: UTF8.self) + "\n"
    let notice = Notice(severity: .info, code: "run.progress", text: figures.line(columns: .max))
    write(notice, text: line) { writer in
      writer.key("progress")
      figures.write(into: &writer)
    }
  }

  /// Replaces the line of progress on a terminal.
  func showProgress(_ line: String) {
    state.withLock { state in
      state.write(Messenger.lineEraser + Array(line.utf8))
      state.hasOpenLine = true
    }
  }

  func clearProgress() {
    state.withLock { state in
      if state.hasOpenLine { state.write(Messenger.lineEraser) }
      state.hasOpenLine = false
    }
  }

  private func write(
    _ notice: Notice, text: String, details: (inout JSONWriter) -> Void = { _ in }
  ) {
    clearProgress()
    state.withLock { state in
      guard isRecordStream else { return state.write(Array(text.utf8)) }
      state.write(event(notice, number: state.count, details: details))
      state.count += 1
    }
  }

  private func event(
    _ notice: Notice, number: Int, details: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var hash = SHA256()
    hash.update(field: identity.source)
    hash.update(field: identity.runID)
    hash.update(field: identity.startTime)
    hash.update(field: "notice \(number)")
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
    details(&writer)
    writer.endObject()
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
