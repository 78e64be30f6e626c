package import Metrics

/// What libraries count through swift-metrics: their names are brought into the form that Prometheus has.
///
/// Counters end in `_total`, timers and their buckets are in seconds; recorders that aggregate are
/// histograms, others gauges. A name that is taken by a metric of another kind, and metrics beyond
/// `maxMetrics`, get a handler that counts for nobody, and are counted in `dropped`.
extension PrometheusRegistry: MetricsFactory {
  package func makeCounter(
    label: String, dimensions: [(String, String)]
  ) -> any CounterHandler {
    handler(label, suffix: "_total", .counter, dimensions) as CounterCell
  }

  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    handler(label, suffix: "_total", .counter, dimensions) as GaugeCell
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    handler(label, suffix: "", .gauge, dimensions) as GaugeCell
  }

  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    guard aggregate else { return handler(label, suffix: "", .gauge, dimensions) as GaugeCell }
    return handler(label, suffix: "", .histogram(.values), dimensions) as HistogramCell
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    handler(label, suffix: "_seconds", .histogram(.seconds), dimensions) as HistogramCell
  }

  // A series that was there once stays: to leave and come back would look like a restart.
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  private func handler<Cell: MetricCell>(
    _ label: String, suffix: String, _ kind: MetricDescription.Kind,
    _ dimensions: [(String, String)]
  ) -> Cell {
    var names: [String] = []
    var values: [String] = []
    for (name, value) in dimensions {
      let name = labelName(name)
      guard !names.contains(name) else { continue }
      names.append(name)
      values.append(value)
    }
    let name = metricName(label)
    let description = MetricDescription(
      name: name.hasSuffix(suffix) ? name : name + suffix, kind: kind,
      help: "What a library calls \(label).", labels: names)
    let family = knownFamily(description, limit: settings.maxMetrics) as MetricFamily<Cell>?
    guard let family, family.description.kind == kind else {
      dropped.increment(by: 1)
      return Cell(description)
    }
    return family.cell(names, values)
  }
}

/// Letters, digits, `_` and `:`, not beginning with a digit; anything else becomes `_`.
private func metricName(_ label: String) -> String { prometheusName(label, colons: true) }

/// Names that begin with `__`, and `le`, are Prometheus' own.
private func labelName(_ label: String) -> String {
  let name = prometheusName(label, colons: false)
  if name == "le" { return "le_" }
  return name.hasPrefix("__") ? "label" + name : name
}

private func prometheusName(_ label: String, colons: Bool) -> String {
  var name = ""
  for scalar in label.unicodeScalars {
    switch scalar {
    case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
    case ":" where colons: name += ":"
    case "0"..."9":
      if name.isEmpty { name = "_" }
      name.unicodeScalars.append(scalar)
    default: name += "_"
    }
  }
  return name.isEmpty ? "_" : name
}
