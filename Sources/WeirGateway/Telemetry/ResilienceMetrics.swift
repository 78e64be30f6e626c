package import WeirResilience

/// Counts what the policies around one destination do.
package struct ResilienceMetrics: ResilienceObserver {
  private let counters: PolicyCounters
  private let sink: String
  private let endpoint: String

  /// - Parameter endpoint: Empty for policies that stand around all endpoints of the sink.
  package init(_ metrics: GatewayMetrics, sink: String, endpoint: String = "") {
    counters = metrics.policies
    self.sink = sink
    self.endpoint = endpoint
  }

  package func observe(_ event: ResilienceEvent) {
    switch event {
    case .retrying(_, _, let failure): count(counters.retries(sink, "\(failure)"))
    case .gaveUp(_, let reason):
      count(counters.retriesGivenUp(sink, reason.label))
      if reason == .budgetExhausted { count(counters.budgetExhausted(sink)) }
    case .circuitChanged(_, let state):
      count(counters.breakerTransitions(sink, endpoint, state.label))
    case .circuitRejected: count(counters.breakerRejected(sink, endpoint))
    case .bulkheadRejected: count(counters.bulkheadRejected(sink))
    case .timedOut(let error): count(counters.timeouts(sink, error.label))
    case .rateLimited: count(counters.rateLimited(sink))
    case .hedged: count(counters.hedges(sink))
    case .fellBack: count(counters.fallbacks(sink))
    // Read from the bulkhead when it is scraped.
    case .concurrencyChanged: break
    }
  }

  private func count(_ cell: CounterCell) { cell.increment(by: 1) }
}

/// What the adapters of all destinations count with.
struct PolicyCounters: Sendable {
  let retries, retriesGivenUp, budgetExhausted: MetricFamily<CounterCell>
  let breakerTransitions, breakerRejected, bulkheadRejected: MetricFamily<CounterCell>
  let timeouts, rateLimited, hedges, fallbacks: MetricFamily<CounterCell>

  init(_ registry: PrometheusRegistry) {
    typealias Table = GatewayMetrics.Table
    retries = registry.counters(Table.retries)
    retriesGivenUp = registry.counters(Table.retriesGivenUp)
    budgetExhausted = registry.counters(Table.budgetExhausted)
    breakerTransitions = registry.counters(Table.breakerTransitions)
    breakerRejected = registry.counters(Table.breakerRejected)
    bulkheadRejected = registry.counters(Table.bulkheadRejected)
    timeouts = registry.counters(Table.timeouts)
    rateLimited = registry.counters(Table.rateLimited)
    hedges = registry.counters(Table.hedges)
    fallbacks = registry.counters(Table.fallbacks)
  }
}

extension GatewayMetrics {
  /// Shows how a breaker stands at every scrape, until the result is let go of: events may come in another
  /// order than they happened in.
  package func watch(
    _ breaker: CircuitBreaker, sink: String, endpoint: String
  ) -> PrometheusRegistry.Registration {
    registry.register {
      let current = breaker.snapshot.state
      let samples = CircuitState.allCases.map {
        MetricSample([sink, endpoint, $0.label], $0 == current ? 1 : 0)
      }
      return [.init(Table.breakerState, samples)]
    }
  }

  /// Shows who runs and waits in a bulkhead at every scrape, until the result is let go of.
  package func watch(_ bulkhead: Bulkhead, named name: String) -> PrometheusRegistry.Registration {
    registry.register {
      let now = bulkhead.snapshot
      return [
        .init(Table.bulkheadActive, [.init([name], Double(now.running))]),
        .init(Table.bulkheadQueued, [.init([name], Double(now.queued))]),
        .init(Table.bulkheadLimit, [.init([name], Double(now.limit))]),
      ]
    }
  }
}

extension CircuitState {
  /// As metrics, status and page name it.
  package var label: String {
    switch self {
    case .closed: "closed"
    case .open: "open"
    case .halfOpen: "half_open"
    case .forcedOpen: "forced_open"
    case .forcedClosed: "forced_closed"
    case .metricsOnly: "metrics_only"
    }
  }
}

extension RetryError.Reason {
  fileprivate var label: String {
    switch self {
    case .attemptsExhausted: "attempts"
    case .outOfTime: "time"
    case .budgetExhausted: "budget"
    case .outcomeUnknown: "outcome_unknown"
    }
  }
}

extension TimeoutError {
  fileprivate var label: String {
    switch self {
    case .exceeded: "attempt"
    case .deadlinePassed: "deadline"
    case .noTimeLeft: "no_time_left"
    }
  }
}
