/// How records follow each other in a stream.
public enum Framing: String, Sendable, CaseIterable {
  /// One record a line; blank lines are none.
  case ndjson

  /// JSON text sequences (RFC 7464): a record separator (0x1E), a text, an LF.
  case jsonSequence = "json-seq"

  /// One value behind the other, with or without white space between them.
  case concatenated

  /// The elements of one array.
  case array

  /// Whether a record may hold line ends, and what is written of it has to be ended by one.
  var endsRecordsWithLine: Bool { self == .concatenated || self == .array }

  /// What stands before a record's text.
  var prefix: [UInt8] { self == .jsonSequence ? [recordSeparator] : [] }
}

/// RS, which begins a JSON text in a sequence (RFC 7464 section 2.2). No JSON text may hold it.
let recordSeparator: UInt8 = 0x1E

/// A record that a framer found, as ranges of the block's buffer.
struct FramedRecord: Hashable {
  /// The text to judge.
  let bytes: Range<Int>

  /// The text with what begins and ends it.
  let whole: Range<Int>

  /// What is wrong with how it stands in the stream, whatever its text is.
  var fault: FrameFault?
}

extension UInt8 {
  /// JSON's white space (RFC 8259 section 2).
  package var isBlank: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
