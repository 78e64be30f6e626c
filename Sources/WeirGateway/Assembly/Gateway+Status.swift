import WeirResilience
import WeirStream

// What is so now, for probes, scrapes and people.
extension Gateway {
  var health: HealthModel { HealthModel(configuration.admin.healthSettings) }

  var healthFacts: HealthModel.Facts {
    var facts = HealthModel.Facts()
    facts.heartbeatAge = telemetry.heartbeat.age
    facts.streamsWithoutSchema = configuration.streams.map(\.name)
      .filter { library.stream(named: $0) == nil }
    facts.spoolFault = store.failure.map { "\($0)" }
    facts.oldestInflight["ingest"] = metrics.ledger.snapshot.oldestInflight.map { since in
      .nanoseconds(max(0, Timestamp.now.nanoseconds - since.nanoseconds))
    }
    for (sink, silence) in deliveries.silence(at: .now) {
      facts.oldestInflight["sink \(sink)"] = silence
    }
    facts.pendingSteps = progress.pending.map(\.rawValue)
    facts.isStopping = progress.isStopping
    return facts
  }

  func watchStore() {
    metrics.watchStore { [self] in figures }
    metrics.watchSilence { [deliveries] in deliveries.silence(at: .now) }
    for breaker in sinks.flatMap(\.breakers) {
      metrics.keep(
        metrics.watch(breaker.breaker, sink: breaker.sink, endpoint: breaker.endpoint))
    }
  }

  var status: GatewayStatus {
    let snapshot = metrics.ledger.snapshot
    return GatewayStatus(
      version: telemetry.version, startedAt: startedAt, time: .now,
      readiness: health.readiness(healthFacts), records: snapshot,
      reasons: metrics.reasons.top(), sinks: sinks.map(status), store: figures,
      rejectRateAlerts: telemetry.alerts.active)
  }

  private func status(of sink: any Sink) -> GatewayStatus.Sink {
    GatewayStatus.Sink(
      name: sink.name, delivered: deliveries.deliveredCount(to: sink.name),
      paused: deliveries.pauseCode(of: sink.name),
      endpoints: sink.breakers.map { breaker in
        let snapshot = breaker.breaker.snapshot
        return GatewayStatus.Endpoint(
          name: breaker.endpoint, state: snapshot.state.label, calls: snapshot.calls.ended,
          failures: snapshot.calls.failed)
      })
  }

  private var figures: GatewayMetrics.StoreFigures {
    let level = store.level
    var figures = GatewayMetrics.StoreFigures()
    figures.spoolBytes = level.bytes
    figures.spoolCapacityBytes = store.settings.maxSpoolBytes
    figures.spoolRecords = level.records
    figures.parked = store.parked
    figures.idempotencyEntries = stored.idempotencyEntries
    if let oldest = level.oldest {
      figures.spoolOldest = .nanoseconds(max(0, Timestamp.now.nanoseconds - oldest))
    }
    return figures
  }
}
