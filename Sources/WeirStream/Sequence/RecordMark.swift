import WeirJSON

/// What a run has to know of an accepted record besides its bytes. Only runs that ask for it make
/// marks; then there is one for each accepted record.
package struct RecordMark: Sendable {
  /// Which of the run's schemas it was judged by.
  var schemaIndex = 0

  /// What stands for its key; nil where it has none, or nobody asks.
  var key: RecordKey?

  /// When it happened; nil where it does not say, or nobody asks.
  var time: Int64?

  /// Whether it should say when it happened, and does so in no way that can be read.
  var hasUnreadableTime = false

  /// What stands for the part of the stream in which it is in order or not.
  var partition = RecordKey(low: 0, high: 0)
}

/// Reads a record's key, time and partition from its tape. One worker's.
struct RecordMarker: ~Copyable {
  /// To the parts of the key, to the time, to the partition.
  private let pointers: PointerTable
  private let keyPartCount: Int
  private let timeNumber: Int?
  private let partitionNumber: Int?
  private let scale: OrderScale
  private let hash: SipHash
  private var bytes: [UInt8] = []

  /// - Parameter secret: Of the run: nobody else shall be able to make two keys that hash alike.
  init(_ options: FilterOptions, secret: RecordKey) {
    var pointers = options.dedupe?.key ?? []
    keyPartCount = pointers.count
    timeNumber = options.order == nil ? nil : pointers.count
    pointers += options.order.map { [$0.key] } ?? []
    partitionNumber = options.order?.partition == nil ? nil : pointers.count
    pointers += options.order?.partition.map { [$0] } ?? []
    self.pointers = PointerTable(pointers)
    scale = options.order?.scale ?? .sequence
    hash = SipHash(key: secret)
  }

  mutating func mark(
    _ tape: Tape, schemaIndex: Int, scratch: inout CellBuffer<UInt8>
  ) -> RecordMark {
    var mark = RecordMark(schemaIndex: schemaIndex)
    if keyPartCount > 0 { mark.key = key(of: 0..<keyPartCount, on: tape, scratch: &scratch) }
    guard let timeNumber else { return mark }
    if let node = pointers.index(of: timeNumber, on: tape) {
      mark.time = scale.value(at: node, of: tape, scratch: &scratch)
      mark.hasUnreadableTime = mark.time == nil
    }
    if let partitionNumber {
      // Those that have none are a partition of their own.
      let parts = partitionNumber..<partitionNumber + 1
      mark.partition = key(of: parts, on: tape, scratch: &scratch) ?? mark.partition
    }
    return mark
  }

  /// Hashes the scalars at the pointers; nil where one of them is missing, null, or no scalar.
  ///
  /// Strings are the same if their content is, numbers if their value is, and a string is never the
  /// same as a number.
  private mutating func key(
    of parts: Range<Int>, on tape: Tape, scratch: inout CellBuffer<UInt8>
  ) -> RecordKey? {
    bytes.removeAll(keepingCapacity: true)
    for part in parts {
      guard let node = pointers.index(of: part, on: tape),
        let text = tape.scalarText(at: node, scratch: &scratch)
      else { return nil }
      switch tape.kind(of: node) {
      case .integer, .decimal:
        bytes.append(UInt8(ascii: "#"))
        ExactNumber(text).appendKey(to: &bytes)
      case .string:
        bytes.append(UInt8(ascii: "\""))
        bytes.append(text)
      default: bytes.append(text)
      }
      // No byte of UTF-8: where one part ends cannot be mistaken.
      bytes.append(0xFF)
    }
    return bytes.withByteSlice { hash.hash($0) }
  }
}
