import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirStream

/// Makes a set of all schemas that there are, for the streams that there are, or tells what is wrong with
/// any of them.
struct SchemaSetLoader: Sendable {
  let schemas: SchemasConfiguration
  let streams: [StreamConfiguration]
  let limits: LimitsConfiguration

  /// What the registry said last; nil where there is none, or where it was never reached.
  var registry: RegistrySnapshot?

  /// Whether the registry could not be asked this time.
  var isStale = false

  /// How a schema is compiled, which depends on the stream that it is for.
  private struct Variant: Hashable {
    var profile = ParseProfile.strict
    var assertsFormat: Bool?
  }

  /// Blocks on files; linear in them, and in what compiling takes.
  ///
  /// - Returns: The set, unless there are faults.
  func load() -> (set: SchemaSet?, faults: [SchemaFault]) {
    var (entries, faults) = readEntries()
    var compiler = Compiler(loader: self, entries: entries)
    var members: [SchemaSet.Member] = []
    entries.sort { $0.name < $1.name }
    for entry in entries {
      do throws(LoadError) {
        members.append(try compiler.member(entry))
      } catch {
        faults.append(SchemaFault(.schema(entry.name), error))
      }
    }
    var judges: [String: StreamJudge] = [:]
    for stream in streams {
      do throws(SchemaFault) {
        judges[stream.name] = try compiler.judge(for: stream, faulty: faults)
      } catch {
        faults.append(error)
      }
    }
    guard faults.isEmpty else { return (nil, faults) }
    let set = SchemaSet(
      members: members, judges: judges, isStale: isStale, sha256: digest(of: entries))
    return (set, [])
  }

  private func readEntries() -> (entries: [SchemaEntry], faults: [SchemaFault]) {
    var (entries, faults) =
      schemas.directory.isEmpty
      ? ([], []) : SchemaEntry.entries(inDirectory: schemas.directory)
    for entry in registry?.entries ?? [] {
      if let other = entries.first(where: { $0.name == entry.name }) {
        let message = "\(other.origin) and \(entry.origin) are both the schema \"\(entry.name)\""
        faults.append(SchemaFault(.registry, code: "config.schemas", message))
      } else {
        entries.append(entry)
      }
    }
    return (entries, faults)
  }

  private func digest(of entries: [SchemaEntry]) -> String {
    var hash = SHA256()
    for entry in entries {
      hash.update(field: entry.name)
      hash.update(field: entry.version ?? "")
      hash.update(field: entry.sha256)
    }
    return hash.hexadecimal()
  }

  private func schemaLoader(_ variant: Variant, _ entries: [SchemaEntry]) -> SchemaLoader {
    var known = Registry()
    for entry in entries { known.add(entry.source) }
    var loader = SchemaLoader(
      resolutions: schemas.resolve.map { ($0.name, $0.value) },
      directories: [schemas.directory].filter { !$0.isEmpty } + schemas.resolveDirectories,
      registry: known,
      options: SchemaOptions(
        assertsFormat: variant.assertsFormat,
        instances: DocumentOptions(
          maxDepth: limits.maxDepth, maxNumberLength: limits.maxDigits,
          isStrict: variant.profile == .strict),
        limits: EvaluationLimits(maxPatternSteps: limits.maxPatternSteps)))
    loader.advice.local = "schemas.resolve, schemas.resolve_directories"
    loader.advice.fetching = nil
    return loader
  }
}

extension SchemaSetLoader {
  /// Compiles each schema as often as it is wanted in another way.
  private struct Compiler {
    private let loader: SchemaSetLoader
    private let entries: [SchemaEntry]
    private var loaders: [Variant: SchemaLoader] = [:]
    private var compiled: [Variant: [String: LoadedSchema]] = [:]

    init(loader: SchemaSetLoader, entries: [SchemaEntry]) {
      self.loader = loader
      self.entries = entries
    }

    mutating func member(_ entry: SchemaEntry) throws(LoadError) -> SchemaSet.Member {
      let loaded = try load(entry, Variant())
      let identity = identity(of: entry, loaded)
      let texts = SchemaTexts(loaded.sources)
      return SchemaSet.Member(
        identity: identity, origin: entry.origin,
        judge: StreamJudge(
          [loaded.schema], [identity], routes: nil, limits: loader.limits),
        warnings: (entry.warnings + loaded.warnings).map { warning in
          Diagnostic(
            severity: .warning, code: warning.code, title: warning.message,
            primary: Diagnostic.Label(warning.place, in: texts),
            help: warning.help.map { [$0] } ?? [])
        })
    }

    private mutating func load(
      _ entry: SchemaEntry, _ variant: Variant
    ) throws(LoadError) -> LoadedSchema {
      if let known = compiled[variant]?[entry.name] { return known }
      let schemaLoader = loaders[variant] ?? loader.schemaLoader(variant, entries)
      loaders[variant] = schemaLoader
      let loaded = try schemaLoader.load(entry.source)
      compiled[variant, default: [:]][entry.name] = loaded
      return loaded
    }

    /// The schema's own URI stands in records, its place on this machine does not.
    private func identity(of entry: SchemaEntry, _ loaded: LoadedSchema) -> SchemaIdentity {
      let own =
        loaded.schema.summary.resources.first { $0.sourceName == entry.source.name }?.uri ?? ""
      return SchemaIdentity(
        name: entry.name, uri: own.isEmpty || own == entry.source.uri ? nil : own,
        version: entry.version, sha256: entry.sha256)
    }

    mutating func judge(
      for stream: StreamConfiguration, faulty: [SchemaFault]
    ) throws(SchemaFault) -> StreamJudge? {
      let variant = Variant(profile: stream.profile, assertsFormat: stream.assertFormat)
      let broken = faulty.compactMap { fault -> String? in
        if case .schema(let name) = fault.subject { name } else { nil }
      }
      var schemas: [Schema] = []
      var identities: [SchemaIdentity] = []
      let names = stream.schemaNames
      for name in names {
        if broken.contains(name) { return nil }
        if isUnknownYet(name) { return nil }
        let entry = try entry(named: name, for: stream.name)
        do throws(LoadError) {
          let loaded = try load(entry, variant)
          schemas.append(loaded.schema)
          identities.append(identity(of: entry, loaded))
        } catch {
          // Told already where it is compiled for no stream, unless formats are the matter.
          if broken.contains(entry.name) { return nil }
          throw SchemaFault(.stream(stream.name, schema: name), error)
        }
      }
      if schemas.isEmpty { return nil }
      let routes = stream.route.flatMap { RouteTable($0, schemas: names) }
      if let route = stream.route { identities = identities.versioned(by: route, names) }
      return StreamJudge(schemas, identities, routes: routes, limits: loader.limits)
    }

    /// Whether a registry that was never reached may have it.
    private func isUnknownYet(_ name: String) -> Bool {
      loader.schemas.registry != nil && loader.registry == nil && find(name) == nil
    }

    private func find(_ name: String) -> SchemaEntry? {
      entries.first { $0.name == name } ?? entries.first { $0.source.ownIdentifier == name }
    }

    private func entry(
      named name: String, for stream: String
    ) throws(SchemaFault) -> SchemaEntry {
      if let entry = find(name) { return entry }
      let near = closest(to: name, among: entries.map(\.name))
      throw SchemaFault(
        .stream(stream, schema: name), code: "config.unknown_schema",
        "there is no schema \"\(name)\"",
        help: near.map { "did you mean \"\($0)\"?" } ?? known)
    }

    private var known: String {
      if entries.isEmpty { return "there are no schemas: schemas.directory says where they are" }
      let names = entries.map(\.name).sorted()
      let shown = names.prefix(8).joined(separator: ", ")
      return "there are: \(shown)" + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }
  }
}

extension RouteTable {
  /// The routes of a stream, which lead to schemas by their number among `schemas`; nil for pointers that
  /// are none.
  fileprivate init?(_ route: RouteConfiguration, schemas: [String]) {
    guard let pointer = try? JSONPointer(textOrFragment: route.pointer) else { return nil }
    self.init(
      discriminator: pointer,
      version: route.versionPointer.flatMap { try? JSONPointer(textOrFragment: $0) },
      routes: route.map.compactMap { way in
        schemas.firstIndex(of: way.schema).map {
          Route(value: way.value, version: way.version, schema: $0)
        }
      }, defaultSchema: route.default.flatMap { schemas.firstIndex(of: $0) })
  }
}

extension [SchemaIdentity] {
  /// With the version that all routes to a schema have, where the schema itself has none.
  fileprivate func versioned(by route: RouteConfiguration, _ names: [String]) -> [SchemaIdentity] {
    zip(self, names).map { identity, name in
      var identity = identity
      let versions = Set(route.map.filter { $0.schema == name }.map(\.version))
      if identity.version == nil, versions.count == 1 { identity.version = versions.first ?? nil }
      return identity
    }
  }
}
