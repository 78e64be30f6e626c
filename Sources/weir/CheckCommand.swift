import ArgumentParser
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "check", abstract: "Validates whole documents: JSON, YAML and NDJSON.")
  @OptionGroup var schemaArguments: SchemaArguments
}
