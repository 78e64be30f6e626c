import Synchronization
package import WeirStream

/// All that the gateway counts and measures, by methods that know the labels.
///
/// Names and help texts are in `GatewayMetrics.Table`. Records are counted by `ledger`, whose figures
/// agree in every scrape.
///
/// ```swift
/// let batch = metrics.ledger.receive(records.count, from: "http", at: .now)
/// defer { metrics.ledger.finish(batch, leftover: "aborted") }
/// ```
package final class GatewayMetrics: Sendable {
  package let registry: PrometheusRegistry
  package let ledger: RecordLedger

  /// For people: more than labels may tell apart.
  package let reasons = RejectReasons()

  private let refusedRequests, connectionsClosed: MetricFamily<CounterCell>
  private let sinkRequests, delivered, refused: MetricFamily<CounterCell>
  private let schemaReloads, damaged, damagedForgotten: MetricFamily<CounterCell>
  private let recordBytes, validateSeconds, endToEndSeconds: MetricFamily<HistogramCell>
  private let sinkRequestSeconds, spoolFsync: MetricFamily<HistogramCell>
  private let schemaStale, alertActive, sinkPaused: MetricFamily<GaugeCell>
  private let deliveriesActive, deliveriesQueued: MetricFamily<GaugeCell>
  let policies: PolicyCounters

  /// Callbacks that live as long as the metrics do, and the one of the configuration in force.
  private let registrations = Mutex<[PrometheusRegistry.Registration]>([])
  private let configuration = Mutex<String?>(nil)

  /// - Parameters:
  ///   - now: Tells the age of what is in flight.
  ///   - version: Of the gateway, for `weir_build_info`.
  package init(
    _ registry: PrometheusRegistry = PrometheusRegistry(),
    version: String, now: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.registry = registry
    ledger = RecordLedger()
    refusedRequests = registry.counters(Table.refusedRequests)
    connectionsClosed = registry.counters(Table.connectionsClosed)
    recordBytes = registry.histograms(Table.recordBytes)
    validateSeconds = registry.histograms(Table.validateSeconds)
    endToEndSeconds = registry.histograms(Table.endToEndSeconds)
    sinkRequests = registry.counters(Table.sinkRequests)
    sinkRequestSeconds = registry.histograms(Table.sinkRequestSeconds)
    delivered = registry.counters(Table.delivered)
    refused = registry.counters(Table.refused)
    sinkPaused = registry.gauges(Table.sinkPaused)
    deliveriesActive = registry.gauges(Table.deliveriesActive)
    deliveriesQueued = registry.gauges(Table.deliveriesQueued)
    policies = PolicyCounters(registry)
    spoolFsync = registry.histograms(Table.spoolFsync)
    schemaReloads = registry.counters(Table.schemaReloads)
    damaged = registry.counters(Table.damaged)
    damagedForgotten = registry.counters(Table.damagedForgotten)
    // There from the start, so that the first one is seen as a change.
    for family in [damaged, damagedForgotten] { _ = family() }
    schemaStale = registry.gauges(Table.schemaStale)
    alertActive = registry.gauges(Table.alertActive)
    // There from the start, so that the first failure is seen as a change.
    for result in ["ok", "failed"] { _ = schemaReloads(result) }
    registry.gauges(Table.buildInfo)(version).set(1.0)
    keep(registry.register { [ledger] in ledger.snapshot.collected(now: now()) })
    keep(registry.register { [weak self] in self?.collectedConfiguration ?? [] })
    watchDropped("metrics") { [dropped = registry.dropped] in Int(clamping: dropped.value) }
  }
}

// MARK: - Records

extension GatewayMetrics {
  /// A request was turned away before its records were counted.
  package func requestRefused(reason: String) { refusedRequests(reason).increment(by: 1) }

  /// A connection was closed on which no request was under way. A header that came too slowly counts as
  /// a refused request, too.
  package func connectionClosed(_ end: ConnectionEnd) {
    connectionsClosed(end.rawValue).increment(by: 1)
    if end == .header { requestRefused(reason: Problem(.header).code) }
  }

  /// Asks at every scrape how many connections are open.
  package func watchConnections(_ count: @escaping @Sendable () -> Int) {
    keep(registry.register { [.init(Table.connections, [MetricSample(Double(count()))])] })
  }

  package func recordCame(bytes: Int, source: String) { recordBytes(source).record(Int64(bytes)) }

  package func judged(schema: String, took: Duration) { validateSeconds(schema).record(took) }

  /// - Parameter took: From receiving the record to the sink's yes.
  package func delivered(to sink: String, took: Duration) {
    delivered(sink).increment(by: 1)
    endToEndSeconds(sink).record(took)
  }

  /// The sink will never take these, which are in quarantine.
  package func refused(_ count: Int, by sink: String, code: String) {
    refused(sink, code).increment(by: Int64(count))
  }

  /// Nothing goes to the sink for a while.
  package func setPaused(_ isPaused: Bool, sink: String) {
    sinkPaused(sink).set(isPaused ? 1.0 : 0.0)
  }

  /// Deliveries to a sink: under way, and records that wait for one.
  package func setDeliveries(active: Int, queued: Int, of sink: String) {
    deliveriesActive(sink).set(Double(active))
    deliveriesQueued(sink).set(Double(queued))
  }

  /// - Parameter status: Of HTTP; nil when there was no answer.
  package func sinkRequest(sink: String, endpoint: String, status: Int?, took: Duration) {
    let statusClass = status.map { "\($0 / 100)xx" } ?? "error"
    sinkRequests(sink, endpoint, statusClass).increment(by: 1)
    sinkRequestSeconds(sink, endpoint).record(took)
  }
}

// MARK: - Stores, schemas, configuration

extension GatewayMetrics {
  /// What the store says of itself when it is asked.
  package struct StoreFigures: Sendable, Equatable {
    package var spoolBytes = 0
    package var spoolCapacityBytes = 0
    package var spoolRecords = 0

    /// Age of the oldest record; zero when there is none.
    package var spoolOldest = Duration.zero
    package var idempotencyEntries = 0

    /// By sink.
    package var parked: [String: ParkedCount] = [:]

    package init() {}
  }

  /// Asks the store at every scrape. - Parameter figures: Must answer at once, from memory.
  package func watchStore(_ figures: @escaping @Sendable () -> StoreFigures) {
    keep(registry.register { figures().collected })
  }

  /// Asks at every scrape which sinks give no answer, and for how long.
  package func watchSilence(_ silence: @escaping @Sendable () -> [String: Duration]) {
    let known = Mutex<Set<String>>([])
    keep(
      registry.register {
        let silence = silence()
        let sinks = known.withLock { known in
          known.formUnion(silence.keys)
          return known.sorted()
        }
        return [
          .init(
            Table.sinkSilent,
            sinks.map { MetricSample([$0], silence[$0].map(\.inSeconds) ?? 0) })
        ]
      })
  }

  package func fsync(took: Duration) { spoolFsync().record(took) }

  /// Records of the spool were found to be damaged.
  package func damaged(_ count: Int) { damaged().increment(by: Int64(count)) }
  package func damagedForgotten(_ count: Int) { damagedForgotten().increment(by: Int64(count)) }

  package func schemasReloaded(ok: Bool) {
    schemaReloads(ok ? "ok" : "failed").increment(by: 1)
  }

  package func setSchemasStale(_ isStale: Bool) { schemaStale().set(isStale ? 1.0 : 0.0) }

  /// - Parameter sha256: Of the configuration in force, in hexadecimal.
  package func setConfiguration(sha256: String) { configuration.withLock { $0 = sha256 } }

  package func setAlert(_ alert: String, schema: String, isActive: Bool) {
    alertActive(alert, schema).set(isActive ? 1.0 : 0.0)
  }

  /// Asks at every scrape how much of a signal (`logs`, `traces`) was dropped so far.
  package func watchDropped(_ signal: String, _ count: @escaping @Sendable () -> Int) {
    keep(
      registry.register {
        [.init(Table.telemetryDropped, [MetricSample([signal], Double(count()))])]
      })
  }

  func keep(_ registration: PrometheusRegistry.Registration) {
    registrations.withLock { $0.append(registration) }
  }

  private var collectedConfiguration: [PrometheusRegistry.Collected] {
    configuration.withLock { $0 }.map { [.init(Table.configInfo, [MetricSample([$0], 1)])] } ?? []
  }
}

extension GatewayMetrics.StoreFigures {
  fileprivate var collected: [PrometheusRegistry.Collected] {
    typealias Table = GatewayMetrics.Table
    return [
      .init(Table.parked, bySink(\.all)),
      .init(Table.outcomeUnknown, bySink(\.outcomeUnknown)),
      .init(Table.spoolBytes, [.init(Double(spoolBytes))]),
      .init(Table.spoolCapacity, [.init(Double(spoolCapacityBytes))]),
      .init(Table.spoolRecords, [.init(Double(spoolRecords))]),
      .init(Table.spoolOldest, [.init(spoolOldest.inSeconds)]),
      .init(Table.idempotencyEntries, [.init(Double(idempotencyEntries))]),
    ]
  }
}

extension GatewayMetrics.StoreFigures {
  private func bySink(_ count: (ParkedCount) -> Int) -> [MetricSample] {
    parked.sorted { $0.key < $1.key }.map { MetricSample([$0.key], Double(count($0.value))) }
  }
}

extension RecordLedger.Snapshot {
  fileprivate func collected(now: Timestamp) -> [PrometheusRegistry.Collected] {
    typealias Table = GatewayMetrics.Table
    let age = oldestInflight.map { max(0, now.nanoseconds - $0.nanoseconds) } ?? 0
    var duplicates: [String: Int] = [:]
    for (key, count) in settled where key.outcome == "duplicate" {
      duplicates[key.source, default: 0] += count
    }
    return [
      .init(Table.received, samples(of: received) { [$0] }),
      .init(Table.records, samples(of: settled) { [$0.source, $0.schema, $0.outcome] }),
      .init(Table.inflight, samples(of: inflight) { [$0] }),
      .init(Table.oldestInflight, [MetricSample(Double(age) / 1e9)]),
      .init(Table.rejects, samples(of: rejects) { [$0.schema, $0.stage, $0.code] }),
      .init(Table.duplicates, samples(of: duplicates) { [$0] }),
      .init(Table.shed, samples(of: shed) { [$0] }),
    ]
  }

  /// In an order that does not change from scrape to scrape.
  private func samples<Key: Hashable>(
    of counts: [Key: Int], labels: (Key) -> [String]
  ) -> [MetricSample] {
    counts.map { MetricSample(labels($0.key), Double($0.value)) }
      .sorted { $0.labelValues.lexicographicallyPrecedes($1.labelValues) }
  }
}

extension HistogramCell {
  func record(_ duration: Duration) { record(duration.inSeconds) }
}

extension Duration {
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }

  /// At most what an `Int64` holds: 292 years.
  var wholeNanoseconds: Int64 {
    let (nanoseconds, isTooMuch) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return isTooMuch ? .max : nanoseconds + components.attoseconds / 1_000_000_000
  }
}
