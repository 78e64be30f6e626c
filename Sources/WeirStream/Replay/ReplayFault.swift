import WeirJSON
import WeirSchema

/// Why a quarantined record cannot be replayed. It stays quarantined as it is, byte by byte.
package struct ReplayFault: Error {
  /// The kinds; the raw value is the stable code in the summary.
  package enum Kind: String, Sendable {
    /// The line is no quarantine record.
    case malformed = "replay.malformed"

    /// The payload's bytes are not those that were quarantined.
    case checksum = "replay.checksum"

    /// Values were taken out of the payload.
    case redacted = "replay.redacted"

    /// Only the payload's beginning was kept.
    case truncated = "replay.truncated"

    /// The payload is kept outside the record, and is not there.
    case payloadMissing = "replay.payload_missing"

    /// The payload is kept outside the record, and cannot be read now.
    case payloadUnreadable = "replay.payload_unreadable"

    /// The payload is longer than `--max-record-bytes` still.
    case tooLong = "replay.too_long"

    /// The payload would be more than one line.
    case lineBreak = "replay.line_break"

    /// It has been replayed as often as `--max-replays` allows.
    case cap = "replay.cap"
  }

  package let kind: Kind
  package let message: String

  /// What cannot be read now, and why; nil where nothing is to be gained by another try.
  private(set) var unreadable: (path: String, error: SystemError)?

  /// Where in the line, as a byte offset.
  private(set) var byteOffset = 0

  /// The node at fault, where its offset is not known yet.
  private let node: Int?

  package init(_ kind: Kind, _ message: String, at node: Int? = nil) {
    self.kind = kind
    self.message = message
    self.node = node
  }

  /// A payload that is where it should be, and cannot be read.
  init(unreadable path: String, _ error: SystemError) {
    self.init(.payloadUnreadable, "the payload cannot be read from \(path): \(error.text)")
    unreadable = (path, error)
  }

  /// A line that is no JSON.
  init(_ error: SyntaxError) {
    self.init(.malformed, "this is no quarantine record: \(error)")
    byteOffset = error.byteOffset
  }

  /// The same with its place, found on the line's tape.
  func placed(on tape: Tape) -> ReplayFault {
    var placed = self
    if let node { placed.byteOffset = Int(tape[node].offset) }
    return placed
  }

  /// Whether something is wrong with the quarantine itself, so that the run must not look like a
  /// success.
  static func isDamage(_ code: String) -> Bool {
    [Kind.malformed, .checksum].contains { $0.rawValue == code }
  }
}
