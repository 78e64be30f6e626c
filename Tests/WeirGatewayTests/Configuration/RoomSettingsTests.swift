import TestSupport
import Testing
import WeirCompression
import WeirResilience

@testable import WeirGateway

/// What other rooms are told of a configuration: nothing that is set may be lost on the way.
struct RoomSettingsTests {
  private let fixture: ConfigurationFixture

  init() throws { fixture = try ConfigurationFixture() }

  private func sink(_ text: String, environment: [String: String] = [:]) throws -> SinkConfiguration
  {
    let text = ConfigurationFixture.minimal.replacing("type: stdout", with: text)
    return try #require(fixture.load(text, environment: environment).configuration.sinks.first)
  }

  @Test func `An HTTP sink gets all that is set`() throws {
    let sink = try sink(
      """
      type: http
          endpoints: [http://a.example, http://b.example]
          selection: failover
          format: cloudevents
          compression: gzip
          token: {env: TOKEN}
          headers: {X-Shop: {env: SHOP}, X-Plain: text}
          idempotent: true
          concurrency: 7
          max_response: 5k
          timeouts: {connect: 1s, tls: 2s, first_byte: 3s, idle: 4s, request: 5s}
          retry: {attempts: 9}
          budget: {max_retries: 50}
          breaker: {probes: 2}
          ejection: {failures: 6}
          hedge: {percentile: 90, delay: 2s}
          batch_records: 11
          batch_bytes: 12k
          linger: 13ms
          queue_bytes: 14k
          pause: {base_delay: 2s}
          park: {base_delay: 3s}
      """, environment: ["TOKEN": "secret", "SHOP": "north"])
    guard case .http(let http) = sink.kind else {
      Issue.record("not http")
      return
    }
    let settings = http.settings
    #expect(settings.endpoints == ["http://a.example", "http://b.example"])
    #expect(settings.selection == .failover)
    #expect(settings.format == .cloudEvents)
    #expect(settings.isGzipped && settings.isIdempotent)
    #expect(
      settings.headers.map { "\($0.name): \($0.value)" } == [
        "X-Shop: north", "X-Plain: text", "Authorization: Bearer secret",
      ])
    #expect(settings.maxConcurrentRequests == 7)
    #expect(settings.maxResponseBytes == 5000)
    #expect(settings.timeouts.connect == .seconds(1) && settings.timeouts.request == .seconds(5))
    #expect(settings.retry.maxAttempts == 9)
    #expect(settings.retryBudget.maxRetries == 50)
    #expect(settings.breaker.probes == 2)
    #expect(settings.breaker.slowAfter == .seconds(4))
    #expect(settings.ejection.consecutiveFailures == 6)
    #expect(settings.hedge?.delay == .percentile(90, until: .seconds(2)))
    #expect(throws: Never.self) { try settings.validate() }
    let delivery = sink.deliverySettings
    #expect(delivery.maxBatchRecords == 11 && delivery.maxBatchBytes == 12_000)
    #expect(delivery.linger == .milliseconds(13) && delivery.maxHeldBytes == 14_000)
    #expect(delivery.maxConcurrentDeliveries == 7)
    #expect(delivery.pauseBaseDelay == .seconds(2) && delivery.parkBaseDelay == .seconds(3))
    #expect(throws: Never.self) { try delivery.validate() }
  }

  @Test func `A file sink gets all that is set`() throws {
    let sink = try sink(
      """
      type: file
          path: out.ndjson
          rotate: {bytes: 1k, age: 2m}
          max_files: 3
          retention: 4d
          max_bytes: 5k
          compression: zstd
      """)
    guard case .file(let file) = sink.kind else {
      Issue.record("no file")
      return
    }
    var expected = FileSinkSettings(path: fixture.folder.path + "/out.ndjson")
    expected.maxBytes = 1000
    expected.maxAge = .seconds(120)
    expected.maxFiles = 3
    expected.keepFor = .seconds(4 * 86_400)
    expected.maxTotalBytes = 5000
    expected.compression = .zstd
    #expect(file.settings == expected)
  }

  @Test func `A request that no empty spool would take is too large from the start`() throws {
    let small = ConfigurationFixture.minimal.replacing(
      "directory: state\n", with: "directory: state\n  max_spool: 2MiB\n  max_spool_records: 500\n")
    let settings = try fixture.load(small).configuration.ingestSettings
    #expect(settings.maxBodyBytes == 2 << 20)
    #expect(settings.maxRecords == 500)
  }

  @Test func `Without a word of it every room has its own defaults`() throws {
    let configuration = try fixture.load(ConfigurationFixture.minimal).configuration
    #expect(configuration.storeSettings == StoreSettings())
    #expect(configuration.ingestSettings == IngestSettings())
    #expect(configuration.admin.healthSettings == HealthModel.Settings())
    #expect(configuration.sinks.first?.deliverySettings == DeliverySettings())
    #expect(configuration.telemetry.alerts.settings == AlertWatch.Settings())
    #expect(
      configuration.quarantine.fileSettings
        == QuarantineFileSettings(directory: fixture.folder.path + "/state/quarantine"))
    #expect(FileSinkConfiguration().settings == FileSinkSettings(path: ""))
    let http = HTTPSinkConfiguration().settings
    let own = HTTPSinkSettings(endpoints: [])
    #expect(http.format == own.format && http.selection == own.selection)
    #expect(http.timeouts == own.timeouts && http.retry == own.retry)
    #expect(http.retryBudget == own.retryBudget && http.breaker == own.breaker)
    #expect(http.ejection == own.ejection && http.tls == own.tls)
    #expect(http.maxConcurrentRequests == own.maxConcurrentRequests)
    #expect(http.maxResponseBytes == own.maxResponseBytes)
  }

  @Test func `The webhook gets its headers, of which secrets are shown nowhere`() throws {
    let loaded = try fixture.load(
      ConfigurationFixture.minimal + """
        telemetry:
          alerts:
            webhook:
              url: http://127.0.0.1:1/hook
              headers: {X-Plain: text, Authorization: {env: HOOK}}
        """, environment: ["HOOK": "Bearer hush"]
    ).configuration
    let settings = loaded.telemetry.alerts.settings
    #expect(settings.webhook == "http://127.0.0.1:1/hook")
    #expect(settings.webhookHeaders == ["X-Plain": "text", "Authorization": "Bearer hush"])
    #expect(loaded.printed.contains("X-Plain"))
    #expect(!loaded.printed.contains("hush"))
  }

  @Test(arguments: [
    "alerts: {webhook: {url: 'http://a', HERE}}", "otlp: {endpoint: 'http://a', HERE}",
  ])
  func `A header that cannot be sent is told of, wherever it stands`(section: String) {
    let text = section.replacing("HERE", with: #"headers: {Content-Type: text, A: "x\r\ny"}"#)
    let faults = fixture.headlines(ConfigurationFixture.minimal + "telemetry: {\(text)}\n")
    #expect(
      faults == [
        "error[config.header]: the header Content-Type cannot be sent",
        "error[config.header]: the header A cannot be sent",
      ])
  }

  @Test func `The exporter posts to the collector's path`() {
    var otlp = OTLPConfiguration()
    otlp.endpoint = "http://127.0.0.1:4318/"
    #expect(otlp.settings.endpoint == "http://127.0.0.1:4318/v1/traces")
  }
}
