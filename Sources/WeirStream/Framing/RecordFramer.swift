import WeirJSON

/// Finds records in a stream that is not cut into lines, however its bytes come.
///
/// Offsets are those of the buffer that is being filled; `rebase` moves along when the buffer's first
/// bytes go. Linear: every byte is looked at once.
struct RecordFramer {
  private var machine: Machine

  /// How far the buffer has been looked at.
  private(set) var position = 0

  private enum Machine {
    case values(ValueFramer)
    case sequence(SequenceFramer)
  }

  /// nil for lines, which need no framer.
  init?(_ framing: Framing) {
    switch framing {
    case .ndjson: return nil
    case .jsonSequence: machine = .sequence(SequenceFramer())
    case .concatenated: machine = .values(ValueFramer(isArray: false))
    case .array: machine = .values(ValueFramer(isArray: true))
    }
  }

  /// Where the record under way begins, with what stands before its text; nil between records.
  var openStart: Int? {
    switch machine {
    case .values(let framer): framer.openStart
    case .sequence(let framer): framer.openStart
    }
  }

  /// Where the text of the record under way begins.
  var openTextStart: Int? {
    switch machine {
    case .values(let framer): framer.openStart
    case .sequence(let framer): framer.openTextStart
    }
  }

  /// Goes on to the end of the bytes, or behind the record that makes so many.
  ///
  /// - Parameters:
  ///   - bytes: The whole buffer, as far as it is filled.
  ///   - most: Records that there may be, those included that are there already.
  mutating func scan(_ bytes: ByteSlice, upTo most: Int, into records: inout [FramedRecord]) {
    switch machine {
    case .values(var framer):
      position = framer.scan(bytes, from: position, upTo: most, into: &records)
      machine = .values(framer)
    case .sequence(var framer):
      position = framer.scan(bytes, from: position, upTo: most, into: &records)
      machine = .sequence(framer)
    }
  }

  /// Passes over bytes that belong to no record: a byte order mark.
  mutating func skip(to offset: Int) { position = max(position, offset) }

  /// The buffer's first `count` bytes are gone.
  mutating func rebase(by count: Int) {
    position -= count
    switch machine {
    case .values(var framer):
      framer.rebase(by: count)
      machine = .values(framer)
    case .sequence(var framer):
      framer.rebase(by: count)
      machine = .sequence(framer)
    }
  }

  /// The input has ended: so does the record under way, and the next byte begins anew.
  mutating func endInput(_ bytes: ByteSlice, into records: inout [FramedRecord]) {
    switch machine {
    case .values(var framer):
      framer.endInput(at: bytes.count, into: &records)
      machine = .values(framer)
    case .sequence(var framer):
      framer.endInput(bytes, into: &records)
      machine = .sequence(SequenceFramer())
    }
    position = 0
  }
}
