import Metrics
import Synchronization

/// One time series: a metric with one set of label values.
protocol MetricCell: AnyObject, Sendable {
  init(_ description: MetricDescription)

  /// Appends its samples to an exposition.
  func write(_ description: MetricDescription, labels: String, into exposition: inout Exposition)
}

/// A count. Lock-free: an increment is one atomic addition.
package final class CounterCell: MetricCell, CounterHandler {
  private let count = Atomic<UInt64>(0)

  init(_ description: MetricDescription) {}

  package var value: UInt64 { count.load(ordering: .relaxed) }

  /// Adds `amount`; a negative one is passed over, since a counter only grows.
  package func increment(by amount: Int64) {
    guard amount > 0 else { return }
    count.wrappingAdd(UInt64(amount), ordering: .relaxed)
  }

  package func reset() { count.store(0, ordering: .relaxed) }

  func write(_ description: MetricDescription, labels: String, into exposition: inout Exposition) {
    exposition.sample(description, labels: labels, Double(value))
  }
}

/// A level, or a count of parts. Lock-free.
package final class GaugeCell: MetricCell, RecorderHandler, MeterHandler,
  FloatingPointCounterHandler
{
  private let bits = Atomic<UInt64>(Double.zero.bitPattern)

  init(_ description: MetricDescription) {}

  package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
  package func set(_ value: Int64) { set(Double(value)) }
  package func record(_ value: Double) { set(value) }
  package func record(_ value: Int64) { set(Double(value)) }
  package func reset() { set(0.0) }

  package func increment(by amount: Double) {
    var old = bits.load(ordering: .relaxed)
    while true {
      let new = (Double(bitPattern: old) + amount).bitPattern
      let (exchanged, original) = bits.weakCompareExchange(
        expected: old, desired: new, ordering: .relaxed)
      if exchanged { return }
      old = original
    }
  }

  package func decrement(by amount: Double) { increment(by: -amount) }

  func write(_ description: MetricDescription, labels: String, into exposition: inout Exposition) {
    exposition.sample(description, labels: labels, value)
  }
}

/// A distribution. A value costs a search among some 20 bounds and one uncontended lock, so that count,
/// sum and buckets of a scrape always agree.
package final class HistogramCell: MetricCell, RecorderHandler, TimerHandler {
  private struct Counts {
    /// One for each bound, and one for what is above all; not cumulative.
    var buckets: [UInt64]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let counts: Mutex<Counts>

  init(_ description: MetricDescription) {
    if case .histogram(let buckets) = description.kind {
      bounds = buckets.bounds
    } else {
      bounds = []
    }
    counts = Mutex(Counts(buckets: Array(repeating: 0, count: bounds.count + 1)))
  }

  /// Counts a value; one that is no number is passed over, since no sum could recover from it.
  package func record(_ value: Double) {
    guard !value.isNaN else { return }
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    counts.withLock { counts in
      counts.buckets[bucket] += 1
      counts.sum += value
    }
  }

  package func record(_ value: Int64) { record(Double(value)) }
  package func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func write(_ description: MetricDescription, labels: String, into exposition: inout Exposition) {
    let counts = counts.withLock { $0 }
    var cumulative: UInt64 = 0
    for (bound, count) in zip(bounds + [.infinity], counts.buckets) {
      cumulative += count
      exposition.bucket(description, labels: labels, upTo: bound, Double(cumulative))
    }
    exposition.sample(description, suffix: "_sum", labels: labels, counts.sum)
    exposition.sample(description, suffix: "_count", labels: labels, Double(cumulative))
  }
}
