import Synchronization

/// Why a connection was closed from here while no request was under way on it.
package enum ConnectionEnd: String, Sendable, Equatable {
  /// The header of a request did not come in time.
  case header

  /// No further request came.
  case idle

  /// Others needed the room.
  case crowded
}

/// The connections of a listener, of which those that rest give way to others: clients that hold
/// connections and send nothing keep nobody out.
///
/// Once as many are open as may be, the one that has rested longest is closed, so that there is room for
/// the next. One on which a request is under way is never closed for that: while all are, new clients
/// wait until one ends.
final class ConnectionTable: Sendable {
  typealias Place = Int

  private struct Entry {
    /// Grows from rest to rest; nil while a request is under way.
    var restedSince: Int?
    var isLeaving = false

    /// Asks the connection to close if it still rests.
    let leave: @Sendable () -> Void
  }

  private struct State {
    var entries: [Place: Entry] = [:]
    var leaving = 0

    /// Numbers places and rests.
    var last = 0

    mutating func next() -> Int {
      last += 1
      return last
    }

    /// Who is to leave now, if anybody is.
    mutating func crowdedOut(limit: Int, besides place: Place?) -> (@Sendable () -> Void)? {
      guard entries.count - leaving >= limit else { return nil }
      let resting = entries.lazy.compactMap { candidate, entry in
        entry.isLeaving || candidate == place
          ? nil : entry.restedSince.map { (place: candidate, since: $0) }
      }
      guard let longest = resting.min(by: { $0.since < $1.since })?.place else { return nil }
      entries[longest]?.isLeaving = true
      leaving += 1
      return entries[longest]?.leave
    }
  }

  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: Connections at once.
  init(limit: Int) { self.limit = limit }

  var count: Int { state.withLock { $0.entries.count } }

  /// A connection was opened, and rests.
  ///
  /// - Parameter leave: Asks it to close, on any thread; it says `stay` if it does not.
  func open(_ leave: @escaping @Sendable () -> Void) -> Place {
    let (place, crowdedOut) = state.withLock { state in
      let place = state.next()
      state.entries[place] = Entry(restedSince: place, leave: leave)
      return (place, state.crowdedOut(limit: limit, besides: place))
    }
    crowdedOut?()
    return place
  }

  /// A request is under way on it.
  func work(_ place: Place) { state.withLock { $0.entries[place]?.restedSince = nil } }

  /// The request was answered.
  func rest(_ place: Place) {
    let crowdedOut = state.withLock { state in
      let now = state.next()
      state.entries[place]?.restedSince = now
      return state.crowdedOut(limit: limit, besides: nil)
    }
    crowdedOut?()
  }

  /// It was asked to leave when a request had begun already.
  func stay(_ place: Place) {
    let crowdedOut = state.withLock { state -> (@Sendable () -> Void)? in
      guard state.entries[place]?.isLeaving == true else { return nil }
      state.entries[place]?.isLeaving = false
      state.leaving -= 1
      return state.crowdedOut(limit: limit, besides: place)
    }
    crowdedOut?()
  }

  func close(_ place: Place) {
    state.withLock { state in
      if state.entries.removeValue(forKey: place)?.isLeaving == true { state.leaving -= 1 }
    }
  }
}
