import Foundation
import Synchronization
import WeirResilience

/// The endpoints of a sink: who is next, and how they do.
final class EndpointPool: Sendable {
  struct Endpoint: Sendable {
    let index: Int
    let url: String

    /// The address without user, password and query: for logs and metrics.
    let label: String
    let breaker: CircuitBreaker
  }

  private struct State {
    var ejection: OutlierEjection
    var load: [Int]
    var randomness: any RandomNumberGenerator & Sendable
  }

  let endpoints: [Endpoint]
  private let selection: HTTPSinkSettings.Selection
  private let state: Mutex<State>
  private let time: Timekeeper

  init(
    _ endpoints: [Endpoint], _ selection: HTTPSinkSettings.Selection, _ ejection: EjectionSettings,
    in environment: PolicyEnvironment
  ) {
    self.endpoints = endpoints
    self.selection = selection
    time = environment.time
    state = Mutex(
      State(
        ejection: OutlierEjection(ejection, endpoints: endpoints.count),
        load: Array(repeating: 0, count: endpoints.count), randomness: environment.randomness))
  }

  /// The endpoints in the order in which to try them: ejected ones last, for when no other takes a
  /// request.
  ///
  /// - Parameter avoided: Failed just now, and comes behind those that did not.
  func candidates(avoiding avoided: Int?) -> [Endpoint] {
    let now = time.now
    return state.withLock { state in
      var order = Array(endpoints.indices)
      if selection == .balanced {
        order.shuffle(using: &state.randomness)
        if order.count > 1, state.load[order[1]] < state.load[order[0]] { order.swapAt(0, 1) }
      }
      let ranked = order.enumerated().sorted { left, right in
        let (a, b) = (left.element, right.element)
        let ranks = [a, b].map { endpoint in
          (state.ejection.isEjected(endpoint, now: now) ? 2 : 0) + (endpoint == avoided ? 1 : 0)
        }
        return (ranks[0], left.offset) < (ranks[1], right.offset)
      }
      return ranked.map { endpoints[$0.element] }
    }
  }

  func began(_ endpoint: Endpoint) { state.withLock { $0.load[endpoint.index] += 1 } }

  /// - Parameter isFault: Whether it failed by its own fault; nil when nobody knows.
  /// - Returns: For how long it is ejected now.
  func ended(_ endpoint: Endpoint, isFault: Bool?) -> Duration? {
    let now = time.now
    return state.withLock { state in
      state.load[endpoint.index] -= 1
      switch isFault {
      case nil: return nil
      case false?:
        state.ejection.noteSuccess(endpoint.index, now: now)
        return nil
      case true?: return state.ejection.noteFailure(endpoint.index, now: now)
      }
    }
  }
}

extension EndpointPool.Endpoint {
  /// The parts of an address that may be shown; nil when it is none of HTTP.
  static func label(of address: String) -> String? {
    guard var parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
      scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
    else { return nil }
    parts.user = nil
    parts.password = nil
    parts.query = nil
    parts.fragment = nil
    return parts.string
  }

  /// Where to connect to.
  var address: (host: String, port: Int)? {
    guard let parts = URLComponents(string: url), let host = parts.host else { return nil }
    return (host, parts.port ?? (parts.scheme?.lowercased() == "https" ? 443 : 80))
  }
}
