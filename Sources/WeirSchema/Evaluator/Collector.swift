/// Collects faults with the way that led to each, up to a limit.
///
/// Ways share their beginnings: each step knows the one before it, and a step that no kept fault
/// needs is given up when it is left. So memory is bounded by what is kept and how deep it lies, not
/// by how much was evaluated.
struct Collector: EvaluationObserver {
  static var collects: Bool { true }
  static var seesEverySchema: Bool { false }

  /// One subschema on a way: which, the reference that led to it, if one did, the tape node it is
  /// applied to, and the step before.
  struct Step: BitwiseCopyable {
    var schema: Int32
    var site: Int32
    var node: Int32
    var previous: Int32

    static let none: Int32 = -1
  }

  struct Entry {
    var fault: Fault
    /// Index of the step that entered the schema whose keyword complains; -1 before any.
    var step: Int
    /// The faults inside branches that made a combining keyword complain.
    var causes: [Entry] = []

    /// How many entries it holds, itself included.
    var weight = 1
  }

  /// Faults at most, outside branches; one more is kept to know that there are more.
  private(set) var limit = 1

  /// Faults that one branch may have; the rest explains nothing.
  private static var branchLimit: Int { 16 }

  /// Faults inside branches that may be kept at a time, for all keywords together. Beyond it each
  /// branch still has its first, so that the branches can be compared.
  private static var causeLimit: Int { 512 }

  private(set) var entries: [Entry] = []
  private(set) var steps: [Step] = []
  private var current = -1
  /// Steps before this one belong to entries.
  private var keptSteps = 0
  private var branches: [Branches] = []
  private var causeCount = 0

  /// What was there when a keyword began with its branches.
  private struct Branches {
    var entryCount: Int
    var stepCount: Int
    var keptSteps: Int
    /// The step of the schema that has the keyword.
    var outer: Int
    /// How many entries there were when the branch at hand began.
    var branchStart: Int
  }

  init(limit: Int = 1) { self.limit = max(limit, 1) }

  /// Forgets everything and begins anew; storage is kept.
  mutating func start(limit: Int) {
    self.limit = max(limit, 1)
    entries.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    branches.removeAll(keepingCapacity: true)
    current = -1
    keptSteps = 0
    causeCount = 0
  }

  var isFull: Bool { branches.isEmpty && entries.count > limit }

  mutating func annotate(site: Int, _ text: [UInt8]) {}

  mutating func record(_ fault: Fault) {
    append(Entry(fault: fault, step: current))
  }

  mutating func enter(schema: Int, through site: Int?, at node: Int) -> EvaluationLimit? {
    if let last = branches.indices.last, branches[last].outer == current {
      branches[last].branchStart = entries.count
    }
    steps.append(
      Step(
        schema: Int32(truncatingIfNeeded: schema),
        site: site.map { Int32(truncatingIfNeeded: $0) } ?? Step.none,
        node: Int32(truncatingIfNeeded: node),
        previous: Int32(truncatingIfNeeded: current)))
    current = steps.count - 1
    return nil
  }

  mutating func leave(isValid: Bool) {
    let left = current
    current = Int(steps[left].previous)
    if left == steps.count - 1, left >= keptSteps { steps.removeLast() }
  }

  mutating func beginBranches() {
    branches.append(
      Branches(
        entryCount: entries.count, stepCount: steps.count, keptSteps: keptSteps, outer: current,
        branchStart: entries.count))
  }

  mutating func forgetBranches() {
    guard let start = branches.popLast() else { return }
    for entry in entries[start.entryCount...] { causeCount -= entry.weight }
    entries.removeSubrange(start.entryCount...)
    steps.removeSubrange(start.stepCount...)
    keptSteps = start.keptSteps
  }

  mutating func recordBecauseOfBranches(_ fault: Fault) {
    guard let start = branches.popLast() else { return record(fault) }
    let causes = Array(entries[start.entryCount...])
    entries.removeSubrange(start.entryCount...)
    append(
      Entry(
        fault: fault, step: current, causes: causes,
        weight: causes.reduce(1) { $0 + $1.weight }))
  }

  private mutating func append(_ entry: Entry) {
    var entry = entry
    if let start = branches.last {
      let isFirst = entries.count == start.branchStart
      let hasRoom = causeCount < Self.causeLimit
      guard isFirst || hasRoom && entries.count - start.branchStart < Self.branchLimit else {
        causeCount -= entry.weight - 1
        return
      }
      if !hasRoom {
        causeCount -= entry.weight - 1
        entry.causes = []
        entry.weight = 1
      }
      causeCount += 1
    }
    entries.append(entry)
    keptSteps = max(keptSteps, current + 1)
  }
}
