/// Metrics as Prometheus reads them.
struct MetricsText: Sendable {
  private struct Sample: Sendable {
    var name: Substring
    var labels: Substring
    var value: Double
  }

  private let samples: [Sample]

  init(_ text: String) {
    samples = text.split(separator: "\n").compactMap { line in
      guard !line.hasPrefix("#"), let space = line.lastIndex(of: " "),
        let value = Double(line[line.index(after: space)...])
      else { return nil }
      let series = line[..<space]
      let name = series.prefix { $0 != "{" }
      return Sample(name: name, labels: series[name.endIndex...], value: value)
    }
  }

  /// The sum of all series of that name, or of those that have a label such as `outcome="accepted"`.
  func sum(_ name: String, _ label: String = "") -> Int {
    Int(
      samples.reduce(0.0) { sum, sample in
        sample.name == name && (label.isEmpty || sample.labels.contains(label))
          ? sum + sample.value : sum
      })
  }

  /// What must be 0: the difference of records received and of what became of them.
  var imbalance: Int {
    sum("weir_records_received_total") - sum("weir_records_total") - sum("weir_inflight_records")
  }

  /// Records that sinks took or refused.
  var settled: Int {
    sum("weir_delivered_records_total") + sum("weir_refused_records_total")
  }

  /// Records that a sink has not settled yet, parked ones included.
  var spooled: Int { sum("weir_spool_records") }
}
