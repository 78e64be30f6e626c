import WeirJSON

/// Whether the gateway is alive, ready for records, and started: pure answers to what is so now.
package struct HealthModel: Sendable {
  package struct Settings: Sendable, Equatable {
    /// An event loop that was silent for longer hangs: the process is to be started anew.
    package var heartbeatLimit: Duration = .seconds(10)

    /// A record that is under way for longer hangs somewhere, at ingest or at a sink.
    package var inflightLimit: Duration = .seconds(120)

    package init() {}
  }

  /// What is so now.
  package struct Facts: Sendable, Equatable {
    /// Since the event loop that was silent longest was heard.
    package var heartbeatAge = Duration.zero

    /// Streams that have no schema to judge by.
    package var streamsWithoutSchema: [String] = []

    /// Why the spool does not take records; nil when it does.
    package var spoolFault: String?

    /// Age of the oldest record that is under way, by where: `ingest`, or the sink's name.
    package var oldestInflight: [String: Duration] = [:]

    /// What has not been done yet since the start: `spool`, `schemas`, `listeners`.
    package var pendingSteps: [String] = []
    package var isStopping = false

    package init() {}
  }

  package let settings: Settings

  package init(_ settings: Settings = Settings()) { self.settings = settings }

  /// `/livez`: only what a restart would help.
  package func liveness(_ facts: Facts) -> HealthReport {
    let isLate = facts.heartbeatAge > settings.heartbeatLimit
    return HealthReport(checks: [
      .init("event_loops", isLate ? "silent for \(seconds(facts.heartbeatAge))" : nil)
    ])
  }

  /// `/readyz`: whether records are taken and get on.
  package func readiness(_ facts: Facts) -> HealthReport {
    HealthReport(checks: [
      .init("startup", pending(facts)),
      .init("shutdown", facts.isStopping ? "the gateway stops" : nil),
      .init("schemas", missingSchemas(facts)),
      .init("spool", facts.spoolFault),
      .init("inflight", overdue(facts)),
    ])
  }

  /// `/startupz`: whether everything has been done that is done once.
  package func startup(_ facts: Facts) -> HealthReport {
    HealthReport(checks: [.init("startup", pending(facts))])
  }

  private func pending(_ facts: Facts) -> String? {
    facts.pendingSteps.isEmpty ? nil : "not done yet: " + facts.pendingSteps.joined(separator: ", ")
  }

  private func missingSchemas(_ facts: Facts) -> String? {
    facts.streamsWithoutSchema.isEmpty
      ? nil : "no schema for " + facts.streamsWithoutSchema.sorted().joined(separator: ", ")
  }

  private func overdue(_ facts: Facts) -> String? {
    let late = facts.oldestInflight.filter { $0.value >= settings.inflightLimit }
      .sorted { $0.key < $1.key }
    return late.isEmpty
      ? nil
      : late.map { "the oldest record at \($0.key) is under way for \(seconds($0.value))" }
        .joined(separator: "; ")
  }

  private func seconds(_ duration: Duration) -> String { "\(duration.components.seconds) s" }
}

/// The answer of a health endpoint.
package struct HealthReport: Sendable, Equatable {
  package struct Check: Sendable, Equatable {
    package var name: String

    /// Why it failed; nil when it passed.
    package var fault: String?

    package init(_ name: String, _ fault: String?) {
      self.name = name
      self.fault = fault
    }
  }

  package var checks: [Check]

  package var isHealthy: Bool { checks.allSatisfy { $0.fault == nil } }

  /// Of HTTP.
  package var status: Int { isHealthy ? 200 : 503 }

  package static let contentType = "application/json"

  /// `{"status":"fail","checks":[{"name":"spool","status":"fail","reason":"…"}]}`
  package var json: [UInt8] {
    var writer = JSONWriter()
    write(into: &writer)
    return writer.bytes
  }

  func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("status", isHealthy ? "pass" : "fail")
    writer.key("checks")
    writer.beginArray()
    for check in checks {
      writer.beginObject()
      writer.member("name", check.name)
      writer.member("status", check.fault == nil ? "pass" : "fail")
      if let fault = check.fault { writer.member("reason", fault) }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}
