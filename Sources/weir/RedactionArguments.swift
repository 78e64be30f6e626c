import ArgumentParser
import WeirJSON

/// Values that must appear nowhere in what a command says or writes about rejects.
struct RedactionArguments: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Keep this value out of messages, quotations and quarantine records.", valueName: "pointer"))
  var redact: [String] = []

  mutating func validate() throws {
    for text in redact where (try? JSONPointer(text)) == nil {
      throw ArgumentParser.ValidationError(
        "--redact takes a JSON Pointer, such as /card; \"\(text)\" is none")
    }
  }

  /// What `redact` holds, each once it has been found to be a pointer.
  var pointers: [JSONPointer] { redact.compactMap { try? JSONPointer($0) } }
}
