import HTTPTypes
import Testing
import WeirCompression
import WeirFaultProxy
import WeirGateway
import WeirResilience

@Suite(.timeLimit(.minutes(2))) struct HTTPSinkTests {
  @Test func `Records go as lines with one key for the same records`() async throws {
    try await TestService.run { _ in
      .status(202)
    } _: { service in
      try await withSink(.quick(service.port)) { sink in
        for _ in 1...2 {
          #expect(await sink.deliver(makeRecords(3)).codes == [nil, nil, nil])
        }
        _ = await sink.deliver(makeRecords(2))
      }
      let requests = service.requests
      #expect(requests[0].lines == [#"{"n":1}"#, #"{"n":2}"#, #"{"n":3}"#])
      #expect(requests[0].headers[.contentType] == "application/x-ndjson")
      let keys = try requests.map { try #require($0.headers[.idempotencyKey]) }
      #expect(keys[0] == keys[1] && keys[0] != keys[2])
      #expect(keys[0].count == 64)
    }
  }

  @Test(arguments: HTTPSinkSettings.Format.allCases)
  func `Each format has its media type and says what a record is called`(
    format: HTTPSinkSettings.Format
  ) async throws {
    try await TestService.run { _ in
      .status(200)
    } _: { service in
      try await withSink(.quick(service.port) { $0.format = format }) { sink in
        var records = makeRecords(2)
        records[0].payload = Array("{\n\"n\":1}".utf8)
        #expect(await sink.deliver(records).codes == [nil, nil])
      }
      let bodies = service.requests.map { String(decoding: $0.body, as: UTF8.self) }
      let fields = service.requests[0].headers
      switch format {
      case .lines: #expect(bodies == ["{ \"n\":1}\n{\"n\":2}\n"])
      case .array:
        #expect(bodies == ["[{\n\"n\":1},{\"n\":2}]"])
        #expect(fields[.contentType] == "application/json")
      case .single:
        #expect(bodies == ["{\n\"n\":1}", #"{"n":2}"#])
        #expect(fields[.idempotencyKey] == "e1")
        #expect(fields[.init("ce-id")!] == "e1")
        #expect(fields[.init("ce-source")!] == "/streams/orders")
      case .cloudEvents:
        #expect(bodies[0].contains(#""id":"e2""#) && bodies[0].contains(#""data":{"n":2}"#))
        #expect(fields[.contentType] == "application/cloudevents-batch+json")
      }
    }
  }

  @Test func `A compressed body is the body`() async throws {
    try await TestService.run { _ in
      .status(200)
    } _: { service in
      try await withSink(.quick(service.port) { $0.isGzipped = true }) { sink in
        #expect(await sink.deliver(makeRecords(100)).allSatisfy { $0.isSuccess })
      }
      let request = service.requests[0]
      #expect(request.headers[.contentEncoding] == "gzip")
      #expect(request.body.prefix(2) == [0x1F, 0x8B])
    }
  }

  @Test func `A trace goes on where all records are of one`() async throws {
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    try await TestService.run { _ in
      .status(200)
    } _: { service in
      try await withSink(.quick(service.port)) { sink in
        var records = makeRecords(2)
        records[0].traceparent = trace
        _ = await sink.deliver(records)
        records[1].traceparent = trace
        _ = await sink.deliver(records)
      }
      #expect(service.requests.map { $0.headers[.init("traceparent")!] } == [nil, trace])
    }
  }

  @Test func `Only the records that failed are sent again`() async throws {
    try await TestService.run { request in
      request.number == 1 ? .items([202, 503, 422, 429]) : .status(202)
    } _: { service in
      let results = try await withSink(.quick(service.port)) { await $0.deliver(makeRecords(4)) }
      #expect(results.codes == [nil, nil, "sink.rejected", nil])
      #expect(service.requests.map(\.lines.count) == [4, 2])
      #expect(service.requests[1].lines == [#"{"n":2}"#, #"{"n":4}"#])
      #expect(results.failures[2]?.message == #"{"index":2,"status":422}"#)
    }
  }

  @Test func `One bad record in a batch that is refused as a whole fails no other`() async throws {
    try await TestService.run { request in
      request.lines.contains(#"{"n":6}"#) ? .status(400, [:], "n is 6") : .status(202)
    } _: { service in
      let results = try await withSink(.quick(service.port)) { await $0.deliver(makeRecords(16)) }
      #expect(results.indices.filter { results[$0].isFailure } == [5])
      #expect(results.failures[5]?.code == "sink.rejected")
      #expect(results.failures[5]?.message.hasSuffix("answered 400: n is 6") == true)
      #expect(results.failures[5]?.attempts == 5, "16, 8, 4, 2, 1")
      #expect(service.requests.count == 9)
    }
  }

  @Test(arguments: [
    (401, "sink.unauthorized"), (403, "sink.forbidden"), (404, "sink.not_found"),
    (302, "sink.http_302"), (415, "sink.http_415"),
  ])
  func `What another record would fare no better with is the sink's failure`(
    status: Int, code: String
  ) async throws {
    try await TestService.run { _ in
      .status(status)
    } _: { service in
      let results = try await withSink(.quick(service.port)) { await $0.deliver(makeRecords(2)) }
      #expect(results.codes == [code, code])
      #expect(results.failures.allSatisfy { $0?.scope == .sink })
      #expect(service.requests.count == 1)
    }
  }

  @Test func `Retry-After is waited for, and what takes too long goes back to the spool`()
    async throws
  {
    try await TestService.run { _ in
      .status(429, [.retryAfter: "600"])
    } _: { service in
      let results = try await withSink(.quick(service.port)) { await $0.deliver(makeRecords(1)) }
      #expect(service.requests.count == 1)
      #expect(results.codes == ["sink.throttled"])
      #expect(results.failures[0]?.classification.retryAfter == .seconds(600))
      #expect(results.failures[0]?.scope == .record)
    }
  }

  @Test func `Nobody there is told at once, and costs no more than the attempts allowed`()
    async throws
  {
    let port = try await TestService.run { _ in
      .status(200)
    } _: {
      $0.port
    }
    let observer = RecordedDeliveries()
    // More than a busy machine takes to hear that nobody listens.
    let settings = HTTPSinkSettings.quick(port) {
      $0.timeouts.connect = .seconds(60)
      $0.timeouts.request = .seconds(60)
    }
    let results = try await withSink(settings, observer: observer) {
      await $0.deliver(makeRecords(1))
    }
    #expect(results.codes == ["sink.connect_failed"])
    #expect(results.failures[0]?.classification.failureClass == .retryable)
    #expect(results.failures[0]?.attempts == 4)
    #expect(observer.requestCodes == Array(repeating: "sink.connect_failed", count: 4))
  }

  @Test func `Secrets are in no message and no label`() async throws {
    let settings = HTTPSinkSettings.quick(1) {
      $0.endpoints = ["http://user:pass@127.0.0.1:1/records?key=pass"]
      $0.headers = [("Authorization", "Bearer pass")]
    }
    let observer = RecordedDeliveries()
    try await withSink(settings, observer: observer) { sink in
      let results = await sink.deliver(makeRecords(1))
      #expect(!"\(results)".contains("pass"))
      #expect(sink.breakers.map(\.endpoint) == ["http://127.0.0.1:1/records"])
    }
    #expect(!"\(observer.all)".contains("pass"))
  }

  @Test(
    arguments: [
      { $0.timeouts.connect = .zero }, { $0.timeouts.tls = .zero },
      { $0.timeouts.firstByte = .zero },
      { $0.timeouts.idle = .zero }, { $0.timeouts.request = .zero }, { $0.endpoints = [] },
      { $0.endpoints = ["ftp://host"] }, { $0.hedge = HedgeSettings() },
      { $0.tls.keyFile = "key.pem" }, { $0.tls.authorityFile = "/nowhere/ca.pem" },
      { $0.headers = [("Content-Type", "text/plain")] }, { $0.headers = [("a b", "")] },
      { $0.maxConcurrentRequests = 0 }, { $0.retry.baseDelay = .zero }, { $0.breaker.probes = 0 },
    ] as [@Sendable (inout HTTPSinkSettings) -> Void])
  func `Settings that make no sense are refused`(
    change: @Sendable (inout HTTPSinkSettings) -> Void
  ) {
    #expect(throws: HTTPSinkError.self) {
      try HTTPSink(name: "http", .quick(1, change: change))
    }
  }
}

extension HTTPField.Name {
  static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}

extension Result {
  var isSuccess: Bool { if case .success = self { true } else { false } }
  var isFailure: Bool { !isSuccess }
}
