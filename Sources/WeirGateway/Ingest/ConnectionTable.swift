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

/// The connections of a listener, of which some give way to others: clients that hold connections and
/// send nothing, or next to nothing, keep nobody out.
///
/// Once as many are open as may be, one that rests or whose body comes slowly is closed, so that there is
/// room for the next: that which has done so longest. One with any other request under way is never closed
/// for that: while all have one, new clients wait.
final class ConnectionTable: Sendable {
  typealias Place = Int

  private struct Entry {
    /// Whether it rests, or its request's body comes slowly.
    var givesWay = true

    /// When its rest or its request began: a number that grows.
    var since: Int
    var isLeaving = false

    /// Asks the connection to close if it still rests or is slow.
    let leave: @Sendable () -> Void
  }

  private struct State {
    var entries: [Place: Entry] = [:]
    var leaving = 0

    /// Numbers places, rests and requests.
    var last = 0

    mutating func next() -> Int {
      last += 1
      return last
    }

    /// Who is to leave now, if anybody is.
    mutating func crowdedOut(limit: Int, besides place: Place?) -> (@Sendable () -> Void)? {
      guard entries.count - leaving >= limit else { return nil }
      let candidates = entries.lazy.filter { candidate, entry in
        entry.givesWay && !entry.isLeaving && candidate != place
      }
      guard let longest = candidates.min(by: { $0.value.since < $1.value.since })?.key
      else { return nil }
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
      state.entries[place] = Entry(since: place, leave: leave)
      return (place, state.crowdedOut(limit: limit, besides: place))
    }
    crowdedOut?()
    return place
  }

  /// A request has begun on it.
  func work(_ place: Place) {
    state.withLock { state in
      let now = state.next()
      state.entries[place]?.since = now
      state.entries[place]?.givesWay = false
    }
  }

  /// Whether the body of its request comes slowly by now.
  func setSlow(_ place: Place, _ isSlow: Bool) {
    let crowdedOut = state.withLock { state -> (@Sendable () -> Void)? in
      guard state.entries[place]?.givesWay != isSlow else { return nil }
      state.entries[place]?.givesWay = isSlow
      return isSlow ? state.crowdedOut(limit: limit, besides: nil) : nil
    }
    crowdedOut?()
  }

  /// The request was answered.
  func rest(_ place: Place) {
    let crowdedOut = state.withLock { state in
      let now = state.next()
      state.entries[place]?.since = now
      state.entries[place]?.givesWay = true
      return state.crowdedOut(limit: limit, besides: nil)
    }
    crowdedOut?()
  }

  /// It was asked to leave when a request had begun already, or its body had come meanwhile.
  func stay(_ place: Place) {
    let crowdedOut = state.withLock { state -> (@Sendable () -> Void)? in
      guard state.entries[place]?.isLeaving == true else { return nil }
      state.entries[place]?.givesWay = false
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
