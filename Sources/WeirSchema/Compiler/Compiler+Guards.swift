import WeirJSON

extension Compiler {
  /// Finds for the branches of `anyOf` and `oneOf` what tells them apart: a required member whose
  /// value must be one of a few. What the guard asks, the branch asks too, so verdicts stay
  /// the same; a branch is only left sooner. Runs after `link`, on the finished code.
  mutating func addBranchGuards() {
    parts.guardOfTarget = Array(repeating: 0, count: parts.targets.count)
    for instruction in parts.code
    where instruction.opcode == .logicalAnyOf || instruction.opcode == .logicalOneOf {
      for index in Int(instruction.a)..<Int(instruction.a + instruction.b) {
        guard let found = branchGuard(of: parts.targets[index]) else { continue }
        parts.branchGuards.append(found)
        parts.guardOfTarget[index] = UInt32(parts.branchGuards.count)
      }
    }
  }

  private func branchGuard(of branch: Target) -> BranchGuard? {
    guard
      let members = instructions(from: branch.fastStart).first(where: {
        $0.opcode == .loopMembers
      })
    else { return nil }
    let plan = parts.objects[Int(members.a)]
    guard plan.requiredCount > 0 else { return nil }
    var left = plan.requiredCount
    for rule in parts.memberRules[Int(plan.firstRule)...] where rule.isRequired {
      if rule.isProperty, let assertion = onlyValues(rule.target) {
        return BranchGuard(name: name(of: rule), instruction: assertion)
      }
      left -= 1
      if left == 0 { return nil }
    }
    return nil
  }

  /// The address of the assertion, if the schema lists values and does nothing else.
  private func onlyValues(_ target: Target) -> UInt32? {
    let code = instructions(from: target.fastStart)
    guard code.count == 1, let only = code.first else { return nil }
    switch only.opcode {
    case .assertStringIs, .assertEnum: return target.fastStart
    default: return nil
    }
  }

  private func instructions(from start: UInt32) -> ArraySlice<Instruction> {
    guard start != Target.nowhere else { return [] }
    return parts.code[Int(start)...].prefix { $0.opcode != .end }
  }

  private func name(of rule: MemberRule) -> NameReference {
    let start = Int(rule.nameOffset)
    let bytes = Array(parts.keys.bytes[start..<start + Int(rule.nameLength)])
    return NameReference(
      offset: rule.nameOffset, length: rule.nameLength,
      hash: bytes.withByteSlice { KeyHash.shared.hash($0) })
  }
}
