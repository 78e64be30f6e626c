package import WeirJSON

/// How records that come again are known.
package struct DedupeOptions: Sendable {
  /// Where the parts of a record's key are.
  package var key: [JSONPointer]

  /// Keys that are remembered.
  package var maxKeys = 10_000_000

  /// How long a key is remembered, in the time of the records; nil as long as there is room.
  package var span: Span?

  /// File for what came again; nil only counts it.
  package var duplicates: String?

  package init(key: [JSONPointer]) { self.key = key }
}

/// In which order records should come, and what becomes of those that do not.
package struct OrderOptions: Sendable {
  /// Where a record says when it happened, or which one it is.
  package var key: JSONPointer

  /// Where it says in which part of the stream that counts; nil for all of it.
  package var partition: JSONPointer?

  package var scale = OrderScale.time(numberUnit: .seconds)

  /// How far behind the latest one a record may be: in nanoseconds, or in numbers.
  package var lateness: Int64 = 0

  package var late = LatePolicy.pass

  /// A step of more than this to the next record is a gap; nil looks for none.
  package var maxGap: Int64?

  /// What `reorder` holds back at most; then the oldest eighth leaves early. With `--state` each commit
  /// writes all of it.
  package var maxHeldRecords = 100_000
  package var maxHeldBytes = 16_000_000

  /// Parts of the stream that are told apart; then those that were not heard of for longest begin
  /// anew.
  package var maxPartitions = 100_000

  package init(key: JSONPointer) { self.key = key }
}

extension OrderOptions {
  /// What is said of a value at the key that is not what the scale says.
  var unreadableText: String {
    guard scale == .sequence else { return "\(key) is no time that can be read" }
    return "\(key) is no sequence number, which --lateness without a unit takes it for: "
      + "--lateness \(lateness)s says that it is a time"
  }
}

/// What becomes of records that come too late.
package enum LatePolicy: String, CaseIterable, Sendable {
  /// They are counted.
  case pass

  /// They are quarantined with stage `order`.
  case quarantine

  /// Records are held back for as long as the lateness says and leave in order; what comes later than
  /// that is quarantined.
  case reorder
}

/// What the values at an order key mean.
package enum OrderScale: Hashable, Sendable {
  /// RFC 3339, or numbers since 1970.
  case time(numberUnit: NumberUnit)

  /// Whole numbers that go up by one.
  case sequence

  package enum NumberUnit: String, CaseIterable, Sendable {
    case seconds = "s"
    case milliseconds = "ms"
    case microseconds = "us"
    case nanoseconds = "ns"

    /// Its power of ten in nanoseconds.
    fileprivate var power: Int {
      switch self {
      case .seconds: 9
      case .milliseconds: 6
      case .microseconds: 3
      case .nanoseconds: 0
      }
    }
  }

  /// The value at `node`, in nanoseconds since 1970 or as the number that it is; nil for what is
  /// neither.
  func value(at node: Int, of tape: Tape, scratch: inout CellBuffer<UInt8>) -> Int64? {
    switch (self, tape.kind(of: node)) {
    case (.time, .string):
      Timestamp(rfc3339: tape.content(of: tape[node], scratch: &scratch))?.nanoseconds
    case (.time(let unit), .integer), (.time(let unit), .decimal):
      ExactNumber(tape.rawContent(of: node)).truncated(timesTenTo: unit.power)
    case (.sequence, .integer), (.sequence, .decimal):
      wholeNumber(tape.rawContent(of: node))
    default: nil
    }
  }

  private func wholeNumber(_ token: ByteSlice) -> Int64? {
    let number = ExactNumber(token)
    return number.isIntegral ? number.truncated(timesTenTo: 0) : nil
  }

  /// A distance as people read it.
  func text(ofDistance distance: Int64) -> String {
    guard case .time = self else { return "\(distance)" }
    if distance % 1_000_000_000 == 0 { return "\(distance / 1_000_000_000) s" }
    let milliseconds = distance / 1_000_000
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest + " s"
  }
}
