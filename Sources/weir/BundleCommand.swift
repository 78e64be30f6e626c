import ArgumentParser
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// `weir bundle`: one document of a schema and all that it refers to.
struct BundleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Makes one self-contained document of a schema and all that it refers to.",
    discussion: """
      Each document that references lead to is embedded whole under $defs (definitions
      up to draft 7) with its own identifier, so that every validator finds it there and
      the verdicts stay the same. Files without $id are named as seen from the schema,
      so that no path of this machine is in the bundle.

      Standard metaschemas are not embedded: every validator has them.

      Examples:
        weir bundle schemas/order.schema.json > order.bundle.json
        weir bundle --resolve-dir schemas --output event.json event.yaml
        weir bundle openapi.yaml#/components/schemas/Order
      """)

  @OptionGroup var schemaReference: SchemaReference

  @OptionGroup var schemaArguments: SchemaArguments

  @OptionGroup var outputArguments: OutputArguments

  @Argument(help: ArgumentHelp("The schema; the same as --schema.", valueName: "schema"))
  var reference: String?

  mutating func validate() throws {
    try schemaReference.take(reference, of: "bundle")
  }

  func run() throws {
    var console = Console(color: schemaArguments.color, isQuiet: schemaArguments.quiet)
    let loaded = try schemaArguments.schema(schemaReference, on: &console)
    try outputArguments.refuse(toReplace: loaded.sources.map(\.name), on: &console)
    let bundle: Bundle
    do throws(BundleFault) {
      bundle = try Bundle(of: loaded, options: schemaArguments.schemaOptions)
    } catch {
      console.complain("\(error)")
      throw ExitStatus.brokenSchema
    }
    try outputArguments.write(bundle.text, on: &console)
    for metaschema in bundle.metaschemas {
      console.note(
        "note: the bundle needs the metaschema \(metaschema), which no schema can hold: name it with"
          + " --resolve where the bundle is used")
    }
    let count = bundle.embeddedCount
    console.note("\(counted(count, "document")) embedded")
  }
}
