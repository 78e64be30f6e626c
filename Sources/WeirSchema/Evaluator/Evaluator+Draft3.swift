import WeirJSON

// What only draft 3 has. Out of line: no other dialect should pay for it.

extension Evaluator {
  /// `type` with schemas among the names: the value is of one of the types or valid by a schema.
  @inline(never)
  mutating func typeOrSchema(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    if hasListedType(instruction, node) { return true }
    var branches = instruction
    branches.flag = 0
    return anyOf(branches, node, marks)
  }

  /// `disallow`: neither.
  @inline(never)
  mutating func disallow(_ instruction: Instruction, _ node: Int) -> Bool {
    var isListed = hasListedType(instruction, node)
    if Observer.collects { observer.beginBranches() }
    var branch = 0
    while !isListed, branch < Int(instruction.b) {
      isListed = apply(targets[Int(instruction.a) &+ branch], to: node)
      branch &+= 1
    }
    if Observer.collects { observer.forgetBranches() }
    if exceeded != nil { return false }
    return !isListed || reject(instruction, node)
  }

  /// `required` inside the schema of a property.
  @inline(never)
  mutating func assertHasMember(_ instruction: Instruction, _ node: Int) -> Bool {
    let name = program.names.cells[Int(instruction.a)]
    if hasMember(name, node) { return true }
    guard Observer.collects else { return false }
    let detail = Fault.Detail.names([bytes(of: name)])
    if let limit = observer.enter(schema: Int(instruction.b), through: nil, at: node) {
      return giveUp(limit)
    }
    defer { observer.leave(isValid: false) }
    return reject(
      Fault(site: Int(instruction.keyword), node: node, place: .opening, detail: detail))
  }

  private func hasListedType(_ instruction: Instruction, _ node: Int) -> Bool {
    let kind = tape.kind(of: node)
    let types = KindSet(rawValue: UInt8(truncatingIfNeeded: instruction.flag))
    return types.contains(kind: kind)
      || instruction.flag & TypeListFlag.integersByNotation == 0
        && isIntegralDecimal(node, kind, types)
  }
}
