import Foundation
import WeirJSON
import WeirReport
import WeirSchema

/// What a configuration's schema cannot tell: names that lead nowhere, files that are not there, settings
/// that do not go together. Faults go to the input, each at its place.
struct ConfigurationChecks {
  let configuration: GatewayConfiguration
  let input: ConfigurationInput

  init(_ configuration: GatewayConfiguration, _ input: ConfigurationInput) {
    self.configuration = configuration
    self.input = input
  }

  /// - Returns: The schemas, which were loaded to look at them; nil where they are at fault.
  func run() -> SchemaSet? {
    checkListeners()
    checkState()
    checkTenants()
    checkStreams()
    checkSinks()
    checkTelemetry()
    return checkSchemas()
  }

  func fault(_ code: String, _ message: String, at tokens: String..., help: String? = nil) {
    input.fault(code, message, at: input.place(at: tokens), help: help)
  }

  func warn(_ code: String, _ message: String, at tokens: String..., help: String? = nil) {
    input.warn(code, message, at: input.place(at: tokens), help: help)
  }
}

extension ConfigurationChecks {
  private func checkListeners() {
    let listen = configuration.listen
    let admin = configuration.admin
    if listen.port == admin.port, listen.port != 0, listen.host == admin.host {
      fault("port", "listen and admin cannot have the same port", at: "admin", "port")
    }
    if listen.maxRecord > listen.maxBody {
      conflict("max_record", isMoreThan: "max_body", in: ["listen"])
    }
    if let tls = listen.tls {
      checkFile(tls.certificate, at: "listen", "tls", "certificate")
      checkFile(tls.key, at: "listen", "tls", "key")
      checkFile(tls.clientCA ?? "", at: "listen", "tls", "client_ca")
    }
    if !isLoopback(listen.host), configuration.tenants.isEmpty {
      warn(
        "open", "whoever reaches \(listen.host) may send records", at: "listen", "host",
        help: "name tenants with tokens or client certificates")
    }
    if !isLoopback(listen.host), listen.tls == nil, !configuration.tenants.isEmpty {
      warn(
        "plain", "tokens reach \(listen.host) unencrypted", at: "listen", "host",
        help: "set listen.tls, unless something in front of the gateway ends TLS")
    }
    if !isLoopback(admin.host), admin.token == nil {
      warn(
        "open", "whoever reaches \(admin.host) may operate the gateway", at: "admin", "host",
        help: "set admin.token")
    }
  }

  private func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }

  private func checkState() {
    checkFolder(configuration.state.directory, at: "state", "directory")
    checkFolder(configuration.quarantine.directory, at: "quarantine", "directory")
    if configuration.state.commitBytes > configuration.state.maxSpool {
      conflict("commit_bytes", isMoreThan: "max_spool", in: ["state"])
    }
  }

  private func checkTenants() {
    var ownerByToken: [TokenConfiguration: String] = [:]
    var ownerBySubject: [String: String] = [:]
    for tenant in configuration.tenants {
      let name = tenant.name
      if !has(["tenants", name, "tokens"]), tenant.certificateSubject == nil {
        fault(
          "tenant", "nobody can be this tenant", at: "tenants", name,
          help: "give it tokens or a certificate_subject")
      }
      for (index, token) in tenant.tokens.enumerated() {
        if let owner = ownerByToken[token] {
          let whose = owner == name ? "once before" : "by \(owner)"
          fault(
            "duplicate_token", "this token is used \(whose)", at: "tenants", name, "tokens",
            "\(index)")
        }
        ownerByToken[token] = name
      }
      guard let subject = tenant.certificateSubject else { continue }
      if configuration.listen.tls?.clientCA == nil {
        fault(
          "conflict", "nobody shows a client certificate", at: "tenants", name,
          "certificate_subject", help: "set listen.tls.client_ca")
      }
      if let owner = ownerBySubject.updateValue(name, forKey: subject) {
        fault(
          "duplicate_subject", "this subject is \(owner)'s", at: "tenants", name,
          "certificate_subject")
      }
    }
  }

  private func checkStreams() {
    let sinks = configuration.sinks.map(\.name)
    var used: Set<String> = []
    for stream in configuration.streams {
      for (index, sink) in stream.sinks.enumerated() {
        used.insert(sink)
        guard !sinks.contains(sink) else { continue }
        let near = closest(to: sink, among: sinks)
        fault(
          "unknown_sink", "there is no sink \"\(sink)\"", at: "streams", stream.name, "sinks",
          "\(index)",
          help: near.map { "did you mean \"\($0)\"?" }
            ?? "there are: \(sinks.joined(separator: ", "))")
      }
      checkSource(of: stream)
    }
    for sink in sinks where !used.contains(sink) {
      warn("unused_sink", "no stream goes to this sink", at: "sinks", sink)
    }
  }

  private func checkSource(of stream: StreamConfiguration) {
    let tokens = ["streams", stream.name]
    let hasSchema = has(tokens + ["schema"])
    let hasRoute = has(tokens + ["route"])
    if hasSchema == hasRoute {
      fault(
        "schema",
        hasSchema
          ? "schema and route exclude each other"
          : "nothing says by which schema records are judged",
        at: "streams", stream.name, hasSchema ? "route" : "", help: "give one of schema and route")
    }
    guard let route = stream.route else { return }
    let hasVersions = route.map.contains { $0.version != nil }
    if hasVersions, route.versionPointer == nil {
      fault(
        "route", "versions need route.version, which says where a record has its", at: "streams",
        stream.name, "route", "map")
    }
    for name in ["pointer", "version"] {
      let pointer = name == "pointer" ? route.pointer : route.versionPointer ?? ""
      do throws(JSONPointerError) {
        _ = try JSONPointer(textOrFragment: pointer)
      } catch {
        fault("pointer", "\(error)", at: "streams", stream.name, "route", name)
      }
    }
  }

  func has(_ tokens: [String]) -> Bool { input.node(at: tokens) != nil }

  private func checkTelemetry() {
    if let otlp = configuration.telemetry.otlp {
      checkURL(otlp.endpoint, at: "telemetry", "otlp", "endpoint")
      checkHeaders(otlp.headers, at: ["telemetry", "otlp", "headers"])
    }
    let alerts = configuration.telemetry.alerts
    if alerts.resolvePercentage > alerts.rejectPercentage {
      conflict("resolve_percentage", isMoreThan: "reject_percentage", in: ["telemetry", "alerts"])
    }
    if let webhook = alerts.webhook {
      checkURL(webhook.url, at: "telemetry", "alerts", "webhook", "url")
      checkHeaders(webhook.headers, at: ["telemetry", "alerts", "webhook", "headers"])
    }
    if let registry = configuration.schemas.registry {
      checkURL(registry.url, at: "schemas", "registry", "url")
      checkFolder(registry.cache, at: "schemas", "registry", "cache")
    }
  }

  /// Loads and compiles all schemas.
  private func checkSchemas() -> SchemaSet? {
    for pair in configuration.schemas.resolve {
      checkPresence(of: pair.value, at: "schemas", "resolve", pair.name)
    }
    for (index, path) in configuration.schemas.resolveDirectories.enumerated() {
      checkPresence(of: path, at: "schemas", "resolve_directories", "\(index)")
    }
    let registry = configuration.schemas.registry
    let loader = SchemaSetLoader(
      schemas: configuration.schemas, streams: configuration.streams, limits: configuration.limits,
      registry: registry.flatMap { RegistrySnapshot.lastGood(in: $0.cache) },
      isStale: registry != nil)
    let (set, faults) = loader.load()
    for stream in configuration.streams
    where set != nil && set?.judge(forStream: stream.name) == nil && !stream.schemaNames.isEmpty {
      warn(
        "unknown_schema", "whether there is its schema, only the registry can tell", at: "streams",
        stream.name, has(["streams", stream.name, "schema"]) ? "schema" : "route")
    }
    for fault in faults { tell(fault) }
    for warning in set?.members.flatMap(\.warnings) ?? [] {
      input.add(warning, at: input.place(at: ["schemas", "directory"]))
    }
    return set
  }

  /// What is wrong with a schema has its own place; a name that leads nowhere stands in the configuration.
  private func tell(_ fault: SchemaFault) {
    switch fault.subject {
    case .directory, .registry:
      for diagnostic in fault.diagnostics {
        self.fault("schemas", diagnostic.title, at: "schemas", "directory")
      }
    case .stream(let stream, let schema) where fault.diagnostics.first?.primary == nil:
      guard let diagnostic = fault.diagnostics.first else { return }
      for node in nodes(naming: schema, in: stream) {
        input.fault("unknown_schema", diagnostic.title, at: node, help: diagnostic.help.first)
      }
    case .stream, .schema:
      for diagnostic in fault.diagnostics {
        input.add(diagnostic, at: input.place(at: ["schemas", "directory"]))
      }
    }
  }

  /// Where a stream names a schema.
  private func nodes(naming schema: String, in stream: String) -> [Int] {
    let tape = input.tape
    func child(_ name: StaticString, of node: Int?) -> Int? {
      node.flatMap { tape.member(name, of: $0) }
    }
    func values(of node: Int?) -> [Int] { node.map { tape.members(of: $0).map { $0 + 1 } } ?? [] }
    let stream = input.node(at: ["streams", stream]) ?? 0
    let route = child("route", of: stream)
    let ways = values(of: child("map", of: route))
    let named =
      [child("schema", of: stream), child("default", of: route)] + ways
      + ways.map { child("schema", of: $0) }
      + ways.flatMap { values(of: child("versions", of: $0)) }
    return named.compactMap(\.self).filter { tape.kind(of: $0) == .string }
      .filter { input.text(at: $0) == schema }
  }
}
