import WeirJSON

extension Evaluator {
  @inline(never)
  mutating func reference(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    let target = targets[Int(instruction.a)]
    if instruction.b == 0 {
      return apply(target, to: node, marks: marks, through: instruction.keyword)
    }
    return apply(target, to: node, marks: marks, in: instruction.b &- 1, instruction.keyword)
  }

  /// Leads to the outermost resource on the way here that has the anchor. Core Specification
  /// §8.2.3.2.
  @inline(never)
  mutating func dynamicReference(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    let plan = program.dynamicReferences.cells[Int(instruction.a)]
    for index in 0..<scopeCount {
      for candidate in 0..<Int(plan.candidateCount) {
        let found = program.dynamicCandidates.cells[Int(plan.firstCandidate) &+ candidate]
        if found.resource == scope[index] {
          return apply(
            found.target, to: node, marks: marks, in: found.resource, instruction.keyword)
        }
      }
    }
    guard plan.hasInitial else { return reject(instruction, node) }
    return apply(
      plan.initial, to: node, marks: marks, in: plan.initialResource, instruction.keyword)
  }

  /// Applies a schema of another resource, which joins the dynamic scope meanwhile.
  private mutating func apply(
    _ target: Target, to node: Int, marks: Int, in resource: UInt32, _ site: UInt32
  ) -> Bool {
    enterResource(resource)
    let isValid = apply(target, to: node, marks: marks, through: site)
    scopeCount &-= 1
    return isValid
  }

  // MARK: Chains and circles

  /// The reference that a schema consists of, if it is nothing else.
  func bareReference(_ target: Target) -> Instruction? {
    guard target.start != Target.nowhere else { return nil }
    let only = code[Int(target.start)]
    guard only.opcode == .controlReference, only.b == 0, code[Int(target.start) &+ 1].opcode == .end
    else { return nil }
    return only
  }

  /// Follows a chain of schemas that only refer to others, for an observer: thousands of them take no
  /// more stack than one.
  mutating func followReferences(_ first: Instruction, to node: Int, marks: Int) -> Bool {
    var last = first
    var entered = 0
    while let next = bareReference(targets[Int(last.a)]) {
      let schema = Int(targets[Int(last.a)].schema)
      if let limit = observer.enter(schema: schema, through: Int(last.keyword), at: node) {
        _ = giveUp(limit)
        break
      }
      entered &+= 1
      last = next
    }
    let isValid =
      exceeded == nil
      && apply(targets[Int(last.a)], to: node, marks: marks, through: last.keyword)
    for _ in 0..<entered { observer.leave(isValid: isValid) }
    return isValid
  }

  /// Notes that a schema of a circle is applied to a node; false if it is being so already. Of the
  /// schemas noted, those for the node at hand are the last.
  @inline(never)
  mutating func enterGuarded(_ schema: UInt32, _ node: Int) -> Bool {
    let entry = UInt64(schema) << 32 | UInt64(UInt32(truncatingIfNeeded: node))
    var index = guardedCount &- 1
    while index >= 0, guarded[index] & 0xFFFF_FFFF == entry & 0xFFFF_FFFF {
      if guarded[index] == entry { return false }
      index &-= 1
    }
    guarded.reserve(guardedCount &+ 1, keeping: guardedCount)
    guarded[guardedCount] = entry
    guardedCount &+= 1
    return true
  }
}
