import ArgumentParser
import WeirJSON
package import WeirStream

/// The options for records that come again, or out of order.
struct SequenceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Where a record's key is, in parts: of records with the same key the first is accepted. A comma \
      in a name is %2C in a fragment: #/a%2Cb.
      """,
      valueName: "pointer[,pointer…]"),
    transform: KeyArgument.init(argument:))
  var dedupeKey: KeyArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Keys that are remembered; 10M by default.", valueName: "N"),
    transform: countValue(in: 1...1 << 31))
  var dedupeWindow: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long a key is remembered, by the time at --order-key.", valueName: "duration"),
    transform: spanValue)
  var dedupeFor: Span?

  @Option(help: ArgumentHelp("File for lines that came again; else counted.", valueName: "file"))
  var duplicates: String?

  @Option(
    help: ArgumentHelp(
      "Where a record says when it happened (RFC 3339, or a number), or its number in the stream.",
      valueName: "pointer"),
    transform: pointerValue)
  var orderKey: JSONPointer?

  @Option(help: ArgumentHelp("Unit of times that are numbers: s, ms, us, ns.", valueName: "unit"))
  var orderUnit: OrderScale.NumberUnit = .seconds

  @Option(
    help: ArgumentHelp(
      "Where a record says in which part of the stream that order counts.", valueName: "pointer"),
    transform: pointerValue)
  var orderPartition: JSONPointer?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      How far behind the latest one a record may be; a plain number makes --order-key a sequence \
      number.
      """,
      valueName: "duration|N"),
    transform: value(DistanceArgument.words, DistanceArgument.init(argument:)))
  var lateness: DistanceArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A larger step to the next record is a gap; --lateness by default, or 1 of a sequence.",
      valueName: "duration|N"),
    transform: value(DistanceArgument.words, DistanceArgument.init(argument:)))
  var maxGap: DistanceArgument?

  @Option(
    help: "What becomes of later ones: pass, or with --lateness quarantine, or wait in order.")
  var late: LatePolicy?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Records that reorder holds back at most; 100k by default.", valueName: "N"),
    transform: countValue(in: 1...Int.max))
  var reorderRecords: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Bytes that reorder holds back at most; 16M by default.", valueName: "N"),
    transform: countValue(in: 1...Int.max))
  var reorderBytes: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Partitions that are told apart; 100k by default.", valueName: "N"),
    transform: countValue(in: 1...Int.max))
  var orderPartitions: Int?

  mutating func validate() throws {
    let dedupeOptions: [(Bool, String)] = [
      (dedupeWindow != nil, "--dedupe-window"), (dedupeFor != nil, "--dedupe-for"),
      (duplicates != nil, "--duplicates"),
    ]
    for (isGiven, name) in dedupeOptions where isGiven && dedupeKey == nil {
      throw wrong("\(name) needs --dedupe-key")
    }
    let orderOptions: [(Bool, String)] = [
      (dedupeFor != nil, "--dedupe-for"), (orderPartition != nil, "--order-partition"),
      (lateness != nil, "--lateness"), (maxGap != nil, "--max-gap"), (late != nil, "--late"),
      (reorderRecords != nil, "--reorder-records"), (reorderBytes != nil, "--reorder-bytes"),
      (orderPartitions != nil, "--order-partitions"),
    ]
    for (isGiven, name) in orderOptions where isGiven && orderKey == nil {
      throw wrong("\(name) needs --order-key")
    }
    if let maxGap, maxGap.isSequence != (lateness?.isSequence ?? false) {
      throw wrong("--lateness and --max-gap are both times, or both plain numbers")
    }
    guard dedupeFor == nil || lateness?.isSequence != true else {
      throw wrong("--dedupe-for needs times, and a plain --lateness says sequence numbers")
    }
    guard lateness != nil || late == nil || late == .pass else {
      throw wrong("--late \(late?.rawValue ?? "") needs to know how late: --lateness 30s")
    }
  }

  private func wrong(_ text: String) -> ArgumentParser.ValidationError {
    ArgumentParser.ValidationError(text)
  }

  /// Sets what these options ask for.
  func apply(to options: inout FilterOptions) {
    if let dedupeKey {
      var dedupe = DedupeOptions(key: dedupeKey.pointers)
      if let dedupeWindow { dedupe.maxKeys = dedupeWindow }
      dedupe.span = dedupeFor
      dedupe.duplicates = duplicates
      options.dedupe = dedupe
    }
    guard let orderKey else { return }
    var order = OrderOptions(key: orderKey)
    order.partition = orderPartition
    let isSequence = lateness?.isSequence ?? false
    order.scale = isSequence ? .sequence : .time(numberUnit: orderUnit)
    order.lateness = lateness?.distance ?? 0
    order.maxGap = maxGap?.distance ?? (isSequence ? 1 : lateness?.distance)
    order.late = late ?? .pass
    if let reorderRecords { order.maxHeldRecords = reorderRecords }
    if let reorderBytes { order.maxHeldBytes = reorderBytes }
    if let orderPartitions { order.maxPartitions = orderPartitions }
    options.order = order
  }
}

/// Pointers with commas between them. A comma in a name is written `%2C`, in a pointer that is a fragment.
struct KeyArgument {
  let pointers: [JSONPointer]

  init(argument: String) throws {
    pointers = try argument.split(separator: ",", omittingEmptySubsequences: false)
      .map { try pointerValue(String($0)) }
  }
}

/// A length of time, or a plain number of records.
struct DistanceArgument {
  let distance: Int64
  let isSequence: Bool

  static let words = "a duration such as 30s, or a plain number of records"

  init?(argument: String) {
    if let span = Span(argument) {
      distance = span.nanoseconds
      isSequence = false
    } else if let number = Int64(argument), number >= 0 {
      distance = number
      isSequence = true
    } else {
      return nil
    }
  }
}

/// A length of time.
let spanValue = value("a duration such as 500ms, 30s, 5m, 24h or 7d") { Span($0) }

extension LatePolicy: ExpressibleByArgument {}

extension OrderScale.NumberUnit: ExpressibleByArgument {}
