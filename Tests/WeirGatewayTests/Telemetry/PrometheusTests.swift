import Foundation
import Hummingbird
import NIOCore
import TestSupport
import Testing

@testable import WeirGateway

/// The shipped rules and dashboard, and a real Prometheus.
struct PrometheusTests {
  private static let ops = TestData.packageRoot + "/ops"

  private func shipped(_ name: String) throws -> String {
    try String(contentsOfFile: Self.ops + "/" + name, encoding: .utf8)
  }

  private func metricNames(in text: String) -> Set<String> {
    Set(text.matches(of: /weir_[a-z0-9_]+/).map { String($0.output) })
  }

  @Test(
    "every metric that is named in rules and dashboard is in the scrape of a gateway at work",
    arguments: [
      "prometheus/weir-alerts.yaml", "prometheus/weir-alerts.test.yaml",
      "grafana/weir-gateway.json",
    ])
  func namesExist(file: String) throws {
    let scrape = Scrape(try BusyGateway().exposition())
    let exported = Set(scrape.samples.keys.map { String($0.prefix { $0 != "{" }) })
    let named = metricNames(in: try shipped(file))
    #expect(named.count >= 10)
    #expect(named.subtracting(exported) == [])
  }

  @Test("every metric can be seen on the dashboard")
  func dashboardIsComplete() throws {
    let named = metricNames(in: try shipped("grafana/weir-gateway.json"))
    let missing = GatewayMetrics.Table.all.filter { metric in
      !named.contains(metric.name) && !named.contains(metric.name + "_bucket")
    }
    #expect(missing.map(\.name) == [])
  }

  @Test("the manual has the metrics as they are")
  func manual() throws {
    let manual = try shipped("README.md")
    for metric in GatewayMetrics.Table.all {
      let kind =
        switch metric.kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
      let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
      let row = "| `\(metric.name)` | \(kind) | \(labels) | \(metric.help) |"
      #expect(manual.contains(row), "\(row)")
    }
  }

  @Test("the dashboard is one that Grafana can read: unique panels that do not overlap")
  func dashboardForm() throws {
    let json = try JSONSerialization.jsonObject(
      with: Data(shipped("grafana/weir-gateway.json").utf8))
    let panels = try #require((json as? [String: Any])?["panels"] as? [[String: Any]])
    #expect(Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
    var taken: Set<[Int]> = []
    for panel in panels {
      let place = try #require(panel["gridPos"] as? [String: Int])
      let (x, y) = (place["x", default: 0], place["y", default: 0])
      for column in x..<x + place["w", default: 0] {
        for row in y..<y + place["h", default: 0] {
          #expect(column < 24)
          #expect(taken.insert([column, row]).inserted)
        }
      }
    }
  }

  @Test(
    "the shipped rules pass their own tests", .needsCommand("promtool", remedy: gatewayTools))
  func rules() async throws {
    let run = try await shell(
      "promtool check rules weir-alerts.yaml && promtool test rules weir-alerts.test.yaml",
      in: Self.ops + "/prometheus")
    #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
    let rules = try shipped("prometheus/weir-alerts.yaml").matches(of: /- alert: (\w+)/)
    let tests = try shipped("prometheus/weir-alerts.test.yaml")
    for rule in rules { #expect(tests.contains("alertname: \(rule.output.1)")) }
  }

  @Test(
    "a real Prometheus scrapes an endpoint and finds in it what was counted",
    .needsCommand("prometheus", remedy: gatewayTools), .timeLimit(.minutes(2)))
  func realScrape() async throws {
    let busy = try BusyGateway()
    busy.metrics.registry.counters(.counter("hostile_total", "Help \\ \n \"", labels: ["text"]))(
      "a\"b\\c\nd\u{1}é"
    ).increment(by: 7)
    let router = Router()
    router.get("metrics") { request, _ in
      let format = ExpositionFormat(accept: request.headers[.accept])
      return Response(
        status: .ok, headers: [.contentType: format.contentType],
        body: .init(byteBuffer: ByteBuffer(string: busy.exposition(format))))
    }
    try await serve(router) { port in
      let folder = try TemporaryFolder()
      let run = try await shell(scrape(port: port), in: folder.path, timeoutSeconds: 90)
      let answers = run.stdout.split(separator: "\n")
      #expect(answers.contains { $0.contains("up{") && $0.contains("=> 1 @") }, "\(run)")
      #expect(answers.contains { $0.contains("hostile_total") && $0.contains("=> 7 @") }, "\(run)")
      #expect(answers.contains { $0.hasPrefix("{} => 0 @") }, "\(run)")
    }
  }

  /// Starts a Prometheus that scrapes `port`, waits for a scrape that went well, and asks it. It is killed,
  /// since a process that a task starts has all other signals blocked, and dies with its shell.
  private func scrape(port: Int) -> String {
    """
    cat > prometheus.yaml <<'END'
    global: {scrape_interval: 1s, scrape_timeout: 1s}
    scrape_configs: [{job_name: weir, static_configs: [{targets: ["127.0.0.1:\(port)"]}]}]
    END
    setpriv --pdeathsig KILL prometheus --config.file=prometheus.yaml --storage.tsdb.path=data \
      --web.listen-address=127.0.0.1:0 2> log &
    trap "kill -KILL $!" EXIT
    until address=$(grep -o 'msg="Listening on" address=.*' log); do sleep 0.1; done
    ask() { promtool query instant "http://${address##*=}" "$1"; }
    until ask up 2>&1 | grep -q '=> 1 @'; do sleep 0.1; done
    ask up
    ask hostile_total
    ask 'sum(weir_records_received_total) - sum(weir_records_total) - sum(weir_inflight_records)'
    """
  }
}
