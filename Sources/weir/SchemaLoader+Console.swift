import WeirLoad
import WeirReport
import WeirSchema

extension SchemaArguments {
  /// Loads schemas as these options say.
  var loader: SchemaLoader {
    SchemaLoader(
      resolutions: resolve.map { ($0.uri, $0.path) }, directories: resolveDir, baseURI: baseURI,
      options: schemaOptions)
  }
}

extension SchemaLoader {
  /// Loads a schema; says what is wrong with it, and what to do, if it cannot be used.
  func load(_ reference: String, on console: inout Console) throws(ExitStatus) -> Schema {
    do throws(LoadError) {
      return try load(reference)
    } catch {
      switch error {
      case .unreadable(let path, let reason):
        console.complain("cannot read the schema \(path): \(reason)")
        throw .inputOutput
      case .schema(let error):
        for fault in [error] { console.complain(Diagnostic(fault, schemas: SchemaTexts())) }
        throw .brokenSchema
      }
    }
  }
}
