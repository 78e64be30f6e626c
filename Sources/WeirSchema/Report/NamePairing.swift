import WeirJSON

extension [Collector.Entry] {
  /// The same faults, where a property that is missing and one that should not be there are one if
  /// their names are so alike that one was meant to be the other; or the same, and one stands a level
  /// too high or too low.
  ///
  /// What is left is told at the wrong name. Linear where nothing is missing or nothing unexpected.
  func pairingNames(_ steps: [Collector.Step], _ tape: Tape) -> [Collector.Entry] {
    guard count > 1 else { return self }
    let lacking = indices.filter { !self[$0].fault.missingNames.isEmpty }
    let unexpected = indices.filter { self[$0].fault.place == .key && self[$0].step >= 0 }
    guard !lacking.isEmpty, !unexpected.isEmpty else { return self }
    var entries = self
    for index in unexpected {
      let object = Int(steps[entries[index].step].node)
      let written = tape.bytes(at: entries[index].fault.node)
      for other in lacking {
        let names = entries[other].fault.missingNames
        let lack = entries[other].fault.node
        if lack == object {
          guard let meant = closest(to: written, among: names) else { continue }
          entries[index].fault.detail = .misspelt(meant)
          entries[other].fault.detail = .names(names.filter { $0 != meant })
        } else {
          guard names.contains(written), tape.areNested(lack, object) else {
            continue
          }
          entries[index].fault.detail = .misplaced(lack)
          entries[other].fault.detail = .names(names.filter { $0 != written })
        }
        break
      }
    }
    return entries.filter { entry in
      if case .names(let names) = entry.fault.detail { !names.isEmpty } else { true }
    }
  }
}

extension Tape {
  /// Whether one of two objects is the value of a member of the other.
  fileprivate func areNested(_ a: Int, _ b: Int) -> Bool {
    let (outer, inner) = (min(a, b), max(a, b))
    // Large objects are maps.
    return self[outer].length <= 64 && members(of: outer).contains { $0 + 1 == inner }
  }
}

extension Fault {
  /// Of `required`.
  fileprivate var missingNames: [[UInt8]] {
    if case .names(let names) = detail { names } else { [] }
  }
}
