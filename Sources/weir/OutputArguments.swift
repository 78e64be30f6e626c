import ArgumentParser
import WeirLoad

/// Where a command writes the one document that it makes.
struct OutputArguments: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("File for the result; else standard output.", valueName: "file"))
  var output: String?

  /// Refuses to replace what is read: it is somebody's work, and the result is made of it.
  func refuse(
    toReplace inputs: some Sequence<String>, on console: inout Console
  ) throws(ExitStatus) {
    guard let output, let input = inputs.first(where: { isSameFile(output, $0) }) else { return }
    console.complain(
      "\(output.shownPath) is input and output at once (\(input.shownPath))",
      help: ["name another file by --output"])
    throw .usage
  }

  /// Writes the result, as a whole where it goes to a file.
  func write(_ text: [UInt8], on console: inout Console) throws(ExitStatus) {
    guard let output else {
      do throws(OutputError) {
        try console.write(text)
        try console.flush()
      } catch {
        throw console.outcome(of: error)
      }
      return
    }
    do throws(FileError) {
      try replaceFile(output, with: text)
    } catch {
      console.complain("cannot write \(output.shownPath): \(error)")
      throw .inputOutput
    }
  }
}
