/// One hedged call: what is under way, and what an event leads to.
struct HedgeMachine {
  enum Event: Equatable {
    /// The delay since the last start is over.
    case delayOver

    case succeeded
    case failed
  }

  enum Action: Equatable {
    /// Start another attempt, and the timer again.
    case startAnother

    /// The call is over: with the value, or with the first failure.
    case finish

    case wait
  }

  private let maxHedges: Int
  private var running = 1
  private(set) var hedges = 0

  init(maxHedges: Int) { self.maxHedges = maxHedges }

  var mayStartAnother: Bool { hedges < maxHedges }

  /// - Parameter takeFromBudget: Takes the price of a hedge; asked only where one could be started.
  mutating func handle(_ event: Event, takeFromBudget: () -> Bool) -> Action {
    switch event {
    case .succeeded: return .finish
    case .failed:
      running -= 1
      // What fails is tried again by a retry, not here: others under way may still succeed.
      return running == 0 ? .finish : .wait
    case .delayOver:
      guard mayStartAnother, takeFromBudget() else { return .wait }
      hedges += 1
      running += 1
      return .startAnother
    }
  }
}
