import WeirJSON

// Keywords that combine verdicts of schemas on the same instance.

extension Evaluator {
  /// `allOf` with one schema, and the like.
  @inline(never)
  mutating func applyTarget(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    apply(targets[Int(instruction.a)], to: node, marks: marks)
  }

  @inline(never)
  mutating func anyOf(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    if !Observer.collects, instruction.flag != 0, tape.kind(of: node) == .object {
      return countMatches(chosenBranches(instruction, node), node, marks, upTo: 1) != 0
    }
    var isAny = false
    if Observer.collects { observer.beginBranches() }
    for branch in 0..<Int(instruction.b) {
      if applyBranch(targets[Int(instruction.a) &+ branch], to: node, marks) {
        isAny = true
        // While evaluated members are noted, every branch that matches has something to say.
        if marks < 0, !Observer.seesEverySchema { break }
      }
    }
    guard Observer.collects else { return isAny }
    if isAny {
      observer.forgetBranches()
    } else {
      observer.recordBecauseOfBranches(unionFault(instruction, node))
    }
    return isAny
  }

  @inline(never)
  mutating func oneOf(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    if !Observer.collects, instruction.flag != 0, tape.kind(of: node) == .object {
      return countMatches(chosenBranches(instruction, node), node, marks, upTo: 2) == 1
    }
    var matched = 0
    var branches: [Int] = []
    if Observer.collects { observer.beginBranches() }
    for branch in 0..<Int(instruction.b) {
      if applyBranch(targets[Int(instruction.a) &+ branch], to: node, marks) {
        matched &+= 1
        if Observer.collects {
          branches.append(branch)
        } else if matched > 1 {
          return false
        }
      }
    }
    guard Observer.collects else { return matched == 1 }
    if matched == 0 {
      observer.recordBecauseOfBranches(unionFault(instruction, node))
      return false
    }
    observer.forgetBranches()
    return matched == 1
      || reject(
        Fault(
          site: Int(instruction.keyword), node: node,
          detail: .branches(branches, first: Int(instruction.a))))
  }

  private func unionFault(_ instruction: Instruction, _ node: Int) -> Fault {
    let branches = Int(instruction.a)..<Int(instruction.a &+ instruction.b)
    return Fault(site: Int(instruction.keyword), node: node, detail: .union(branches))
  }

  @inline(never)
  mutating func not(_ instruction: Instruction, _ node: Int) -> Bool {
    if Observer.collects { observer.beginBranches() }
    let matches = apply(targets[Int(instruction.a)], to: node)
    if Observer.collects { observer.forgetBranches() }
    if exceeded != nil { return false }
    return !matches || reject(instruction, node)
  }

  @inline(never)
  mutating func conditional(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    // Without `then` and `else` the condition can only note what it evaluates.
    if instruction.flag == 0, marks < 0, !Observer.seesEverySchema { return true }
    let first = Int(instruction.a)
    if Observer.collects { observer.beginBranches() }
    let holds = applyBranch(targets[first], to: node, marks)
    if Observer.collects { observer.forgetBranches() }
    let branch = holds ? 1 : 2
    guard instruction.flag & UInt16(truncatingIfNeeded: branch) != 0 else { return true }
    return apply(targets[first &+ branch], to: node, marks: marks)
  }

  @inline(never)
  mutating func dependency(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    let rule = program.dependencies.cells[Int(instruction.a)]
    guard hasMember(rule.trigger, node) else { return true }
    if rule.hasTarget { return apply(rule.target, to: node, marks: marks) }
    var missing: [[UInt8]] = []
    for index in 0..<Int(rule.nameCount) {
      let name = program.names.cells[Int(rule.firstName) &+ index]
      if hasMember(name, node) { continue }
      if !Observer.collects { return false }
      missing.append(bytes(of: name))
    }
    if missing.isEmpty { return true }
    let detail = Fault.Detail.dependency(trigger: bytes(of: rule.trigger), missing: missing)
    return reject(
      Fault(site: Int(instruction.keyword), node: node, place: .opening, detail: detail))
  }

  @inline(never)
  mutating func propertyDependency(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    let rule = program.propertyDependencies.cells[Int(instruction.a)]
    guard let key = member(rule.property, of: node) else { return true }
    let value = tape[key &+ 1]
    guard value.kind == .string else { return true }
    let text = tape.content(of: value, scratch: &scratch)
    guard let target = keys.find(text, hash: keys.hash.hash(padded: text), in: rule.values) else {
      return true
    }
    return apply(targets[target], to: node, marks: marks)
  }

  func bytes(of name: NameReference) -> [UInt8] {
    keys.bytes(offset: Int(name.offset), count: Int(name.length)).copied()
  }

  /// The branches that the value of the table's member leaves to be applied. Whoever collects wants
  /// to know all that is wrong with every branch.
  @inline(__always)
  private mutating func chosenBranches(_ instruction: Instruction, _ node: Int) -> BranchList {
    let table = branchTables[Int(instruction.flag &- 1)]
    guard let key = member(table.name, of: node) else { return branchLists[Int(table.others)] }
    let value = tape[key &+ 1]
    guard value.kind == .string else { return branchLists[Int(table.others)] }
    let text = tape.content(of: value, scratch: &scratch)
    let list = keys.find(text, hash: keys.hash.hash(padded: text), in: table.values)
    return branchLists[list ?? Int(table.others)]
  }

  /// How many of the branches match, or `limit` as soon as that many do. While evaluated members are
  /// noted, every branch that matches has something to say.
  @inline(__always)
  private mutating func countMatches(
    _ list: BranchList, _ node: Int, _ marks: Int, upTo limit: Int
  ) -> Int {
    var matches = 0
    for index in Int(list.first)..<Int(list.first &+ list.count)
    where applyBranch(targets[Int(listedBranches[index])], to: node, marks) {
      matches &+= 1
      if matches == limit, marks < 0 || limit > 1 { return matches }
    }
    return matches
  }

  mutating func hasMember(_ name: NameReference, _ node: Int) -> Bool {
    member(name, of: node) != nil
  }

  /// The key of the object's member of that name. Linear in the members.
  private mutating func member(_ name: NameReference, of node: Int) -> Int? {
    let end = Int(tape[node].next)
    var key = node &+ 1
    while key < end {
      let keyNode = tape[key]
      if keyNode.keyHash == name.hash,
        keys.isEqual(
          tape.content(of: keyNode, scratch: &scratch), offset: Int(name.offset),
          count: Int(name.length))
      {
        return key
      }
      key = tape.next(after: key &+ 1)
    }
    return nil
  }
}
