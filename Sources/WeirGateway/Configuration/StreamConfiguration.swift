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

/// Somebody who sends.
package struct TenantConfiguration: Sendable, Equatable {
  package var name = ""

  /// Bearer tokens, any of which will do.
  package var tokens: [TokenConfiguration] = []

  /// Subject of the client certificate, as `openssl x509 -subject` writes it (RFC 2253): nil where a
  /// certificate alone tells nobody.
  package var certificateSubject: String?
  package var rate: RateConfiguration?

  /// Requests at a time.
  package var concurrency = 32

  /// Bytes of requests that wait for others of this tenant.
  package var queueBytes = 64 << 20

  package init() {}
}

extension TenantConfiguration: NamedSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.tokens("tokens", &tokens)
    fields.text("certificate_subject", &certificateSubject)
    fields.section("rate", &rate)
    fields.count("concurrency", &concurrency)
    fields.bytes("queue_bytes", &queueBytes)
  }
}

/// Records per second.
package struct RateConfiguration: Sendable, Equatable {
  package var records = 1_000

  /// Records at once after a rest; nil for as many as in a second.
  package var burst: Int?

  package init() {}
}

extension RateConfiguration: ConfigurationSection {
  package mutating func visit(_ fields: some FieldVisitor) {
    fields.count("records", &records)
    fields.count("burst", &burst)
  }
}
