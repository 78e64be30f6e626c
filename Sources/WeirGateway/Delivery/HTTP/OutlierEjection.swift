import WeirResilience

/// When an endpoint gets no requests for a while because it failed too often in a row.
package struct EjectionSettings: Sendable, Equatable {
  /// 5xx answers and connections that failed, one after the other.
  package var consecutiveFailures = 5

  /// How long the first time; so many times as long the next.
  package var baseTime: Duration = .seconds(30)
  package var maxTime: Duration = .seconds(300)

  /// At most so many of 100 endpoints at once: of one, none.
  package var maxEjectedPercentage = 50

  package init() {}

  func validate() throws(SettingError) {
    try SettingError.require(
      consecutiveFailures, in: 1...SettingError.maxCount, "consecutiveFailures")
    try SettingError.requirePositive(baseTime, "baseTime")
    try SettingError.require(maxEjectedPercentage, in: 0...100, "maxEjectedPercentage")
    guard baseTime <= maxTime else { throw .exceeds(setting: "baseTime", limit: "maxTime") }
  }
}

/// Which of several endpoints are ejected (Envoy's outlier detection, by consecutive failures).
struct OutlierEjection {
  private struct State {
    var failures = 0
    var ejections = 0
    var ejectedUntil: Duration?
  }

  private let settings: EjectionSettings
  private var states: [State]

  init(_ settings: EjectionSettings, endpoints: Int) {
    self.settings = settings
    states = Array(repeating: State(), count: endpoints)
  }

  func isEjected(_ endpoint: Int, now: Duration) -> Bool {
    states[endpoint].ejectedUntil.map { now < $0 } ?? false
  }

  /// It answered, with whatever is not its fault. In as good standing as ever, once it has not been
  /// ejected for as long as it was.
  mutating func noteSuccess(_ endpoint: Int, now: Duration) {
    states[endpoint].failures = 0
    guard let end = states[endpoint].ejectedUntil else { return }
    if now >= end + time(ofEjection: states[endpoint].ejections) { states[endpoint] = State() }
  }

  /// - Returns: For how long it is ejected now; nil if it is not, or was already.
  mutating func noteFailure(_ endpoint: Int, now: Duration) -> Duration? {
    guard !isEjected(endpoint, now: now) else { return nil }
    states[endpoint].failures += 1
    guard states[endpoint].failures >= settings.consecutiveFailures else { return nil }
    let ejected = states.indices.count { isEjected($0, now: now) }
    guard (ejected + 1) * 100 <= states.count * settings.maxEjectedPercentage else { return nil }
    states[endpoint].failures = 0
    states[endpoint].ejections += 1
    let time = time(ofEjection: states[endpoint].ejections)
    states[endpoint].ejectedUntil = now + time
    return time
  }

  private func time(ofEjection number: Int) -> Duration {
    min(settings.maxTime, settings.baseTime * min(number, 1000))
  }
}
