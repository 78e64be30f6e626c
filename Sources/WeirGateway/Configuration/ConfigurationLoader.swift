import Foundation
import WeirJSON
import WeirLoad
package import WeirReport
import WeirSchema

/// Reads a gateway's configuration and tells everything that is wrong with it at once.
package struct ConfigurationLoader: Sendable {
  /// Looks up a variable of the environment.
  package var environment: @Sendable (String) -> String?

  package init(
    environment: @escaping @Sendable (String) -> String? = { name in
      ProcessInfo.processInfo.environment[name]
    }
  ) {
    self.environment = environment
  }

  /// - Parameter path: YAML, or JSON by its extension.
  /// - Throws: `ConfigurationError` with every fault, each with its place.
  package func load(_ path: String) throws(ConfigurationError) -> LoadedConfiguration {
    let input = try input(path, schema: GatewayConfiguration.schemaText)
    var configuration = GatewayConfiguration()
    configuration.visit(FieldReader(input: input, node: 0))
    let schemas = ConfigurationChecks(configuration, input).run()
    guard !input.hasErrors, let schemas else {
      throw ConfigurationError(
        input.diagnostics, input.hasBrokenSchema ? .brokenSchema : .invalid)
    }
    return LoadedConfiguration(
      configuration: configuration, schemas: schemas, warnings: input.diagnostics,
      sha256: SHA256.hexadecimal(of: input.file.source.text))
  }

  /// A file with what its schema says of it.
  func input(_ path: String, schema: String) throws(ConfigurationError) -> ConfigurationInput {
    let input = ConfigurationInput(try read(path), path: path, environment: environment)
    do throws(SchemaError) {
      for error in try input.file.report(by: schema).errors { input.add(error) }
    } catch {
      throw ConfigurationError([Diagnostic(error, schemas: SchemaTexts())], .invalid)
    }
    for warning in input.file.warnings { input.add(warning) }
    return input
  }

  private func read(_ path: String) throws(ConfigurationError) -> ConfigurationFile {
    do throws(LoadError) {
      return try ConfigurationFile(reading: path)
    } catch {
      throw ConfigurationError(error)
    }
  }
}

/// A configuration that a gateway can run by.
package struct LoadedConfiguration: Sendable {
  package let configuration: GatewayConfiguration

  /// The schemas as they were found; the gateway starts with these.
  package let schemas: SchemaSet

  /// What is noteworthy and no fault.
  package let warnings: [Diagnostic]

  /// Of the file's bytes, in hexadecimal.
  package let sha256: String
}

/// All that is wrong with a configuration, warnings included.
package struct ConfigurationError: Error, Sendable {
  package enum Kind: Sendable {
    /// The file says what it must not.
    case invalid

    /// A schema that it leads to is broken, whatever else is wrong.
    case brokenSchema

    /// The file cannot be read, so that nothing is known of it.
    case unreadable
  }

  /// In the order of the file.
  package let diagnostics: [Diagnostic]
  package let kind: Kind

  init(_ diagnostics: [Diagnostic], _ kind: Kind) {
    self.diagnostics = diagnostics
    self.kind = kind
  }

  fileprivate init(_ error: LoadError) {
    switch error {
    case .file(let error): self.init(unreadable: "cannot read \(error.path): \(error)")
    case .lockfile(let path, let message): self.init(unreadable: "\(path): \(message)")
    case .schema(let error, _): self.init(Diagnostic.all(of: error, sources: []), .invalid)
    }
  }

  private init(unreadable message: String) {
    self.init([Diagnostic(code: "config.unreadable", title: message)], .unreadable)
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// As `weir check` draws it, without colours.
  package var description: String {
    diagnostics.map { HumanRenderer(style: RenderStyle()).render($0) }.joined(separator: "\n")
  }
}

extension Diagnostic {
  /// All faults of a schema or a configuration that could not be read or compiled, quoted.
  static func all(of error: SchemaError, sources: [SchemaSource]) -> [Diagnostic] {
    var texts = SchemaTexts(sources)
    // A text that is no schema is among no sources.
    if let name = error.place?.sourceName, texts.text(named: name) == nil,
      let bytes = try? readFile(name, limit: FileLimit.schema)
    {
      texts.add(SourceText(name: name, bytes: bytes))
    }
    return ([error] + error.others).map { error in
      var diagnostic = Diagnostic(error, schemas: texts)
      // The help there is names options of the command.
      if error.code == .unresolvedReference { diagnostic.help = [] }
      return diagnostic
    }
  }
}
