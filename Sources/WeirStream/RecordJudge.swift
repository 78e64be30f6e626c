package import WeirJSON
package import WeirSchema

/// What decides about a record: one worker's, with storage that it reuses from line to line.
///
/// The pipeline is generic over it and specialised for `Validator`, so that the border costs a plain
/// call per line; tests put a judge of their own here.
package protocol RecordJudge: ~Copyable, SendableMetatype {
  /// Announces that the lines to come lie in `lines`, in order, and live until the next announcement.
  mutating func expect(_ lines: ByteSlice)

  /// Whether the line is a record to accept.
  ///
  /// - Parameter line: Without its LF. `Document.padding` readable bytes follow it.
  mutating func accepts(_ line: ByteSlice) -> Bool

  /// What is wrong with a line that was not accepted, with places relative to the line.
  mutating func report(on line: ByteSlice, limit: Int) -> Report

  /// Which of the run's schemas the last line was judged by; nil where it did not come to that.
  var schemaIndex: Int? { get }

  /// Whether accepted records are marked. Known to the compiler, so that a run without pays nothing.
  static var marksRecords: Bool { get }

  /// The mark of the line that was just accepted.
  func mark() -> RecordMark
}

extension RecordJudge where Self: ~Copyable {
  package mutating func expect(_ lines: ByteSlice) {}

  package var schemaIndex: Int? { 0 }

  package static var marksRecords: Bool { false }

  package func mark() -> RecordMark { RecordMark() }
}
