import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirStream

/// What the records of a stream are judged by: one schema for all, or several that a map tells apart.
struct RecordSchemas {
  /// As quarantine records name the schema, or the map.
  let identity: SchemaIdentity

  /// The schemas of a map, by number.
  let routedIdentities: [SchemaIdentity]
  private let schemas: [Schema]
  private let routes: RouteTable?
  private let sources: [SchemaSource]
  private let warnings: [LoadWarning]

  /// Loads what the arguments name. Where standard error carries records, what is wrong with it is a
  /// line there.
  ///
  /// - Parameter inputs: What is to be read: the schema may stand among it.
  init(
    _ reference: SchemaReference, _ arguments: SchemaArguments, _ route: RouteArguments,
    reportingTo filter: Filter, inputs: [String]
  ) throws {
    var console = Console(color: arguments.color, isQuiet: arguments.quiet)
    guard reference.schema != nil || route.schemaMap != nil else {
      console.complain(
        "no schema",
        help: ["say which: --schema FILE, or --route POINTER --schema-map FILE"]
          + (inputs.count > 1
            ? ["\(inputs[0]) stands where inputs do; if it is the schema: --schema \(inputs[0])"]
            : []))
      throw ExitStatus.usage
    }
    do throws(LoadError) {
      try self.init(arguments.loader(profile: .strict), reference, route)
    } catch {
      guard filter.noticesAreRecords else {
        throw console.explain(error, limit: arguments.maxErrors)
      }
      filter.sayFatal(code: "schema.unusable", text: "\(error)")
      throw error.exitStatus
    }
    if !filter.noticesAreRecords { console.warn(warnings, quoting: sources) }
  }

  private init(
    _ loader: SchemaLoader, _ reference: SchemaReference, _ route: RouteArguments
  ) throws(LoadError) {
    if let path = route.schemaMap, let discriminator = route.route {
      let map = try loader.loadMap(path, hasVersions: route.routeVersion != nil)
      identity = SchemaIdentity(path: path, text: map.source.text)
      routedIdentities = map.identities
      schemas = map.members.map(\.loaded.schema)
      routes = RouteTable(
        discriminator: discriminator, version: route.routeVersion,
        routes: map.routes.map {
          RouteTable.Route(value: $0.value, version: $0.version, schema: $0.member)
        }, defaultSchema: map.defaultMember)
      sources = [map.source] + map.members.flatMap(\.loaded.sources)
      warnings = map.warnings
    } else {
      let reference = reference.schema ?? ""
      let loaded = try loader.load(reference)
      identity = SchemaIdentity(loaded, reference: reference)
      routedIdentities = []
      schemas = [loaded.schema]
      routes = nil
      sources = loaded.sources
      warnings = loaded.warnings
    }
  }

  /// The files that they were read from, references included; what came from elsewhere is no file's name.
  var files: [String] { sources.map(\.name) }

  /// What is noteworthy about them, a line each.
  var remarks: [SchemaRemark] {
    warnings.map { warning in
      let place = warning.place
      let help = warning.help.map { "; \($0)" } ?? ""
      return SchemaRemark(
        code: warning.code,
        text: "\(place.sourceName):\(place.position.line):\(place.position.column): "
          + warning.message + help)
    }
  }

  /// SHA-256 over the texts of all that they are made of.
  var digest: String {
    var hash = SHA256()
    for source in sources { hash.update(field: SHA256.hexadecimal(of: source.text)) }
    return hash.hexadecimal()
  }

  /// Filters by them.
  func run(_ filter: Filter) -> FilterOutcome {
    guard let routes else { return filter.run(schemas[0]) }
    return filter.run(schemas, routes: routes)
  }

  /// Judges the payloads of quarantine records by them.
  func replay(_ filter: Filter, _ options: ReplayOptions) -> FilterOutcome {
    guard let routes else { return filter.replay(schemas[0], options) }
    return filter.replay(schemas, routes: routes, options)
  }

  /// How a rejected line is shown on a terminal.
  func drawing(color: RenderStyle.ColorChoice) -> @Sendable (RejectedLine) -> String {
    let style = Console(color: color).noticeStyle
    let texts = SchemaTexts(sources)
    return { line in
      let source = SourceText(name: line.inputName, bytes: line.bytes, firstLine: line.lineNumber)
      return line.report.errors.reduce("") { text, error in
        text + HumanRenderer(style: style).render(Diagnostic(error, in: source, schemas: texts))
          + "\n"
      }
    }
  }
}

extension SchemaMap {
  /// The members as records name them. A version stands where all routes to a schema have the same;
  /// a pointer, where one file holds several schemas.
  fileprivate var identities: [SchemaIdentity] {
    var identities = members.map { SchemaIdentity($0.loaded, reference: $0.reference) }
    for index in identities.indices {
      let versions = Set(routes.filter { $0.member == index }.map(\.version))
      if versions.count == 1, let version = versions.first { identities[index].version = version }
    }
    let names = identities.map(\.name)
    for (index, name) in names.enumerated() where names.count(where: { $0 == name }) > 1 {
      let reference = members[index].reference
      if let hash = reference.lastIndex(of: "#") { identities[index].name += reference[hash...] }
    }
    return identities
  }
}

extension SchemaIdentity {
  /// The schema as quarantine records name it: its file's name, its own URI, its text's digest.
  fileprivate init(_ loaded: LoadedSchema, reference: String) {
    let source = loaded.sources.first
    let own = loaded.schema.summary.resources.first { $0.sourceName == source?.name }?.uri ?? ""
    // A schema without an identifier goes by its place on this machine, which is nobody's business.
    let uri = own.isEmpty || own.hasPrefix("file:") ? nil : own
    self.init(path: reference, uri: uri, text: source?.text)
  }
}
