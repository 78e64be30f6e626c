import ArgumentParser

/// The schema of a command that has one for all it looks at.
struct SchemaReference: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The schema, JSON or YAML. A pointer or an anchor picks a schema inside, as in \
      openapi.yaml#/components/schemas/Order.
      """,
      valueName: "FILE|URI[#fragment]"))
  var schema: String?

  /// Takes a positional argument for `--schema`; there must be one of the two.
  mutating func take(_ reference: String?, of command: String) throws {
    guard (reference == nil) != (schema == nil) else {
      throw ArgumentParser.ValidationError("say which schema, once: weir \(command) SCHEMA")
    }
    schema = schema ?? reference
  }
}
