/// How far a request has come, and when it has taken too long.
struct ExchangePhases: Sendable {
  enum Phase: Sendable, Equatable {
    /// There is no connection yet.
    case connecting

    /// The head is out: whether the service acts on it, nobody knows until it answers.
    case sending

    /// All is out, and no answer came.
    case waiting

    /// The head of the answer is here.
    case receiving
  }

  /// What took too long.
  enum Overrun: String, Sendable, Equatable {
    case connect = "sink.connect_timeout"
    case idle = "sink.idle_timeout"
    case firstByte = "sink.first_byte_timeout"
    case request = "sink.request_timeout"
  }

  private let timeouts: HTTPTimeouts

  /// A tenth more than the client's own limit, which comes first and knows better what it waited for.
  private let connectLimit: Duration
  private let beganAt: Duration
  private var progressAt: Duration
  private(set) var phase = Phase.connecting

  /// What ended it: nothing moves from then on, and nothing more is sent.
  private(set) var overrun: Overrun?

  init(_ timeouts: HTTPTimeouts, isSecure: Bool, now: Duration) {
    self.timeouts = timeouts
    connectLimit = timeouts.connectLimit(isSecure: isSecure) * 11 / 10
    beganAt = now
    progressAt = now
  }

  /// Whether the service may have got something to act on.
  var isSent: Bool { phase != .connecting }

  /// Something moved. - Parameter phase: Never goes back: a late piece of the body does not matter
  /// once an answer came.
  mutating func note(_ phase: Phase, now: Duration) {
    guard overrun == nil, phase.rank >= self.phase.rank else { return }
    self.phase = phase
    progressAt = now
  }

  /// Ends it if it has taken too long. - Returns: What did; nil if nothing has.
  mutating func expire(now: Duration) -> Overrun? {
    if overrun == nil, now >= deadline.moment { overrun = deadline.overrun }
    return overrun
  }

  /// When it is over if nothing moves until then, and what that is called.
  var deadline: (moment: Duration, overrun: Overrun) {
    let ofPhase: (moment: Duration, overrun: Overrun) =
      switch phase {
      case .connecting: (progressAt + connectLimit, .connect)
      case .sending, .receiving: (progressAt + timeouts.idle, .idle)
      case .waiting: (progressAt + timeouts.firstByte, .firstByte)
      }
    let whole = beganAt + timeouts.request
    return whole <= ofPhase.moment ? (whole, .request) : ofPhase
  }

  /// When to look again: no deadline, of whatever phase comes, is before that.
  func nextLook(now: Duration) -> Duration { min(deadline.moment, now + timeouts.shortest) }
}

extension ExchangePhases.Phase {
  fileprivate var rank: Int {
    switch self {
    case .connecting: 0
    case .sending: 1
    case .waiting: 2
    case .receiving: 3
    }
  }
}
