import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// Where a run over samples prints, shared by those who tell of samples. Says which cannot be read: the
/// first few with their places, of the rest how many.
final class SampleNotices {
  var console: Console

  /// The first failure to write results.
  private(set) var outputError: OutputError?
  private var count = 0

  /// Faults that are shown.
  private static let shown = 10

  init(_ console: consuming Console) { self.console = console }

  /// Writes results; a failure is told at the end.
  func write(_ bytes: [UInt8]) {
    guard outputError == nil else { return }
    do throws(OutputError) {
      try console.write(bytes)
    } catch {
      outputError = error
    }
  }

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

extension SampleReader where Taker: ~Copyable {
  /// Reads what a search has found, and tells what cannot be.
  ///
  /// - Parameter stdinName: What standard input is called.
  mutating func read(
    _ finding: InputSearch.Finding, stdinName: String?, on notices: SampleNotices
  ) -> ExitStatus {
    switch finding {
    case .file(let file):
      do throws(FileError) {
        try read(file.path, named: file.path == "-" ? stdinName : nil)
        return .success
      } catch {
        notices.console.complain("cannot read \(file.path.shownPath): \(error)")
        return .inputOutput
      }
    case .fault(let error):
      notices.console.complain("cannot read \(error.path.shownPath): \(error)")
      return .inputOutput
    case .nothing(let argument):
      notices.console.complain("there is no file in \(argument)")
      return .usage
    }
  }
}

extension SampleFault {
  /// Whether it is the first line of a value that goes on.
  fileprivate var isPieceOfDocument: Bool {
    guard case .json(let error) = reason else { return false }
    return error.code == .unexpectedEnd && firstLine == 1
  }
}
