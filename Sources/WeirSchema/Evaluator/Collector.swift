/// Collects faults with the way that led to each, up to a limit.
struct Collector: EvaluationObserver {
  static var collects: Bool { true }

  /// One subschema on the way: where it is, and the reference that led to it, if one did.
  struct Step {
    var schema: Int
    var site: Int?
  }

  struct Entry {
    var fault: Fault
    /// From the root schema to the one whose keyword complains.
    var path: [Step]
    /// The faults inside branches that made a combining keyword complain.
    var causes: [Entry]
  }

  /// Faults at most, outside branches; one more is kept to know that there are more.
  let limit: Int

  /// Faults that one keyword's branches may have between them; the rest explains nothing.
  private static let branchLimit = 64

  private(set) var entries: [Entry] = []
  private var path: [Step] = []
  private var branchStarts: [Int] = []

  init(limit: Int) { self.limit = max(limit, 1) }

  var isFull: Bool { branchStarts.isEmpty && entries.count > limit }

  mutating func record(_ fault: Fault) {
    append(Entry(fault: fault, path: path, causes: []))
  }

  mutating func enter(schema: Int, through site: Int?) {
    path.append(Step(schema: schema, site: site))
  }

  mutating func leave() { path.removeLast() }

  mutating func beginBranches() { branchStarts.append(entries.count) }

  mutating func forgetBranches() {
    guard let start = branchStarts.popLast() else { return }
    entries.removeSubrange(start...)
  }

  mutating func recordBecauseOfBranches(_ fault: Fault) {
    let start = branchStarts.popLast() ?? entries.count
    let causes = Array(entries[start...])
    entries.removeSubrange(start...)
    append(Entry(fault: fault, path: path, causes: causes))
  }

  private mutating func append(_ entry: Entry) {
    if let start = branchStarts.last, entries.count - start >= Self.branchLimit { return }
    entries.append(entry)
  }
}
