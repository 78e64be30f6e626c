import ArgumentParser
import WeirLoad
import WeirSchema

/// `weir compile`: says whether a schema can be used, and what it will check.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Checks a schema, resolves its references, and prints what it will check.",
    discussion: """
      Examples:
        weir compile event.yaml
        weir compile openapi.yaml#/components/schemas/Order
        weir compile --resolve https://example.com/common=common.json order.json
        weir compile --dump event.yaml
      """)

  @OptionGroup var schemaReference: SchemaReference

  @OptionGroup var schemaArguments: SchemaArguments

  @Flag(help: "Print the program it was compiled to.")
  var dump = false

  @Argument(help: ArgumentHelp("The schema; the same as --schema.", valueName: "schema"))
  var reference: String?

  mutating func validate() throws {
    try schemaReference.take(reference, of: "compile")
  }

  func run() throws {
    var console = Console(color: schemaArguments.color, isQuiet: schemaArguments.quiet)
    let loaded = try schemaArguments.schema(schemaReference, on: &console)
    do throws(OutputError) {
      if dump {
        try console.write(loaded.schema.dump)
      } else if !schemaArguments.quiet {
        try console.write(loaded.schema.summary.text)
      }
      try console.flush()
    } catch {
      try console.outcome(of: error).end()
    }
  }
}

extension SchemaSummary {
  /// A few lines for people, each led by what it is about.
  var text: String {
    let dialects = Set(resources.map(\.dialect)).sorted().map(\.name)
    let names = resources.map { resource in
      resource.uri.isEmpty || resource.uri == resource.sourceName
        ? resource.sourceName : "\(resource.uri)  (\(resource.sourceName))"
    }
    return row(resources.count == 1 ? "resource" : "resources", names)
      + row(dialects.count == 1 ? "dialect" : "dialects", [dialects.joined(separator: ", ")])
      + row("keywords", wrapped(keywords.map { "\($0.keyword) \($0.count)" }))
      + row("patterns", patternCount == 0 ? [] : ["\(patternCount)"])
      + row("formats", formats.isEmpty ? [] : wrapped(formats) + formatNote)
      + row("program", ["\(instructionCount) instructions"])
  }

  private var formatNote: [String] {
    hasUncheckedFormats ? ["not checked: an annotation unless --assert-format is given"] : []
  }

  private func row(_ name: String, _ lines: [String]) -> String {
    let margin = 11
    return lines.enumerated().reduce("") { text, line in
      let lead = line.offset == 0 ? name : ""
      let padding = String(repeating: " ", count: margin - lead.count)
      return text + lead + padding + line.element + "\n"
    }
  }

  /// Lists in lines of a readable length.
  private func wrapped(_ items: [String]) -> [String] {
    var lines: [String] = []
    for (index, item) in items.enumerated() {
      let text = item + (index < items.count - 1 ? "," : "")
      if let last = lines.last, last.count + text.count < 66 {
        lines[lines.count - 1] = last + " " + text
      } else {
        lines.append(text)
      }
    }
    return lines
  }
}
