import ArgumentParser
import WeirJSON

/// The options for streams whose records have several schemas.
struct RouteArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Instead of --schema: where a record says which of the map's schemas it is judged by.",
      valueName: "pointer"),
    transform: pointerValue)
  var route: JSONPointer?

  @Option(
    help: ArgumentHelp("Where it says which version of that schema.", valueName: "pointer"),
    transform: pointerValue)
  var routeVersion: JSONPointer?

  @Option(
    help: ArgumentHelp(
      "From the values at --route to schemas, JSON or YAML; its form: schemas/schema-map.schema.json.",
      valueName: "file"))
  var schemaMap: String?

  mutating func validate() throws {
    guard (route == nil) == (schemaMap == nil) else {
      throw ArgumentParser.ValidationError("--route and --schema-map go together")
    }
    guard routeVersion == nil || route != nil else {
      throw ArgumentParser.ValidationError("--route-version needs --route")
    }
  }

  /// Refuses a schema for all beside the schemas of a map.
  func exclude(_ reference: SchemaReference) throws {
    guard reference.schema == nil || route == nil else {
      throw ArgumentParser.ValidationError("--schema and --route exclude each other")
    }
  }
}
