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
}
