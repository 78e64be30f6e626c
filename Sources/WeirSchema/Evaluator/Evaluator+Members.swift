import WeirJSON

extension Evaluator {
  /// `properties`, `patternProperties`, `additionalProperties`, `propertyNames` and `required` in
  /// one walk over the members.
  @inline(never)
  mutating func loopMembers(_ instruction: Instruction, _ node: Int, _ marks: Int) -> Bool {
    instruction.flag != 0 && marks < 0 && !Observer.collects
      ? loopNamedMembers(Int(instruction.a), node)
      : loopAllMembers(instruction, node, marks)
  }

  /// The same for a verdict where names alone decide which schema a member is held against.
  @inline(never)
  mutating func loopNamedMembers(_ plan: Int, _ node: Int) -> Bool {
    guard descend() else { return false }
    defer { depth &-= 1 }
    let names = objects[plan].names
    var missing = objects[plan].requiredCount
    let end = Int(tape[node].next)
    var key = node &+ 1
    while key < end {
      let keyNode = tape[key]
      let name = tape.content(of: keyNode, scratch: &scratch)
      let target: Target
      if let found = keys.find(name, hash: keyNode.keyHash, in: names) {
        let rule = memberRules[found]
        missing &-= rule.isRequired ? 1 : 0
        target = rule.target
      } else {
        target = objects[plan].additional
      }
      if !apply(target, to: key &+ 1) { return false }
      key = tape.next(after: key &+ 1)
    }
    return missing == 0
  }

  @inline(never)
  private mutating func loopAllMembers(
    _ instruction: Instruction, _ node: Int, _ marks: Int
  ) -> Bool {
    let plan = objects[Int(instruction.a)]
    let end = Int(tape[node].next)
    var key = node &+ 1
    var required: UInt32 = 0
    var ordinal = 0
    var isValid = true
    while key < end {
      let value = key &+ 1
      let keyNode = tape[key]
      let name = tape.content(of: keyNode, scratch: &scratch)
      var isEvaluated = false
      var passes = true
      var mayMatchPattern = plan.patternCount > 0
      if let found = keys.find(name, hash: keyNode.keyHash, in: plan.names) {
        let rule = memberRules[found]
        if rule.isRequired { required &+= 1 }
        if rule.isProperty {
          isEvaluated = true
          passes = apply(rule.target, to: value)
        }
        mayMatchPattern = rule.mayMatchPattern
      }
      if mayMatchPattern, passes || Observer.collects {
        passes = applyPatterns(plan, keyNode, value, &isEvaluated) && passes
      }
      if !isEvaluated, plan.hasAdditional {
        isEvaluated = true
        passes = applyAdditional(plan, key)
      }
      if plan.hasPropertyNames, passes || Observer.collects {
        passes = apply(plan.propertyNames, to: key) && passes
      }
      if isEvaluated, marks >= 0 { mark(ordinal, in: marks) }
      if !passes {
        if !Observer.collects || observer.isFull { return false }
        isValid = false
      }
      ordinal &+= 1
      key = tape.next(after: value)
    }
    return required == plan.requiredCount ? isValid : rejectMissing(plan, node)
  }

  @inline(__always)
  private mutating func applyAdditional(_ plan: ObjectPlan, _ key: Int) -> Bool {
    plan.additional.isFalse
      ? reject(Fault(site: Int(plan.additionalKeyword), node: key, place: .key))
      : apply(plan.additional, to: key &+ 1)
  }

  @inline(never)
  private mutating func applyPatterns(
    _ plan: ObjectPlan, _ key: Node, _ value: Int, _ isEvaluated: inout Bool
  ) -> Bool {
    var isValid = true
    for index in 0..<Int(plan.patternCount) {
      let rule = patternRules[Int(plan.firstPattern) &+ index]
      // Decoded anew each time: applying a schema may use the scratch.
      let name = tape.content(of: key, scratch: &scratch)
      guard matches(Int(rule.pattern), name) else {
        if exceeded != nil { return false }
        continue
      }
      isEvaluated = true
      if !apply(rule.target, to: value) {
        if !Observer.collects { return false }
        isValid = false
      }
    }
    return isValid
  }

  @inline(never)
  private mutating func rejectMissing(_ plan: ObjectPlan, _ node: Int) -> Bool {
    guard Observer.collects else { return false }
    var missing: [[UInt8]] = []
    var index = Int(plan.firstRule)
    var left = plan.requiredCount
    while left > 0 {
      let rule = memberRules[index]
      index += 1
      guard rule.isRequired else { continue }
      left -= 1
      let name = keys.bytes(offset: Int(rule.nameOffset), count: Int(rule.nameLength)).copied()
      if tape.child(name, of: node) == nil { missing.append(name) }
    }
    return reject(
      Fault(
        site: Int(plan.requiredKeyword), node: node, place: .opening, detail: .names(missing)))
  }
}
