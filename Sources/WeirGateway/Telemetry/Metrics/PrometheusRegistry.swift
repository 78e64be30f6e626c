import Synchronization

/// All metrics of a process, and their exposition to Prometheus: a backend of swift-metrics, and more:
/// metrics with help texts, and values that are asked for when they are scraped.
///
/// Counting takes no lock but where a histogram keeps its parts together. Memory is bounded: by the number
/// of metrics, of series each, and the length of label values.
package final class PrometheusRegistry: Sendable {
  package struct Settings: Sendable, Equatable {
    /// Series (sets of label values) of one metric; one more holds what is beyond.
    package var maxSeriesPerMetric = 1000

    /// Metrics that are made through swift-metrics.
    package var maxMetrics = 1000

    package init() {}
  }

  /// Values that are looked up when they are scraped.
  package typealias Collect = @Sendable () -> [Collected]

  /// The values of one metric that belong to one scrape.
  package struct Collected: Sendable {
    package var description: MetricDescription
    package var samples: [MetricSample]

    package init(_ description: MetricDescription, _ samples: [MetricSample]) {
      self.description = description
      self.samples = samples
    }
  }

  private struct Contents {
    /// In the order in which they are written.
    var families: [any ExposedFamily] = []
    var indices: [String: Int] = [:]
    var collectors: [(id: Int, collect: Collect)] = []
    var nextID = 0
  }

  let settings: Settings

  /// Uses of series and metrics that there was no room for.
  package let dropped: CounterCell
  private let contents = Mutex(Contents())

  package init(_ settings: Settings = Settings()) {
    self.settings = settings
    dropped = CounterCell(.counter("", ""))
  }

  package func counters(_ description: MetricDescription) -> MetricFamily<CounterCell> {
    family(description)
  }

  package func gauges(_ description: MetricDescription) -> MetricFamily<GaugeCell> {
    family(description)
  }

  package func histograms(_ description: MetricDescription) -> MetricFamily<HistogramCell> {
    family(description)
  }

  /// Asks `collect` for values at every scrape until the returned registration is let go of.
  ///
  /// All are asked before anything is written, so that the values that one of them gives are of one moment.
  package func register(_ collect: @escaping Collect) -> Registration {
    let id = contents.withLock { contents in
      contents.nextID += 1
      contents.collectors.append((contents.nextID, collect))
      return contents.nextID
    }
    return Registration { [weak self] in self?.remove(id) }
  }

  /// What the callback holds is let go of behind the lock: it may be another registration.
  private func remove(_ id: Int) {
    let removed = contents.withLock { contents in
      contents.collectors.firstIndex { $0.id == id }.map { contents.collectors.remove(at: $0) }
    }
    withExtendedLifetime(removed) {}
  }

  /// Keeps a callback in force for as long as it lives.
  package final class Registration: Sendable {
    private let cancel: @Sendable () -> Void

    fileprivate init(_ cancel: @escaping @Sendable () -> Void) { self.cancel = cancel }

    deinit { cancel() }
  }

  /// Everything, as of now. Linear in the number of series.
  package func exposition(_ format: ExpositionFormat = .prometheusText) -> String {
    let (families, collectors) = contents.withLock { ($0.families, $0.collectors) }
    let collected = collectors.flatMap { $0.collect() }
    var groups = Dictionary(grouping: collected) { $0.description.name }
    var exposition = Exposition(format)
    for family in families {
      exposition.begin(family.description)
      family.write(into: &exposition)
      for group in groups.removeValue(forKey: family.description.name) ?? [] {
        exposition.write(group)
      }
    }
    for group in collected {
      guard let rest = groups.removeValue(forKey: group.description.name) else { continue }
      exposition.begin(group.description)
      for group in rest { exposition.write(group) }
    }
    return exposition.finish()
  }

  /// The family of that name, made if there is none; nil if it is one of another kind, or there is no
  /// room for another.
  func knownFamily<Cell: MetricCell>(
    _ description: MetricDescription, limit: Int = .max
  ) -> MetricFamily<Cell>? {
    contents.withLock { contents in
      if let index = contents.indices[description.name] {
        return contents.families[index] as? MetricFamily<Cell>
      }
      guard contents.families.count < limit else { return nil }
      let family = makeFamily(description) as MetricFamily<Cell>
      contents.indices[description.name] = contents.families.count
      contents.families.append(family)
      return family
    }
  }

  private func family<Cell: MetricCell>(_ description: MetricDescription) -> MetricFamily<Cell> {
    if let family = knownFamily(description) as MetricFamily<Cell>? { return family }
    dropped.increment(by: 1)
    return makeFamily(description)
  }

  private func makeFamily<Cell: MetricCell>(_ description: MetricDescription) -> MetricFamily<Cell>
  {
    let family = MetricFamily(
      description, maxSeries: settings.maxSeriesPerMetric, dropped: dropped,
      makeCell: { Cell(description) })
    // A metric without labels is there from the start, so that its first change is seen as one.
    if description.labels.isEmpty { _ = family() }
    return family
  }
}

/// A family of whatever cells.
private protocol ExposedFamily: Sendable {
  var description: MetricDescription { get }
  func write(into exposition: inout Exposition)
}

extension MetricFamily: ExposedFamily where Cell: MetricCell {
  fileprivate func write(into exposition: inout Exposition) {
    for (labels, cell) in cells { cell.write(description, labels: labels, into: &exposition) }
  }
}

extension Exposition {
  fileprivate mutating func write(_ group: PrometheusRegistry.Collected) {
    for one in group.samples {
      sample(
        group.description, labels: labelText(group.description.labels, one.labelValues), one.value)
    }
  }
}
