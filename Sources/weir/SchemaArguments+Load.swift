import WeirLoad
import WeirReport
import WeirSchema

extension SchemaArguments {
  /// Loads schemas as these options say.
  var loader: SchemaLoader { loader(profile: .lenient) }

  /// The same; validators of the schemas parse instances by this profile unless a flag says else.
  func loader(profile: Profile) -> SchemaLoader {
    var options = schemaOptions
    options.instances = documentOptions(default: profile)
    return SchemaLoader(
      resolutions: resolve.map { ($0.uri, $0.path) }, directories: resolveDir,
      remote: remoteArguments.access, baseURI: baseURI, options: options)
  }

  /// Loads the schema that `--schema` names. Where a command cannot do without, nobody having named one
  /// ends it.
  func schema(
    _ reference: SchemaReference, on console: inout Console
  ) throws(ExitStatus) -> LoadedSchema {
    guard let schema = reference.schema else {
      console.complain("no schema", help: ["say which: --schema FILE"])
      throw .usage
    }
    return try self.schema(schema, with: loader, on: &console)
  }

  /// Loads a schema. Says what is noteworthy about it, or what is wrong with it and what to do.
  func schema(
    _ reference: String, with loader: SchemaLoader, on console: inout Console
  ) throws(ExitStatus) -> LoadedSchema {
    do throws(LoadError) {
      let loaded = try loader.load(reference)
      console.warn(loaded.warnings, quoting: loaded.sources)
      return loaded
    } catch {
      throw console.explain(error, limit: maxErrors)
    }
  }
}

extension Console {
  /// Says what is noteworthy in schemas and their texts.
  mutating func warn(_ warnings: [LoadWarning], quoting sources: [SchemaSource]) {
    let texts = SchemaTexts(sources)
    for warning in warnings {
      warn(
        Diagnostic(
          severity: .warning, code: warning.code, title: warning.message,
          primary: Diagnostic.Label(warning.place, in: texts),
          help: warning.help.map { [$0] } ?? []))
    }
  }

  /// Says why a schema cannot be used, by `limit` faults at most; returns what that means for the exit
  /// status.
  ///
  /// - Parameter namedAt: The place that names the schema, unless the user does.
  mutating func explain(_ error: LoadError, limit: Int, namedAt: String? = nil) -> ExitStatus {
    let notes = namedAt.map { ["the schema is named at \($0)"] } ?? []
    switch error {
    case .file(let error):
      let title = "cannot read \(error.path.shownPath): \(error)"
      complain(Diagnostic(code: "", title: title, notes: notes))
      return .inputOutput
    case .lockfile(let path, let message):
      complain("\(path): \(message)")
      return .inputOutput
    case .schema(let error, let sources):
      var texts = SchemaTexts(sources)
      // A text that is no schema is among no sources.
      if let name = error.place?.sourceName, texts.text(named: name) == nil,
        let bytes = try? readFile(name, limit: FileLimit.schema)
      {
        texts.add(SourceText(name: name, bytes: bytes))
      }
      let faults = [error] + error.others
      for (number, fault) in faults.prefix(limit).enumerated() {
        var diagnostic = Diagnostic(fault, schemas: texts)
        if number == 0 { diagnostic.notes += notes }
        complain(diagnostic)
      }
      if faults.count > limit {
        complain("and \(faults.count - limit) more", help: ["--max-errors N shows more of them"])
      }
      for misspelt in (sources.first?.misspeltKeywords ?? []).prefix(limit) {
        warn(
          Diagnostic(
            severity: .warning, code: misspelt.code.rawValue, title: misspelt.message,
            primary: Diagnostic.Label(misspelt.place, in: texts),
            help: misspelt.help.map { [$0] } ?? []))
      }
      return .brokenSchema
    }
  }
}

extension LoadError {
  var exitStatus: ExitStatus {
    switch self {
    case .file, .lockfile: .inputOutput
    case .schema: .brokenSchema
    }
  }
}
