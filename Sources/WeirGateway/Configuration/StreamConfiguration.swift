/// Records of one kind: what they are judged by, and where they go.
package struct StreamConfiguration: Sendable, Equatable {
  package var name = ""

  /// The schema of all its records; nil where `route` tells.
  package var schema: String?
  package var route: RouteConfiguration?

  /// Names of sinks; each gets every accepted record.
  package var sinks: [String] = []
  package var profile = ParseProfile.strict

  /// Whether `format` is checked; nil for what the schema's dialect says.
  package var assertFormat: Bool?

  package init() {}
}

/// What is done with the two things that RFC 8259 leaves open.
package enum ParseProfile: String, Sendable, CaseIterable {
  /// Duplicate keys and lone surrogates are rejected.
  case strict

  /// The last duplicate counts, lone surrogates are kept.
  case lenient
}

extension StreamConfiguration: NamedSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.text("schema", &schema)
    fields.section("route", &route)
    fields.texts("sinks", &sinks)
    fields.choice("profile", &profile)
    fields.flag("assert_format", &assertFormat)
  }
}

/// How a record's schema is found where there are several.
package struct RouteConfiguration: Sendable, Equatable {
  /// A way to a schema, as in `SchemaMap.Route`.
  package struct Route: Sendable, Hashable {
    /// The discriminator's value.
    package var value: String

    /// nil for a record whose version has no route of its own, or that has none.
    package var version: String?
    package var schema: String

    package init(value: String, version: String? = nil, schema: String) {
      self.value = value
      self.version = version
      self.schema = schema
    }
  }

  /// RFC 6901 pointer to the discriminator.
  package var pointer = ""

  /// RFC 6901 pointer to the version; nil where there are no versions.
  package var versionPointer: String?
  package var map: [Route] = []

  /// For records that no route is for; nil where those are quarantined.
  package var `default`: String?

  package init() {}
}

extension RouteConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.text("pointer", &pointer)
    fields.text("version", &versionPointer)
    fields.routes("map", &map)
    fields.text("default", &self.default)
  }
}

extension StreamConfiguration {
  /// All schemas that it names, each once, in the order in which it does.
  package var schemaNames: [String] {
    let named = [schema].compactMap(\.self) + (route?.map.map(\.schema) ?? [])
    var seen: Set<String> = []
    return (named + [route?.default].compactMap(\.self)).filter { seen.insert($0).inserted }
  }
}

extension GatewayConfiguration {
  /// By sink, the streams whose records it gets.
  package var streamsBySink: [String: [String]] {
    var streams = Dictionary(uniqueKeysWithValues: sinks.map { ($0.name, [String]()) })
    for stream in self.streams {
      for sink in stream.sinks { streams[sink, default: []].append(stream.name) }
    }
    return streams
  }
}
