import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// One run of `infer`: samples in, a draft out. What cannot be read is told as it is met.
struct InferRun: ~Copyable {
  private var reader: SampleReader
  private let notices: Notices
  private var status = ExitStatus.success
  private var files = 0

  init(_ command: borrowing InferCommand) {
    let notices = Notices(Console(color: command.color, isQuiet: command.quiet))
    self.notices = notices
    reader = SampleReader(command.inferOptions, command.sampleOptions) { notices.tell($0) }
  }

  mutating func read(_ path: String) {
    do throws(FileError) {
      try reader.read(path)
      files += 1
    } catch {
      notices.console.complain("cannot read \(path.shownPath): \(error)")
      status.raise(to: .inputOutput)
    }
  }

  /// Prints the draft and says what it was made from; no sample is no success.
  mutating func finish() -> ExitStatus {
    if reader.faultCount > 0 { status.raise(to: .invalid) }
    notices.tellRest()
    guard let draft = reader.draft() else {
      if status == .success {
        notices.console.complain("there is no sample in what was given")
        status.raise(to: .usage)
      }
      return status
    }
    do throws(OutputError) {
      try notices.console.write(draft)
      try notices.console.flush()
    } catch {
      status.raise(to: notices.console.outcome(of: error))
    }
    let samples = reader.inference.sampleCount
    notices.console.note(
      "\(samples) \(samples == 1 ? "sample" : "samples") in \(files) \(files == 1 ? "file" : "files")"
        + (reader.faultCount > 0 ? ", \(reader.faultCount) malformed" : ""))
    return status
  }
}

/// Says which samples cannot be read: the first few with their places, of the rest how many.
private final class Notices {
  var console: Console
  private var count = 0

  /// Faults that are shown.
  private static let shown = 10

  init(_ console: consuming Console) { self.console = console }

  func tell(_ fault: SampleFault) {
    count += 1
    guard count <= Self.shown else { return }
    let text = SourceText(
      name: fault.path.shownPath, bytes: fault.text, firstLine: fault.firstLine,
      firstByteOffset: fault.firstByteOffset)
    let error =
      switch fault.reason {
      case .json(let error): ValidationError(error, in: text)
      case .yaml(let error): ValidationError(error, in: text)
      }
    var diagnostic = Diagnostic(error, in: text, schemas: SchemaTexts())
    if count == 1, fault.isPieceOfDocument {
      diagnostic.help.append("one value over several lines is read by --as json")
    }
    console.complain(diagnostic)
  }

  func tellRest() {
    if count > Self.shown { console.complain("\(count - Self.shown) more samples are malformed") }
  }
}

extension SampleFault {
  /// Whether it is the first line of a value that goes on.
  fileprivate var isPieceOfDocument: Bool {
    guard case .json(let error) = reason else { return false }
    return error.code == .unexpectedEnd && firstLine == 1
  }
}
