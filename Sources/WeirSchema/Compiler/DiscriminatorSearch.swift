import WeirJSON

/// A member that a branch requires of an object, and the strings that it holds it against.
struct Discriminator {
  var name: [UInt8]
  var values: [[UInt8]]
}

/// Finds out, in the finished code, what tells branches apart. Each schema is looked at once for each
/// level of alternatives, however many branches lead to it.
struct DiscriminatorSearch {
  let parts: ProgramParts

  private struct Place: Hashable {
    var start: UInt32
    var levels: Int
  }
  private var known: [Place: [Discriminator]] = [:]

  /// How deep alternatives of alternatives are looked into; references may lead in a circle.
  private static var maxLevels: Int { 4 }

  init(parts: ProgramParts) { self.parts = parts }

  /// Members that the branch requires and holds against strings alone; of a branch that is
  /// alternatives, those for which each alternative for objects does so.
  mutating func discriminators(of branch: Target) -> [Discriminator] {
    discriminators(at: Place(start: branch.fastStart, levels: Self.maxLevels))
  }

  private mutating func discriminators(at place: Place) -> [Discriminator] {
    if let found = known[place] { return found }
    let found = find(at: place)
    known[place] = found
    return found
  }

  private mutating func find(at place: Place) -> [Discriminator] {
    let code = instructions(from: place.start)
    if let members = code.first(where: { $0.opcode == .loopMembers }) {
      return discriminators(of: parts.objects[Int(members.a)])
    }
    guard place.levels > 0, code.count == 1, let only = code.first,
      only.opcode == .logicalOneOf || only.opcode == .logicalAnyOf
    else { return [] }
    var alternatives: [[Discriminator]] = []
    for target in parts.targets[Int(only.a)..<Int(only.a + only.b)]
    where target.types.contains(kind: .object) {
      alternatives.append(
        discriminators(at: Place(start: target.fastStart, levels: place.levels - 1)))
    }
    return (alternatives.first ?? []).compactMap { common($0.name, in: alternatives) }
  }

  /// The member with its values in all alternatives; nil where one does not have it.
  private func common(_ name: [UInt8], in alternatives: [[Discriminator]]) -> Discriminator? {
    var values: Set<[UInt8]> = []
    for alternative in alternatives {
      guard let same = alternative.first(where: { $0.name == name }) else { return nil }
      values.formUnion(same.values)
    }
    return Discriminator(name: name, values: Array(values))
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
