/// How much a run may quarantine before that is an error of its own.
public enum RejectLimit: Hashable, Sendable {
  case count(Int)

  /// Of the records received: 0…100.
  case percent(Double)

  /// Reads `17` or `2.5%`.
  public init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), percent >= 0, percent <= 100 else { return nil }
      self = .percent(percent)
    } else {
      guard let count = Int(text), count >= 0 else { return nil }
      self = .count(count)
    }
  }

  /// As the user writes it.
  var text: String {
    switch self {
    case .count(let count): String(count)
    case .percent(let percent): "\(percent)%"
    }
  }

  /// Whether so many of so many are too many.
  func isExceeded(by rejected: Int, of received: Int) -> Bool {
    switch self {
    case .count(let limit): rejected > limit
    case .percent(let percent): Double(rejected) * 100 > percent * Double(received)
    }
  }
}

/// Watches the limit as records go by: over all of them, and, for a share, over the last ones too, so
/// that a stream that turns bad at midnight trips at midnight.
///
/// The records are looked at in input order, so a run trips at the same record whatever its workers.
/// Looks only at rejected records, when the share is at its worst; constant memory.
struct RejectGate: Sendable {
  private let limit: RejectLimit
  private let window: Int

  /// Ordinals of the rejected records among the last `window` ones, a ring.
  private var recent: [Int] = []
  private var oldest = 0

  /// A stream is not judged by fewer records, before its end.
  static let firstRecords = 100

  /// - Parameter recent: `recentRejects` of an earlier start.
  init(limit: RejectLimit, window: Int, recent: [Int] = []) {
    self.limit = limit
    self.window = max(window, RejectGate.firstRecords)
    if case .percent = limit { self.recent = recent }
  }

  /// Ordinals of the rejected records that the window still holds.
  var recentRejects: [Int] { Array(recent[oldest...]) }

  /// Takes the next rejected record.
  ///
  /// - Parameters:
  ///   - ordinal: Records received so far, this one included.
  ///   - rejected: Records rejected so far, this one included.
  /// - Returns: Whether the run has to stop.
  mutating func trips(atReject rejected: Int, ofRecord ordinal: Int) -> Bool {
    guard ordinal >= RejectGate.firstRecords else {
      note(ordinal)
      return false
    }
    note(ordinal)
    if limit.isExceeded(by: rejected, of: ordinal) { return true }
    guard case .percent = limit else { return false }
    return limit.isExceeded(by: recent.count - oldest, of: min(ordinal, window))
  }

  /// Whether the whole run exceeded the limit, whatever its size.
  func isExceeded(by tally: Tally) -> Bool {
    limit.isExceeded(by: tally.quarantined, of: tally.received)
  }

  private mutating func note(_ ordinal: Int) {
    guard case .percent = limit else { return }
    recent.append(ordinal)
    while recent[oldest] <= ordinal - window { oldest += 1 }
    if oldest > window {
      recent.removeFirst(oldest)
      oldest = 0
    }
  }
}
