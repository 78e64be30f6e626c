import NIOCore
import TestSupport

/// Records of one request.
struct Batch: Sendable {
  enum Form: Sendable {
    case lines, array, single

    var contentType: String { self == .lines ? "application/x-ndjson" : "application/json" }
  }

  let form: Form
  let key: String?
  let isCompressed: Bool

  /// Of its records, in their order.
  let numbers: [Int]

  /// Those whose sender does not know yet what became of them.
  var open: [Int]

  init(
    of load: Load, _ records: SentRecords, _ maker: RecordMaker, using random: inout SeededGenerator
  ) {
    let isKeyed = Int.random(in: 0..<100, using: &random) < load.keyedPercentage
    let isSingle = Int.random(in: 0..<100, using: &random) < load.singlePercentage
    let count =
      isSingle
      ? 1
      : Int.random(in: 0..<1000, using: &random) < load.hugePerMille
        ? Load.hugeBatch : Int.random(in: load.batch, using: &random)
    numbers = records.take(count, isKeyed: isKeyed)
    open = numbers
    key = isKeyed ? "key-\(maker.seed)-\(numbers[0])" : nil
    isCompressed = Int.random(in: 0..<100, using: &random) < load.compressedPercentage
    let isArray = Bool.random(using: &random)
    // A fault within an array would be one of all its records.
    let canBeArray = numbers.allSatisfy { maker.kind(of: $0) != .notJSON }
    form = isSingle ? .single : isArray && canBeArray ? .array : .lines
  }

  /// Those of its records that are not settled; all of them where there is a key.
  func body(_ maker: RecordMaker) -> ByteBuffer {
    let payloads = open.map { maker.payload(of: $0) }
    switch form {
    case .single: return ByteBuffer(bytes: payloads.first ?? [])
    case .lines: return ByteBuffer(bytes: payloads.flatMap { $0 + [UInt8(ascii: "\n")] })
    case .array:
      let separator = Array(", ".utf8)
      return ByteBuffer(
        bytes: [UInt8(ascii: "[")] + payloads.joined(separator: separator) + [UInt8(ascii: "]")])
    }
  }
}

/// What senders do.
struct Load: Sendable {
  var senders = 4

  /// Of all senders together, in a second.
  var recordsPerSecond = 500

  /// Records of one request.
  var batch = 1...40
  var keyedPercentage = 50
  var singlePercentage = 30
  var compressedPercentage = 10

  /// Of requests, those with more than a mebibyte: they become durable part by part.
  var hugePerMille = 0

  /// Of requests with a key, those that are sent again although they were answered.
  var repeatedPercentage = 10

  /// Whether a key is always seen by the gateway that saw it first: then what it is answered is checked.
  var areKeysOfOneGateway = true

  static let hugeBatch = 8000
}
