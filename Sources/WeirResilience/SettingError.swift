/// A setting that a policy cannot work with. Thrown by initialisers, never later.
public enum SettingError: Error, Sendable, Equatable {
  /// A time that must be more than zero.
  case notPositive(setting: String)

  /// A number that must be within a range.
  case outOfRange(setting: String, ClosedRange<Int>)

  /// Must not be more than another setting, or a time that is named.
  case exceeds(setting: String, limit: String)
}

extension SettingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notPositive(let setting): "\(setting) must be more than zero"
    case .outOfRange(let setting, let range):
      "\(setting) must be from \(range.lowerBound) to \(range.upperBound)"
    case .exceeds(let setting, let limit): "\(setting) must not be more than \(limit)"
    }
  }
}

extension SettingError {
  /// The most that a setting which counts something may be: sums of such cannot overflow.
  package static let maxCount = 1_000_000_000

  package static func requirePositive(_ value: Duration, _ setting: String) throws(SettingError) {
    guard value > .zero else { throw .notPositive(setting: setting) }
  }

  package static func require(
    _ value: Int, in range: ClosedRange<Int>, _ setting: String
  ) throws(SettingError) {
    guard range.contains(value) else { throw .outOfRange(setting: setting, range) }
  }
}
