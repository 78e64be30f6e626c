import WeirJSON

extension Compiler {
  /// Finds for `anyOf` and `oneOf` what tells the branches apart: a member that branches require and
  /// hold against a few strings. For a verdict its value then chooses the branches worth applying,
  /// in constant time however many there are. What the choice asks, the branches ask too, so
  /// verdicts stay the same. Runs after `link`, on the finished code.
  mutating func addBranchTables() {
    for index in parts.code.indices {
      let instruction = parts.code[index]
      guard instruction.opcode == .logicalAnyOf || instruction.opcode == .logicalOneOf,
        let table = branchTable(Int(instruction.a)..<Int(instruction.a + instruction.b)),
        parts.branchTables.count < Int(UInt16.max)
      else { continue }
      parts.branchTables.append(table)
      parts.code[index].flag = UInt16(parts.branchTables.count)
    }
  }

  /// The table of the branches whose targets are given, if it is worth having.
  private mutating func branchTable(_ branches: Range<Int>) -> BranchTable? {
    let candidates = branches.filter { parts.targets[$0].types.contains(kind: .object) }
    let known = candidates.map { discriminators(of: parts.targets[$0], levels: Self.maxLevels) }
    guard let name = mostCommonName(known.flatMap { $0.map(\.name) }) else { return nil }
    // Branches by value, those that any value may lead to, and both in their order.
    var chosen: [[UInt8]: [Int]] = [:]
    var others: [Int] = []
    for (branch, discriminators) in zip(candidates, known) {
      if let values = discriminators.first(where: { $0.name == name })?.values {
        for value in values { chosen[value, default: []].append(branch) }
      } else {
        others.append(branch)
      }
    }
    guard chosen.count * others.count <= Self.maxBranchesPerTarget * branches.count else {
      return nil
    }
    let values = chosen.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let firstList = UInt32(parts.branchLists.count)
    addBranchList(others)
    for (_, branches) in values { addBranchList((branches + others).sorted()) }
    let offset = parts.keys.addBytes(name)
    return BranchTable(
      name: NameReference(
        offset: offset, length: UInt32(name.count),
        hash: name.withByteSlice { KeyHash.shared.hash($0) }),
      values: parts.keys.addTable(
        values.enumerated().map { ($1.key, firstList + 1 + UInt32($0)) }),
      others: firstList)
  }

  /// How many entries the lists of a table may have for each of its branches.
  private static var maxBranchesPerTarget: Int { 16 }

  /// How deep alternatives of alternatives are looked into; references may lead in a circle.
  private static var maxLevels: Int { 4 }

  private mutating func addBranchList(_ branches: [Int]) {
    parts.branchLists.append(
      BranchList(first: UInt32(parts.listedBranches.count), count: UInt32(branches.count)))
    parts.listedBranches.append(contentsOf: branches.map { UInt32($0) })
  }

  private struct Discriminator {
    var name: [UInt8]
    var values: [[UInt8]]
  }

  /// The name that comes most often; the first of them where several do.
  private func mostCommonName(_ names: [[UInt8]]) -> [UInt8]? {
    var counts: [[UInt8]: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    let most = counts.values.max()
    return names.first { counts[$0] == most }
  }

  /// Members that the branch requires of an object and holds against strings alone; of a branch that
  /// is alternatives, those that each alternative for objects does so.
  private func discriminators(of branch: Target, levels: Int) -> [Discriminator] {
    let code = instructions(from: branch.fastStart)
    if let members = code.first(where: { $0.opcode == .loopMembers }) {
      return discriminators(of: parts.objects[Int(members.a)])
    }
    guard levels > 0, code.count == 1, let only = code.first,
      only.opcode == .logicalOneOf || only.opcode == .logicalAnyOf
    else { return [] }
    let alternatives = parts.targets[Int(only.a)..<Int(only.a + only.b)]
      .filter { $0.types.contains(kind: .object) }
      .map { discriminators(of: $0, levels: levels - 1) }
    guard let first = alternatives.first else { return [] }
    return first.compactMap { discriminator in
      var values: [[UInt8]] = []
      for alternative in alternatives {
        guard let same = alternative.first(where: { $0.name == discriminator.name }) else {
          return nil
        }
        values += same.values.filter { !values.contains($0) }
      }
      return Discriminator(name: discriminator.name, values: values)
    }
  }

  private func discriminators(of plan: ObjectPlan) -> [Discriminator] {
    let rules = parts.memberRules[Int(plan.firstRule)..<Int(plan.firstRule + plan.ruleCount)]
    return rules.compactMap { rule in
      guard rule.isRequired, rule.isProperty, let values = onlyStrings(rule.target) else {
        return nil
      }
      let start = Int(rule.nameOffset)
      return Discriminator(
        name: Array(parts.keys.bytes[start..<start + Int(rule.nameLength)]), values: values)
    }
  }

  /// The strings that the schema allows, if it lists them and does nothing else.
  private func onlyStrings(_ target: Target) -> [[UInt8]]? {
    let code = instructions(from: target.fastStart)
    guard code.count == 1, let only = code.first else { return nil }
    switch only.opcode {
    case .assertStringIs: return [Array(parts.keys.bytes[Int(only.a)..<Int(only.a + only.b)])]
    case .assertEnum:
      let plan = parts.enums[Int(only.a)]
      guard plan.hasStrings, plan.kinds.isEmpty, plan.literalCount == 0 else { return nil }
      return parts.keys.keys(of: plan.strings)
    default: return nil
    }
  }

  private func instructions(from start: UInt32) -> ArraySlice<Instruction> {
    guard start != Target.nowhere else { return [] }
    return parts.code[Int(start)...].prefix { $0.opcode != .end }
  }
}
