import Glibc

/// Times of the rounds of one measurement, in nanoseconds.
///
/// The best round says what the code can do, the median what a shared machine let it do.
struct Timing {
  private(set) var rounds: [Double] = []

  var best: Double { rounds.min() ?? .nan }

  var median: Double {
    guard !rounds.isEmpty else { return .nan }
    let sorted = rounds.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  mutating func add(_ nanoseconds: Double) { rounds.append(nanoseconds) }

  /// Repeats `work` for at least `minimum` and returns the mean time of one, in nanoseconds.
  ///
  /// A short piece of work on its own would be lost in the clock's noise.
  static func mean(atLeast minimum: Duration, _ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    repeat {
      work()
      count += 1
    } while clock.now - start < minimum
    return (clock.now - start).nanoseconds / Double(count)
  }
}

extension Duration {
  var nanoseconds: Double {
    Double(components.seconds) * 1e9 + Double(components.attoseconds) / 1e9
  }
}

/// The geometric mean: the fair mean of ratios and of rates over unlike schemas.
func geometricMean(_ values: [Double]) -> Double {
  values.isEmpty ? .nan : exp(values.reduce(0) { $0 + log($1) } / Double(values.count))
}
