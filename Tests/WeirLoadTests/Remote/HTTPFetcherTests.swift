import Synchronization
import Testing

@testable import WeirLoad

/// The rules of fetching alone: scripted answers, a clock that only sleeping moves.
@Suite("Fetching by the rules")
struct HTTPFetcherTests {
  @Test("faults that pass are tried again, each wait a random part of a growing span")
  func backoff() throws {
    let clock = ManualClock(random: 0.5)
    let transport = Script(
      clock, [.status(500), .fault(.interrupted("x")), .status(503), .status(200)])
    _ = try fetcher(transport, clock).fetch("https://example.com/a")
    #expect(clock.slept == [.milliseconds(125), .milliseconds(250), .milliseconds(500)])
  }

  @Test("the wait is never longer than the cap, and any part of it down to none")
  func jitter() {
    var longest = Backoff(retries: 20)
    let waits = (0..<20).compactMap { _ in longest.next(0.999_999) }
    #expect(waits.count == 20)
    #expect(waits.allSatisfy { $0 <= Backoff.cap })
    #expect(waits[19] > Backoff.cap * 0.9)
    #expect(longest.next(0.5) == nil)
    var shortest = Backoff(retries: 2)
    #expect(shortest.next(0) == .zero)
  }

  @Test("after the last retry the fault is told")
  func exhausted() {
    let clock = ManualClock()
    let transport = Script(clock, Array(repeating: .status(502), count: 9))
    #expect(throws: RemoteFault.status(502)) {
      try fetcher(transport, clock, retries: 3).fetch("https://example.com/a")
    }
    #expect(transport.requests.count == 4)
  }

  @Test(
    "what will not pass is not tried again", arguments: [400, 401, 403, 404, 410, 501, 206, 300])
  func final(status: Int) {
    let clock = ManualClock()
    let transport = Script(clock, [.status(status)])
    #expect(throws: RemoteFault.status(status)) {
      try fetcher(transport, clock).fetch("https://example.com/a")
    }
    #expect(transport.requests.count == 1)
  }

  @Test("the server's wish to wait is heeded, if the time left allows it")
  func retryAfter() throws {
    let clock = ManualClock(random: 0)
    let transport = Script(clock, [.status(429, ["Retry-After": "7"]), .status(200)])
    _ = try fetcher(transport, clock).fetch("https://example.com/a")
    #expect(clock.slept == [.seconds(7)])
    let later = Script(clock, [.status(503, ["Retry-After": "3600"])])
    #expect(throws: RemoteFault.mustWait(seconds: 3600, status: 503)) {
      try fetcher(later, clock).fetch("https://example.com/a")
    }
    #expect(clock.slept == [.seconds(7)])
  }

  @Test("all requests and waits together keep to the time limit")
  func deadline() {
    let clock = ManualClock(random: 0.9)
    let transport = Script(clock, Array(repeating: .slow(.seconds(4), 503), count: 99))
    #expect(throws: RemoteFault.status(503)) {
      try fetcher(transport, clock, retries: 50).fetch("https://example.com/a")
    }
    #expect(transport.requests.map(\.timeout).max() == .seconds(30))
    #expect(clock.elapsed <= .seconds(30 + 4))
    #expect(transport.requests.allSatisfy { $0.timeout > .zero })
  }

  @Test("redirects are followed and counted")
  func redirects() throws {
    let clock = ManualClock()
    let transport = Script(clock, [.status(301, ["Location": "b"]), .status(200)])
    guard case .received(_, let uri) = try fetcher(transport, clock).fetch("https://example.com/a")
    else {
      Issue.record("nothing was received")
      return
    }
    #expect(uri == "https://example.com/b")
    let loop = Script(clock, Array(repeating: .status(302, ["Location": "/a"]), count: 99))
    #expect(throws: RemoteFault.tooManyRedirects(limit: 20)) {
      try fetcher(loop, clock).fetch("https://example.com/a")
    }
    #expect(loop.requests.count == 21)
    let nowhere = Script(clock, [.status(302)])
    #expect(throws: RemoteFault.redirectWithoutTarget(302)) {
      try fetcher(nowhere, clock).fetch("https://example.com/a")
    }
  }

  @Test("a redirect from https to http is refused before anything is asked there")
  func downgrade() {
    let clock = ManualClock()
    let transport = Script(clock, [.status(302, ["Location": "http://example.com/a"])])
    #expect(throws: RemoteFault.downgrade(to: "http://example.com/a")) {
      try fetcher(transport, clock).fetch("https://example.com/a")
    }
    #expect(transport.requests.count == 1)
  }

  @Test("an allowance holds for its own host and port, not for where that redirects to")
  func allowance() throws {
    let clock = ManualClock()
    let transport = Script(clock, [.status(302, ["Location": "http://other.test/"]), .status(200)])
    _ = try fetcher(transport, clock, allowed: ["intra.test"]).fetch("http://INTRA.test/a")
    #expect(transport.requests.map(\.allowsAnyAddress) == [true, false])
    let ports = Script(clock, [.status(302, ["Location": "http://intra.test:81/"]), .status(200)])
    _ = try fetcher(ports, clock, allowed: ["intra.test:80"]).fetch("http://intra.test:80/a")
    #expect(ports.requests.map(\.allowsAnyAddress) == [true, false])
  }

  @Test("validators go to the URI that sent them, and only its 304 counts")
  func validators() throws {
    let clock = ManualClock()
    let known = Validators(etag: "\"v\"", lastModified: "D", uri: "https://example.com/b")
    let transport = Script(clock, [.status(301, ["Location": "/b"]), .status(304)])
    guard
      case .notModified = try fetcher(transport, clock).fetch(
        "https://example.com/a", unless: known)
    else {
      Issue.record("the 304 was not taken")
      return
    }
    #expect(!transport.requests[0].headers.contains("If-None-Match: \"v\""))
    #expect(transport.requests[1].headers.contains("If-None-Match: \"v\""))
    #expect(transport.requests[1].headers.contains("If-Modified-Since: D"))
    #expect(throws: RemoteFault.status(304)) {
      try fetcher(Script(clock, [.status(304)]), clock).fetch("https://example.com/a")
    }
  }

  @Test("a page for people is no schema")
  func page() {
    let clock = ManualClock()
    let transport = Script(clock, [.status(200, ["Content-Type": "text/html; charset=utf-8"])])
    #expect(throws: RemoteFault.contentType("text/html")) {
      try fetcher(transport, clock).fetch("https://example.com/a")
    }
  }

  @Test("every fault has a text of its own")
  func texts() {
    let faults: [RemoteFault] = [
      .scheme("ftp"), .malformedURI, .userInformation, .noLibrary, .noHost("h"), .noConnection("w"),
      .refusedAddress(NetworkAddress([127, 0, 0, 1]), host: "h"), .timeout(.milliseconds(1500)),
      .untrusted("w"), .interrupted("w"), .failed("w!"), .status(404), .encoding,
      .mustWait(seconds: 9, status: 429), .tooLarge(limit: 7), .contentType("text/html"),
      .redirectWithoutTarget(301), .tooManyRedirects(limit: 20), .downgrade(to: "u"),
      .redirect(to: "u", .encoding), .notLocked(lockfile: "l"),
      .changed(lockfile: "l", locked: "aa", found: "bb"),
    ]
    #expect(Set(faults.map(\.description)).count == faults.count)
    #expect(RemoteFault.timeout(.milliseconds(1500)).description.contains("1.5 s"))
    #expect(faults[6].description.contains("--allow-host h"))
  }

  private func fetcher(
    _ transport: Script, _ clock: ManualClock, retries: Int = 3, allowed: Set<String> = []
  ) -> HTTPFetcher {
    HTTPFetcher(
      limits: FetchLimits(timeout: .seconds(30), maxBytes: 1000, retries: retries),
      allowedHosts: allowed, transport: transport, clock: clock)
  }
}

/// A clock that stands still unless somebody sleeps.
final class ManualClock: FetchClock {
  private let start = ContinuousClock.now
  private let state: Mutex<(elapsed: Duration, slept: [Duration])>
  private let chance: Double

  init(random: Double = 0.5) {
    chance = random
    state = Mutex((.zero, []))
  }

  var elapsed: Duration { state.withLock { $0.elapsed } }
  var slept: [Duration] { state.withLock { $0.slept } }
  var now: ContinuousClock.Instant { start + elapsed }
  var secondsSince1970: Int { 1_700_000_000 + Int(elapsed / .seconds(1)) }

  func sleep(_ duration: Duration) {
    state.withLock { state in
      state.slept.append(duration)
      state.elapsed += duration
    }
  }

  func pass(_ duration: Duration) { state.withLock { $0.elapsed += duration } }

  func random() -> Double { chance }
}

/// Answers in the order of a script, and what was asked.
final class Script: HTTPTransport {
  enum Step: Sendable {
    case status(Int, [String: String] = [:], body: String = "")
    case slow(Duration, Int)
    case fault(RemoteFault)
  }

  private let clock: ManualClock
  private let state: Mutex<(steps: [Step], requests: [HTTPRequest])>

  init(_ clock: ManualClock, _ steps: [Step]) {
    self.clock = clock
    state = Mutex((steps.reversed(), []))
  }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }

  func get(_ request: HTTPRequest) throws(RemoteFault) -> HTTPResponse {
    let step = state.withLock { state in
      state.requests.append(request)
      return state.steps.popLast()
    }
    switch step {
    case .status(let status, let fields, let body):
      return HTTPResponse(
        status: status, headers: HTTPHeaders(fields.map { ($0.key, $0.value) }),
        body: Array(body.utf8))
    case .slow(let duration, let status):
      clock.pass(duration)
      return HTTPResponse(status: status, headers: HTTPHeaders())
    case .fault(let fault): throw fault
    case nil: throw .failed("the script is at its end")
    }
  }
}
