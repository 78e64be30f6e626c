import TestSupport
import Testing
import WeirResilience
import WeirResilienceTesting

/// The examples of the documentation: each of their lines stands here, where it is compiled and run.
struct DocumentationTests {
  struct Refusal: Error {
    var status: Int
    var retryAfter: Duration?
  }

  @Test("a destination and its chain: what cannot be delivered is spooled")
  func destination() async throws {
    struct Invoice {
      var byteCount: Int
    }
    let spooled = Shared(0)
    let posted = Shared<[Int]>([])
    let status = Shared(503)
    struct Spool {
      let count: Shared<Int>
      func append(_ invoice: Invoice, because error: any Error) async throws {
        #expect(error is RetryError)
        count.change { $0 += invoice.byteCount }
      }
    }
    let spool = Spool(count: spooled)
    @Sendable func post(_ invoice: Invoice, attempt: Int) async throws {
      posted.change { $0.append(attempt) }
      if status.value != 200 { throw Refusal(status: status.value) }
    }

    let classifier = FailureClassifier { error in
      guard let refusal = error as? Refusal else { return nil }
      switch refusal.status {
      case 429: return Classification(.throttled, retryAfter: refusal.retryAfter)
      case 502...504: return Classification(.retryable, retryAfter: refusal.retryAfter)
      default: return Classification(.permanent)
      }
    }

    func billingChain(in environment: PolicyEnvironment) throws -> PolicyChain {
      var policy = RetryPolicy()
      policy.isIdempotent = true  // each request carries an Idempotency-Key
      var chain = PolicyChain()
      chain.fallback = Fallback(in: environment)
      chain.totalTimeout = try Timeout(.seconds(120), in: environment)
      chain.retry = try Retry(policy, classifier: classifier, in: environment)
      chain.circuitBreaker = try CircuitBreaker(classifier: classifier, in: environment)
      chain.bulkhead = try Bulkhead(in: environment)
      chain.attemptTimeout = try Timeout(.seconds(30), in: environment)
      return chain
    }

    func deliver(_ invoice: Invoice, by chain: PolicyChain) async throws {
      try await chain.run(bytes: invoice.byteCount) { attempt in
        try await post(invoice, attempt: attempt)
      } substitute: { error in
        try await spool.append(invoice, because: error)
      }
    }

    let clock = ManualClock()
    let environment = PolicyEnvironment(clock: clock, randomness: ConstantGenerator.highest)
    let chain = try billingChain(in: environment)
    let delivery = Task { try await deliver(Invoice(byteCount: 5), by: chain) }
    for delay in [200, 400, 800] {
      try await clock.untilSleeping(for: .milliseconds(delay))
      clock.advance(by: .milliseconds(delay))
    }
    try await delivery.value
    #expect(posted.value == [1, 2, 3, 4] && spooled.value == 5)
    status.change { $0 = 200 }
    try await deliver(Invoice(byteCount: 5), by: chain)
    #expect(posted.value == [1, 2, 3, 4, 1] && spooled.value == 5)
  }

  struct Request {
    var byteCount = 10
    var timeLeft: Duration = .seconds(2)
  }

  struct Response: Equatable {
    var status: Int
    var retryAfter: Duration?
  }

  struct Door {
    let limiter: RateLimiter
    let bulkhead: Bulkhead

    init() throws {
      limiter = try RateLimiter(RateLimiterSettings(permits: 100, per: .seconds(1), burst: 200))
      bulkhead = try Bulkhead()
    }

    func answer(_ request: Request) async throws -> Response {
      do {
        return try await limiter.run {
          try await bulkhead.run(bytes: request.byteCount) {
            try await Deadline.withTimeLeft(request.timeLeft) { try await handle(request) }
          }
        }
      } catch RateLimiterError.limited(let retryAfter) {
        return Response(status: 429, retryAfter: retryAfter)
      } catch is BulkheadError {
        return Response(status: 503, retryAfter: .seconds(1))
      }
    }

    private func handle(_ request: Request) async throws -> Response {
      Response(status: (Deadline.current?.timeLeft ?? .zero) <= .seconds(2) ? 200 : 500)
    }
  }

  @Test("a server that says no in time")
  func server() async throws {
    let door = try Door()
    #expect(try await door.answer(Request()) == Response(status: 200))
    door.bulkhead.limit = 1
    let permit = try await door.bulkhead.acquire()
    let tooMuch = Request(byteCount: 65 << 20)
    #expect(try await door.answer(tooMuch) == Response(status: 503, retryAfter: .seconds(1)))
    permit.release()

    // Permits come as time passes, so until there is none.
    var response = Response(status: 200)
    while response.status == 200 {
      _ = try? door.limiter.take(150)
      response = try await door.answer(Request())
    }
    #expect(response.status == 429 && response.retryAfter ?? .zero > .zero)
  }

  let classifier = FailureClassifier { error in
    (error as? Refusal).map { Classification(.throttled, retryAfter: $0.retryAfter) }
  }

  @Test("a throttled call waits as long as it is told to")
  func waitsForRetryAfter() async throws {
    let clock = ManualClock()
    let events = RecordedEvents()
    let retry = try Retry(
      classifier: classifier, in: PolicyEnvironment(clock: clock, observer: events))
    let call = Task {
      try await retry.run { attempt in
        if attempt == 1 { throw Refusal(status: 429, retryAfter: .seconds(7)) }
        return attempt
      }
    }
    try await clock.untilSleeping(for: .seconds(7))
    clock.advance(by: .seconds(7))
    #expect(try await call.value == 2)
    #expect(events.all == [.retrying(attempt: 1, after: .seconds(7), .throttled)])
  }

  @Test("every line of the documentation's examples stands in this file")
  func lines() throws {
    let article = "/Sources/WeirResilience/WeirResilience.docc/GuardingCalls.md"
    let (lines, missing) = try SwiftExamples.lines(
      of: TestData.packageRoot + article, notIn: #filePath)
    #expect(missing == [])
    #expect(lines > 60)
  }
}
