import ArgumentParser
import WeirJSON

/// Values that must appear nowhere in what a command says or writes about rejects.
struct RedactionArguments: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Keep this value out of messages, quotations and quarantine records.", valueName: "pointer"),
    transform: pointerValue)
  var redact: [JSONPointer] = []
}
