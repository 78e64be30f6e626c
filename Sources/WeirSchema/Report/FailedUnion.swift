import WeirJSON

/// An `anyOf` or `oneOf` none of whose branches matched, with what went wrong by branch.
struct FailedUnion {
  let entry: Collector.Entry

  /// Indices of the branches in the program's targets.
  let targets: Range<Int>

  /// By branch; empty for one whose faults there was no room for.
  private(set) var causes: [[Collector.Entry]]

  /// The value that the branches were applied to.
  var node: Int { entry.fault.node }

  /// Nil for any other fault.
  init?(_ entry: Collector.Entry, steps: [Collector.Step], _ program: Program) {
    guard case .union(let targets) = entry.fault.detail, !entry.causes.isEmpty else { return nil }
    self.entry = entry
    self.targets = targets
    causes = Array(repeating: [], count: targets.count)
    // Branches are applied one after the other, so their faults lie in their order.
    var branch = 0
    for cause in entry.causes {
      var step = cause.step
      while step >= 0, Int(steps[step].previous) != entry.step { step = Int(steps[step].previous) }
      guard step >= 0 else { continue }
      let schema = UInt32(steps[step].schema)
      while branch < targets.count,
        program.targets.cells[targets.lowerBound + branch].schema != schema
      {
        branch += 1
      }
      guard branch < targets.count else { return }
      causes[branch].append(cause)
    }
  }
}
