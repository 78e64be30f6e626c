import WeirStream

/// Outcomes that the store does not know yet. They gather while it is busy with earlier ones.
struct SettlementDraft {
  private var next: Settlement

  /// Handed out, and not stored yet.
  private var storing: Settlement?
  private var storedCursor: Int64

  /// Parked records of a delivery, until the store knows what became of them.
  private var openParked: Set<Int64> = []

  init(sink: String, cursor: Int64) {
    next = Settlement(sink: sink, cursor: cursor)
    storedCursor = cursor
  }

  var hasParkedRecords: Bool { !openParked.isEmpty }
  var isStoring: Bool { storing != nil }

  /// Takes note of what became of one record. - Parameter outcome: Nil for one that was delivered.
  mutating func note(_ outcome: RecordOutcome, of sequence: Int64, wasParked: Bool) {
    if wasParked { openParked.insert(sequence) }
    switch outcome {
    case .delivered: if wasParked { next.unparked.append(sequence) }
    case .parked(let parking): next.parked.append(parking)
    case .refused(let refusal): next.refused.append(refusal)
    }
  }

  /// Where the sink stands with all that was noted so far.
  mutating func note(position: [UInt8]?) { if let position { next.position = position } }

  /// What to store now; nil if there is nothing new, or something is being stored.
  mutating func take(cursor: Int64) -> Settlement? {
    guard storing == nil, cursor > storedCursor || next.hasOutcomes else { return nil }
    next.cursor = max(cursor, storedCursor)
    storing = next
    next = Settlement(sink: next.sink, cursor: next.cursor)
    return storing
  }

  /// The settlement that was taken is in the store.
  mutating func stored() {
    guard let settlement = storing else { return }
    storedCursor = settlement.cursor
    openParked.subtract(settlement.unparked)
    openParked.subtract(settlement.parked.map(\.sequence))
    openParked.subtract(settlement.refused.map(\.sequence))
    storing = nil
  }

  /// The settlement that was taken is not in the store: what it says is said with the next one.
  mutating func failed(_ settlement: Settlement) {
    guard storing == settlement else { return }
    next = settlement.followed(by: next)
    storing = nil
  }

  func hasNews(cursor: Int64) -> Bool {
    storing != nil || cursor > storedCursor || next.hasOutcomes
  }
}

/// What becomes of a record that a sink was given.
enum RecordOutcome: Equatable {
  case delivered
  case parked(Settlement.Parking)
  case refused(Settlement.Refusal)
}

extension Settlement {
  fileprivate func followed(by next: Settlement) -> Settlement {
    var both = next
    both.position = next.position ?? position
    both.unparked = unparked + next.unparked
    both.parked = parked + next.parked
    both.refused = refused + next.refused
    return both
  }

  /// Whether it says more than where cursor and sink stand.
  fileprivate var hasOutcomes: Bool {
    !unparked.isEmpty || !parked.isEmpty || !refused.isEmpty || position != nil
  }
}
