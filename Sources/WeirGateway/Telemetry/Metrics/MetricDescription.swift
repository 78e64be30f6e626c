/// What a metric is called and what it says: the part of it that never changes.
package struct MetricDescription: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// Only grows. Its name ends in `_total`.
    case counter

    /// A level that goes up and down.
    case gauge

    /// How many values there were up to each bound, and what they add up to.
    case histogram(HistogramBuckets)
  }

  /// As it stands in an exposition: `weir_records_total`.
  package var name: String
  package var kind: Kind

  /// One sentence for people.
  package var help: String

  /// Names of its labels, in the order in which their values are given.
  package var labels: [String]

  package static func counter(
    _ name: String, _ help: String, labels: [String] = []
  ) -> MetricDescription {
    MetricDescription(name: name, kind: .counter, help: help, labels: labels)
  }

  package static func gauge(
    _ name: String, _ help: String, labels: [String] = []
  ) -> MetricDescription {
    MetricDescription(name: name, kind: .gauge, help: help, labels: labels)
  }

  package static func histogram(
    _ name: String, _ help: String, in buckets: HistogramBuckets, labels: [String] = []
  ) -> MetricDescription {
    MetricDescription(name: name, kind: .histogram(buckets), help: help, labels: labels)
  }
}

/// Upper bounds of a histogram's buckets, ascending; the last bucket, `+Inf`, has none and is not named.
package struct HistogramBuckets: Sendable, Hashable {
  package let bounds: [Double]

  /// Durations in seconds, from 50 µs to a minute: a verdict takes microseconds, a hanging sink its
  /// timeout.
  package static let seconds = HistogramBuckets(bounds: [
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
    2.5, 5, 10, 30, 60,
  ])

  /// Sizes in bytes: powers of four from 64 B to 16 MiB.
  package static let bytes = HistogramBuckets(bounds: (3...12).map { Double(1 << (2 * $0)) })

  /// Values of which nothing is known: 1, 2.5, 5 in each decade up to a million.
  package static let values = HistogramBuckets(
    bounds: [1, 10, 100, 1000, 10_000, 100_000].flatMap { [$0, 2.5 * $0, 5 * $0] } + [1_000_000])
}

/// A value of a metric at one moment.
package struct MetricSample: Sendable, Hashable {
  /// In the order of the description's `labels`.
  package var labelValues: [String]
  package var value: Double

  package init(_ labelValues: [String], _ value: Double) {
    self.labelValues = labelValues
    self.value = value
  }

  /// The value of a metric without labels.
  package init(_ value: Double) { self.init([], value) }
}
