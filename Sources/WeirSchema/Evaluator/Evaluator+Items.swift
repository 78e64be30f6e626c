import WeirJSON

// Loops over the elements of arrays.

extension Evaluator {
  @inline(never)
  mutating func loopItems(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    let target = targets[Int(instruction.a)]
    let first = Int(instruction.b)
    if marks >= 0 { markAll(node, in: marks) }
    if target.isTrue, !Observer.seesEverySchema { return true }
    let end = Int(tape[node].next)
    var element = node &+ 1
    var position = 0
    var isValid = true
    while element < end {
      if position >= first {
        let passes = target.isFalse ? reject(instruction, element) : apply(target, to: element)
        if !passes {
          if !Observer.collects || observer.isFull { return false }
          isValid = false
        }
      }
      position &+= 1
      element = tape.next(after: element)
    }
    return isValid
  }

  @inline(never)
  mutating func loopPrefixItems(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    let end = Int(tape[node].next)
    var element = node &+ 1
    var position = 0
    var isValid = true
    while element < end, position < Int(instruction.b) {
      if !apply(targets[Int(instruction.a) &+ position], to: element) {
        if !Observer.collects || observer.isFull { return false }
        isValid = false
      }
      if marks >= 0 { mark(position, in: marks) }
      position &+= 1
      element = tape.next(after: element)
    }
    return isValid
  }

  @inline(never)
  mutating func loopContains(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    let plan = program.contains.cells[Int(instruction.a)]
    let marksMatches = marks >= 0 && plan.marksEvaluated
    let end = Int(tape[node].next)
    var element = node &+ 1
    var position = 0
    var matches: UInt32 = 0
    if Observer.collects { observer.beginBranches() }
    while element < end {
      if apply(plan.target, to: element) {
        matches &+= 1
        if marksMatches { mark(position, in: marks) }
        // Enough, and more could do no harm.
        if !marksMatches, matches >= plan.minimum, plan.maximum == UInt32.max,
          !Observer.seesEverySchema
        {
          break
        }
      }
      position &+= 1
      element = tape.next(after: element)
    }
    if Observer.collects { observer.forgetBranches() }
    if matches < plan.minimum {
      return reject(
        Fault(site: Int(plan.minimumKeyword), node: node, detail: .count(Int(matches))))
    }
    if matches > plan.maximum {
      return reject(
        Fault(site: Int(plan.maximumKeyword), node: node, detail: .count(Int(matches))))
    }
    return true
  }

  @inline(never)
  mutating func assertUniqueItems(_ instruction: Instruction, _ node: Int) -> Bool {
    guard tape[node].length > 1, let pair = distinct.firstEqualPair(in: tape, arrayAt: node) else {
      return true
    }
    return reject(
      Fault(
        site: Int(instruction.keyword), node: pair.second, detail: .pair(pair.first, pair.second)))
  }
}
