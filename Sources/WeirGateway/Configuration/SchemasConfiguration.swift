/// Where schemas come from.
package struct SchemasConfiguration: Sendable, Equatable {
  /// A folder whose files are schemas, by file name or by `$id`; empty for none.
  package var directory = ""

  /// How often files and registry are looked at for changes.
  package var reload: Duration = .seconds(5)

  /// Files or folders that stand for URIs in references.
  package var resolve: [ConfigurationPair] = []

  /// Folders whose schemas answer references by their identifiers.
  package var resolveDirectories: [String] = []
  package var registry: RegistryConfiguration?

  package init() {}
}

extension SchemasConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.path("directory", &directory)
    fields.duration("reload", &reload)
    fields.pairs("resolve", &resolve)
    fields.paths("resolve_directories", &resolveDirectories)
    fields.section("registry", &registry)
  }
}

/// A server that lists schemas.
package struct RegistryConfiguration: Sendable, Equatable {
  /// Of the index: `{"schemas": [{"id": …, "url": …, "version": …, "sha256": …}]}`.
  package var url = ""

  /// How often the index is asked for.
  package var interval: Duration = .seconds(60)

  /// For the index, and for each schema.
  package var timeout: Duration = .seconds(10)

  /// Bytes of the index, and of each schema.
  package var maxBytes = 16 << 20

  /// A folder for the last good copy; empty for `schemas` in the state's.
  package var cache = ""

  /// Hosts that may have private or loopback addresses: `host` or `host:port`.
  package var allowHosts: [String] = []

  package init() {}

  /// The same with its copy in a folder of the state's.
  func cached(in state: String) -> RegistryConfiguration {
    var registry = self
    registry.cache = state + "/schemas"
    return registry
  }
}

extension RegistryConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.text("url", &url)
    fields.duration("interval", &interval)
    fields.duration("timeout", &timeout)
    fields.bytes("max_bytes", &maxBytes, in: 1...(256 << 20))
    fields.path("cache", &cache)
    fields.texts("allow_hosts", &allowHosts)
  }
}
