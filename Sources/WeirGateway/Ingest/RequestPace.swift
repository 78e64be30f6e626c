/// How slowly a client may send.
package struct RequestPaceSettings: Sendable, Equatable {
  /// From the opening of a connection to the end of the first request's header.
  package var headerTimeout: Duration = .seconds(5)

  /// Between a response and the header of the next request.
  package var idleTimeout: Duration = .seconds(60)

  /// For a whole body, counting only the time in which we were ready to read.
  package var bodyTimeout: Duration = .seconds(60)

  /// Least bytes of body in a second, after the first `graceTime`.
  package var minBodyBytesPerSecond = 1024

  /// The same where there are as many connections as may be: who is below gives way to others.
  package var crowdedBodyBytesPerSecond = 16 << 10

  /// In which a body need not have any pace yet.
  package var graceTime: Duration = .seconds(5)

  package init() {}
}

/// How a client failed to send a request: too slowly, or not to its end.
package enum PaceFault: Error, Sendable, Equatable {
  case header
  case idle

  /// The body took too long.
  case body

  /// The body comes in drops.
  case trickle

  /// The connection ended before the body did, or what came is no body any more.
  case cut

  /// The body comes slowly, and others need the connection.
  case crowded
}

/// The pace of one connection: a clock for the client that stands still while it is our turn.
///
/// Knows no sockets and no clock: it is told what happens and when, from any fixed moment on.
struct RequestPace {
  private enum Phase {
    /// No header yet: since the opening, or since the last response.
    case header(deadline: Duration, PaceFault)
    case body
    case response
  }

  private let settings: RequestPaceSettings
  private var phase: Phase

  /// When we began to wait for bytes; nil while we do not.
  private var waitingSince: Duration?
  private var waited: Duration = .zero
  private var bodyBytes = 0

  init(_ settings: RequestPaceSettings, openedAt now: Duration) {
    self.settings = settings
    phase = .header(deadline: now + settings.headerTimeout, .header)
  }

  /// Whether a request was begun and has not come whole.
  var isInBody: Bool { if case .body = phase { true } else { false } }

  /// Whether no request is under way, or no more of it than a part of its header.
  var isResting: Bool { if case .header = phase { true } else { false } }

  mutating func wait(at now: Duration) {
    if waitingSince == nil { waitingSince = now }
  }

  mutating func stopWaiting(at now: Duration) {
    waited += now - (waitingSince ?? now)
    waitingSince = nil
  }

  mutating func takeHeader(at now: Duration) {
    phase = .body
    waited = .zero
    bodyBytes = 0
    if waitingSince != nil { waitingSince = now }
  }

  mutating func takeBody(_ byteCount: Int) { bodyBytes += byteCount }

  mutating func endRequest() { phase = .response }

  mutating func endResponse(at now: Duration) {
    guard case .response = phase else { return }
    phase = .header(deadline: now + settings.idleTimeout, .idle)
  }

  /// How the client is too slow by now; nil while it is not.
  func fault(at now: Duration) -> PaceFault? {
    switch phase {
    case .response: return nil
    case .header(let deadline, let fault): return now >= deadline ? fault : nil
    case .body:
      if waited(at: now) >= settings.bodyTimeout { return .body }
      return isBody(below: settings.minBodyBytesPerSecond, at: now) ? .trickle : nil
    }
  }

  /// Whether a body comes so slowly that it gives way where others need the connection.
  func isBodySlow(at now: Duration) -> Bool {
    isInBody && isBody(below: settings.crowdedBodyBytesPerSecond, at: now)
  }

  /// Never in the time in which no pace is asked for.
  private func isBody(below bytesPerSecond: Int, at now: Duration) -> Bool {
    let paced = waited(at: now) - settings.graceTime
    return paced > .zero && Double(bodyBytes) < paced / .seconds(1) * Double(bytesPerSecond)
  }

  /// How long we waited for this body.
  private func waited(at now: Duration) -> Duration { waited + (now - (waitingSince ?? now)) }
}
