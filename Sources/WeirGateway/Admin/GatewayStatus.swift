import WeirJSON
package import WeirStream

/// The gateway at one moment, for people: `GET /v1/status`, which the operator's page reads.
///
/// ```json
/// {"version":"1.2.3","started_at":"…Z","time":"…Z",
///  "readiness":{"status":"pass","checks":[{"name":"spool","status":"pass"}]},
///  "records":{"received":9,"accepted":5,"quarantined":1,"duplicate":1,"shed":1,"inflight":1},
///  "oldest_inflight_seconds":0.2,
///  "schemas":[{"schema":"orders","accepted":5,"quarantined":1}],
///  "reasons":[{"schema":"orders","stage":"schema","code":"schema.required",
///              "instance_location":"/items/*","count":1}],
///  "sinks":[{"sink":"shop","delivered":4,"parked":2,"outcome_unknown":1,"paused":"sink.unauthorized",
///            "endpoints":[{"index":0,"endpoint":"https://a","state":"closed","calls":4,"failures":0}]}],
///  "spool":{"bytes":812,"capacity_bytes":1073741824,"records":1,"oldest_seconds":0.1},
///  "idempotency_entries":3,
///  "alerts":[{"alert":"reject_rate","schema":"orders"}]}
/// ```
///
/// `paused` is there only while a sink is.
package struct GatewayStatus: Sendable, Equatable {
  package struct Sink: Sendable, Equatable {
    package var name: String
    package var delivered: Int

    /// Why nothing is sent to it; nil when it is.
    package var paused: String?
    package var endpoints: [Endpoint]

    package init(name: String, delivered: Int, paused: String? = nil, endpoints: [Endpoint] = []) {
      self.name = name
      self.delivered = delivered
      self.paused = paused
      self.endpoints = endpoints
    }
  }

  package struct Endpoint: Sendable, Equatable {
    package var name: String

    /// Of its circuit breaker, as `CircuitState.label` has it.
    package var state: String

    /// Within the breaker's window.
    package var calls: Int
    package var failures: Int

    package init(name: String, state: String, calls: Int, failures: Int) {
      self.name = name
      self.state = state
      self.calls = calls
      self.failures = failures
    }
  }

  package var version: String
  package var startedAt: Timestamp
  package var time: Timestamp
  package var readiness: HealthReport
  package var records: RecordLedger.Snapshot

  /// Most frequent first.
  package var reasons: [RejectReasons.Entry]
  package var sinks: [Sink]
  package var store: GatewayMetrics.StoreFigures

  /// Schemas for which the alert is raised that too much is rejected.
  package var rejectRateAlerts: [String]

  package init(
    version: String, startedAt: Timestamp, time: Timestamp, readiness: HealthReport,
    records: RecordLedger.Snapshot, reasons: [RejectReasons.Entry], sinks: [Sink],
    store: GatewayMetrics.StoreFigures, rejectRateAlerts: [String]
  ) {
    self.version = version
    self.startedAt = startedAt
    self.time = time
    self.readiness = readiness
    self.records = records
    self.reasons = reasons
    self.sinks = sinks
    self.store = store
    self.rejectRateAlerts = rejectRateAlerts
  }

  package var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("version", version)
    writer.member("started_at", startedAt.description)
    writer.member("time", time.description)
    writer.key("readiness")
    readiness.write(into: &writer)
    writeRecords(into: &writer)
    writer.array("reasons", of: reasons) { $0.write(into: &$1) }
    writer.array("sinks", of: sinks) {
      $0.write(parked: store.parked[$0.name] ?? ParkedCount(), into: &$1)
    }
    writeStore(into: &writer)
    writer.array("alerts", of: rejectRateAlerts) { schema, writer in
      writer.member("alert", RejectRateAlert.name)
      writer.member("schema", schema)
    }
    writer.endObject()
    return writer.bytes
  }

  private func writeRecords(into writer: inout JSONWriter) {
    writer.key("records")
    writer.beginObject()
    writer.member("received", records.received.values.reduce(0, +))
    for outcome in ["accepted", "quarantined", "duplicate", "shed"] {
      writer.member(outcome, records.count(of: outcome))
    }
    writer.member("inflight", records.inflight.values.reduce(0, +))
    writer.endObject()
    let age = records.oldestInflight.map { max(0, time.nanoseconds - $0.nanoseconds) } ?? 0
    writer.member("oldest_inflight_seconds", seconds: Double(age) / 1e9)
    writer.array("schemas", of: records.totalsBySchema.sorted { $0.key < $1.key }) {
      $1.member("schema", $0.key)
      $1.member("accepted", $0.value.judged - $0.value.rejected)
      $1.member("quarantined", $0.value.rejected)
    }
  }

  private func writeStore(into writer: inout JSONWriter) {
    writer.key("spool")
    writer.beginObject()
    writer.member("bytes", store.spoolBytes)
    writer.member("capacity_bytes", store.spoolCapacityBytes)
    writer.member("records", store.spoolRecords)
    writer.member("oldest_seconds", seconds: store.spoolOldest.inSeconds)
    writer.endObject()
    writer.member("idempotency_entries", store.idempotencyEntries)
  }
}

extension RejectReasons.Entry {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.member("schema", reason.schema)
    writer.member("stage", reason.stage)
    writer.member("code", reason.code)
    writer.member("instance_location", reason.instanceLocation)
    writer.member("count", count)
  }
}

extension GatewayStatus.Sink {
  fileprivate func write(parked: ParkedCount, into writer: inout JSONWriter) {
    writer.member("sink", name)
    writer.member("delivered", delivered)
    writer.member("parked", parked.all)
    writer.member("outcome_unknown", parked.outcomeUnknown)
    if let paused { writer.member("paused", paused) }
    writer.array("endpoints", of: endpoints.enumerated()) {
      $1.member("index", $0.offset)
      $1.member("endpoint", $0.element.name)
      $1.member("state", $0.element.state)
      $1.member("calls", $0.element.calls)
      $1.member("failures", $0.element.failures)
    }
  }
}

extension JSONWriter {
  /// An array of objects, the members of which `write` makes.
  fileprivate mutating func array<Element>(
    _ name: String, of elements: some Sequence<Element>,
    _ write: (Element, inout JSONWriter) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements {
      beginObject()
      write(element, &self)
      endObject()
    }
    endArray()
  }

  fileprivate mutating func member(_ name: String, seconds: Double) {
    key(name)
    raw("\(seconds)".utf8)
  }
}
