import Metrics
import TestSupport
import Testing

@testable import WeirGateway

/// What is written down for Prometheus.
struct ExpositionTests {
  private let requests = MetricDescription.counter(
    "app_requests_total", "Requests,\nby \"path\" and \\.", labels: ["path"])

  @Test("text 0.0.4 has help, type and escaped labels")
  func text() {
    let registry = PrometheusRegistry()
    registry.counters(requests)("/a\"b\\c\nd").increment(by: 3)
    #expect(
      registry.exposition() == #"""
        # HELP app_requests_total Requests,\nby "path" and \\.
        # TYPE app_requests_total counter
        app_requests_total{path="/a\"b\\c\nd"} 3

        """#)
  }

  @Test("OpenMetrics names a counter's family without _total, escapes quotes, and ends in EOF")
  func openMetrics() {
    let registry = PrometheusRegistry()
    registry.counters(requests)("/").increment(by: 1)
    #expect(
      registry.exposition(.openMetrics) == #"""
        # HELP app_requests Requests,\nby \"path\" and \\.
        # TYPE app_requests counter
        app_requests_total{path="/"} 1
        # EOF

        """#)
  }

  @Test("a histogram's buckets are cumulative and end in +Inf")
  func histogram() {
    let registry = PrometheusRegistry()
    let buckets = HistogramBuckets(bounds: [0.5, 1])
    let cell = registry.histograms(.histogram("took_seconds", "Time.", in: buckets))()
    for value in [0.25, 0.5, 0.75, 5, .nan] { cell.record(value) }
    let lines = registry.exposition().split(separator: "\n").dropFirst(2)
    #expect(
      lines == [
        #"took_seconds_bucket{le="0.5"} 2"#, #"took_seconds_bucket{le="1"} 3"#,
        #"took_seconds_bucket{le="+Inf"} 4"#, "took_seconds_sum 6.5", "took_seconds_count 4",
      ])
    #expect(registry.exposition(.openMetrics).contains(#"_bucket{le="1.0"} 3"#))
  }

  @Test("values that are no finite numbers are written as Prometheus reads them")
  func specialNumbers() {
    let registry = PrometheusRegistry()
    let gauge = registry.gauges(.gauge("level", "Level."))()
    for (value, text) in [
      (Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e-7, "1e-07"), (-2, "-2"),
    ] {
      gauge.set(value)
      #expect(registry.exposition().hasSuffix("level \(text)\n"))
    }
  }

  @Test(
    "Accept decides the format",
    arguments: [
      (nil, ExpositionFormat.prometheusText), ("*/*", .prometheusText),
      ("application/openmetrics-text", .openMetrics),
      (
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        .openMetrics
      ),
      ("text/plain;q=0.9, application/openmetrics-text;q=0.5", .prometheusText),
      ("application/openmetrics-text;q=0", .prometheusText),
    ])
  func negotiation(accept: String?, format: ExpositionFormat) {
    #expect(ExpositionFormat(accept: accept) == format)
  }

  @Test("series beyond the limit share one, so that sums stay right, and are counted")
  func cardinality() {
    var settings = PrometheusRegistry.Settings()
    settings.maxSeriesPerMetric = 2
    let registry = PrometheusRegistry(settings)
    let family = registry.counters(requests)
    for path in ["a", "b", "c", "d", "a"] { family(path).increment(by: 1) }
    let text = registry.exposition()
    #expect(text.contains("{path=\"a\"} 2\n"))
    #expect(text.contains("{path=\"overflow\"} 2\n"))
    #expect(!text.contains("{path=\"c\"}"))
    #expect(registry.dropped.value == 2)
  }

  @Test("a long label value is cut at a character")
  func longLabel() {
    let registry = PrometheusRegistry()
    registry.counters(requests)("x" + String(repeating: "é", count: 4000)).increment(by: 1)
    let kept = "x" + String(repeating: "é", count: 127)
    #expect(registry.exposition().contains("{path=\"\(kept)\"} 1\n"))
  }

  @Test("what libraries count through swift-metrics gets Prometheus' names and units")
  func factory() {
    let registry = PrometheusRegistry()
    Counter(label: "http.requests", dimensions: [("2xx", "a"), ("__x", "b")], factory: registry)
      .increment(by: 2)
    FloatingPointCounter(label: "cpu_total", factory: registry).increment(by: 0.5)
    Timer(label: "call.time", factory: registry).recordMilliseconds(250)
    Gauge(label: "depth", factory: registry).record(7)
    Meter(label: "speed", factory: registry).increment(by: 1.5)
    Recorder(label: "sizes", factory: registry).record(3)
    let text = registry.exposition()
    for line in [
      #"http_requests_total{_2xx="a",label__x="b"} 2"#, "cpu_total 0.5",
      #"call_time_seconds_bucket{le="0.25"} 1"#, "call_time_seconds_sum 0.25", "depth 7",
      "speed 1.5", #"sizes_bucket{le="5"} 1"#,
    ] {
      #expect(text.contains(line + "\n"))
    }
  }

  @Test("a name that a metric of another kind has is not taken over")
  func conflict() {
    let registry = PrometheusRegistry()
    Gauge(label: "x_total", factory: registry).record(7)
    Counter(label: "x", factory: registry).increment()
    FloatingPointCounter(label: "x", factory: registry).increment(by: 1)
    #expect(registry.exposition().hasSuffix("x_total 7\n"))
    #expect(registry.dropped.value == 2)
  }

  @Test("values that are asked for at a scrape stop with their registration")
  func callbacks() {
    let registry = PrometheusRegistry()
    let level = MetricDescription.gauge("level", "Level.", labels: ["of"])
    var registration: PrometheusRegistry.Registration? = registry.register {
      [.init(level, [MetricSample(["x"], 4)])]
    }
    #expect(registry.exposition().contains("# TYPE level gauge\nlevel{of=\"x\"} 4\n"))
    withExtendedLifetime(registration) {}
    registration = nil
    #expect(registry.exposition().isEmpty)
  }

  @Test("no count is lost between threads")
  func concurrentCounts() async {
    let registry = PrometheusRegistry()
    let family = registry.counters(requests)
    let sizes = registry.histograms(.histogram("size_bytes", "Size.", in: .bytes))
    await withTaskGroup { group in
      for task in 0..<8 {
        group.addTask {
          for index in 0..<1000 {
            family("\((task + index) % 5)").increment(by: 1)
            sizes().record(Int64(index))
          }
        }
      }
    }
    let total = (0..<5).reduce(0) { $0 + family("\($1)").value }
    #expect(total == 8000)
    #expect(registry.exposition().contains("size_bytes_count 8000\n"))
  }
}
