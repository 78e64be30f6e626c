package import WeirReport
package import WeirStream

/// All schemas of a gateway at one time, compiled, and the judges of its streams. Immutable: what is in
/// hand goes on with the set that it began with.
package struct SchemaSet: Sendable {
  /// A schema by its name.
  package struct Member: Sendable {
    /// Name, own URI, version, and digest of its text.
    package let identity: SchemaIdentity

    /// The path or the URL that it came from.
    package let origin: String

    /// For records that belong to no stream.
    package let judge: StreamJudge

    /// What is noteworthy in it.
    package let warnings: [Diagnostic]
  }

  /// By name, in alphabetical order.
  package let members: [Member]
  private let judges: [String: StreamJudge]

  /// Whether the registry could not be asked, so that its part is an earlier one.
  package let isStale: Bool

  /// SHA-256 over names and texts, in hexadecimal: equal sets have equal ones.
  package let sha256: String

  init(members: [Member], judges: [String: StreamJudge], isStale: Bool, sha256: String) {
    self.members = members
    self.judges = judges
    self.isStale = isStale
    self.sha256 = sha256
  }

  /// The judge of a stream's records; nil for a stream that is not configured, and for one whose schema
  /// only a registry could have that was never reached: its records cannot be judged yet.
  package func judge(forStream name: String) -> StreamJudge? { judges[name] }

  /// The schema of that name, or that calls itself so by `$id`.
  package func member(named name: String) -> Member? {
    members.first { $0.identity.name == name } ?? members.first { $0.identity.uri == name }
  }
}

/// Why schemas cannot be taken into use.
package struct SchemaFault: Error, Sendable {
  package enum Subject: Sendable, Hashable {
    /// The folder of schemas.
    case directory
    case schema(String)

    /// What a stream says of its schemas; `name` is the one that is meant.
    case stream(String, schema: String)
    case registry
  }

  package let subject: Subject

  /// With their own places.
  package let diagnostics: [Diagnostic]

  init(_ subject: Subject, _ diagnostics: [Diagnostic]) {
    self.subject = subject
    self.diagnostics = diagnostics
  }

  init(_ subject: Subject, code: String, _ title: String, help: String? = nil) {
    self.init(subject, [Diagnostic(code: code, title: title, help: help.map { [$0] } ?? [])])
  }
}
