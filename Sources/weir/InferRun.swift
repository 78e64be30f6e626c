import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// One run of `infer`: samples in, a draft out. What cannot be read is told as it is met.
struct InferRun: ~Copyable {
  private var reader: SampleReader<Inference>
  private let notices: SampleNotices
  private var status = ExitStatus.success
  private var files = 0
  private let stdinName: String?
  private let output: OutputArguments

  init(_ command: borrowing InferCommand) {
    let notices = SampleNotices(Console(color: command.color, isQuiet: command.quiet))
    self.notices = notices
    output = command.outputArguments
    stdinName = command.standardInput.stdinFilename
    let options = command.sampleOptions
    let inference = Inference(command.inferOptions, documentOptions: options.document)
    reader = SampleReader(into: inference, options) { notices.tell($0) }
  }

  /// The draft never takes the place of a sample.
  func refuseToReplace(_ inputs: [InputSearch.Finding]) throws(ExitStatus) {
    try output.refuse(toReplace: inputs.compactMap(\.path), on: &notices.console)
  }

  mutating func read(_ input: InputSearch.Finding) {
    let outcome = reader.read(input, stdinName: stdinName, on: notices)
    if outcome == .success { files += 1 }
    status.raise(to: outcome)
  }

  /// Prints the draft and says what it was made from; no sample is no success.
  mutating func finish() -> ExitStatus {
    if reader.faultCount > 0 { status.raise(to: .invalid) }
    notices.tellRest()
    guard let draft = reader.taker.draft(malformedCount: reader.faultCount) else {
      if status == .success {
        notices.console.complain("there is no sample in what was given")
        status.raise(to: .usage)
      }
      return status
    }
    do throws(ExitStatus) {
      try output.write(draft, on: &notices.console)
    } catch {
      status.raise(to: error)
    }
    let samples = reader.taker.sampleCount
    notices.console.note(
      "\(counted(samples, "sample")) in \(counted(files, "file"))"
        + (reader.faultCount > 0 ? ", \(reader.faultCount) malformed" : ""))
    return status
  }
}
