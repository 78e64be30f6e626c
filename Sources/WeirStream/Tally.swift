/// The counts of a run, over all its starts. Whatever was written so far, `lines = received + blank`
/// and `received = accepted + quarantined + duplicates + held`; of what `replay` reads,
/// `lines = received + blank + notices + unselected`.
struct Tally: Hashable, Sendable {
  private(set) var lines = 0
  private(set) var accepted = 0
  private(set) var quarantined = 0

  /// Records that came before already.
  private(set) var duplicates = 0

  /// Accepted records that wait for their turn; none at the end.
  var held = 0

  /// Lines that are no records to judge.
  private(set) var passed = JudgedLines.PassedLines()

  /// Of the input, line ends included.
  var bytes = 0

  /// By number of the schema; empty in a run that has one for all.
  private(set) var schemas: [SchemaCounts]

  /// What became of the records that one schema judged.
  struct SchemaCounts: Hashable, Sendable {
    var accepted = 0
    var quarantined = 0
  }

  private var groups: [RejectReason: Group] = [:]

  /// Records whose reason came after so many others that it was not told apart.
  private(set) var ungrouped = 0

  /// - Parameter schemaCount: Schemas whose records are counted each by itself.
  init(schemaCount: Int = 0) {
    schemas = Array(repeating: SchemaCounts(), count: schemaCount)
  }

  var received: Int { accepted + quarantined + duplicates + held }
  var blank: Int { lines - received - passed.notices - passed.unselected }

  /// Whether a quarantine that was replayed turned out to be damaged.
  var hasDamage: Bool { groups.keys.contains { ReplayFault.isDamage($0.code) } }

  /// One reason, how often it was the first of a record, and where first.
  struct Group: Hashable, Sendable {
    let reason: RejectReason

    /// Place among the reasons in the order in which they came up, from 0.
    let ordinal: Int
    var count = 0
    var places: [Place] = []
  }

  struct Place: Hashable, Sendable {
    let position: InputPosition
    let column: Int
  }

  static let placesPerGroup = 3

  /// Reasons told apart. A schema has fewer keywords; this bounds the memory for those that have not.
  static let maxGroups = 1000

  /// Takes what was written of a block.
  mutating func add(_ judged: JudgedLines) {
    lines += judged.lineCount
    accepted += judged.acceptedCount
    quarantined += judged.rejects.count
    duplicates += judged.duplicateCount
    passed.notices += judged.passed.notices
    passed.unselected += judged.passed.unselected
    for reject in judged.rejects { add(reject) }
    if !schemas.isEmpty { countSchemas(of: judged) }
  }

  private mutating func countSchemas(of judged: JudgedLines) {
    for mark in judged.marks { schemas[mark.mark.schemaIndex].accepted += 1 }
    for case let index? in judged.rejects.map(\.schemaIndex) { schemas[index].quarantined += 1 }
  }

  private mutating func add(_ reject: JudgedLines.Reject) {
    guard groups.count < Tally.maxGroups || groups[reject.reason] != nil else {
      ungrouped += 1
      return
    }
    let new = Group(reason: reject.reason, ordinal: groups.count)
    modify(&groups[reject.reason, default: new], reject)
  }

  private func modify(_ group: inout Group, _ reject: JudgedLines.Reject) {
    group.count += 1
    guard group.places.count < Tally.placesPerGroup else { return }
    group.places.append(Place(position: reject.place, column: reject.column))
  }

  /// The reasons in the order in which they came up.
  var groupsInOrder: [Group] { groups.values.sorted { $0.ordinal < $1.ordinal } }

  /// The reasons, most frequent first; of equal ones the earlier first.
  var reasons: [Group] {
    groups.values.sorted { ($1.count, $0.ordinal) < ($0.count, $1.ordinal) }
  }
}

extension Tally {
  /// The counts of an earlier start.
  init(
    lines: Int, accepted: Int, quarantined: Int, duplicates: Int, held: Int, bytes: Int,
    ungrouped: Int, groups: [Group],
    schemas: [SchemaCounts], passed: JudgedLines.PassedLines
  ) {
    self.lines = lines
    self.accepted = accepted
    self.quarantined = quarantined
    self.duplicates = duplicates
    self.held = held
    self.bytes = bytes
    self.ungrouped = ungrouped
    self.schemas = schemas
    self.passed = passed
    for group in groups { self.groups[group.reason] = group }
  }
}
