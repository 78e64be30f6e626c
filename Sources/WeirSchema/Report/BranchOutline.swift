import WeirJSON

/// What a branch of a union asks of the value itself, read from its code: enough to tell which branch
/// was meant, and to name it.
struct BranchOutline {
  /// The kinds it allows.
  var kinds = KindSet.all

  /// The members that it has a schema for.
  var names: Set<[UInt8]> = []

  /// The members whose values it lists, by the names that lead to them: `["kind"]`, and of objects in
  /// it `["spec", "kind"]`.
  var fixedMembers: [[[UInt8]]: FixedMember] = [:]

  /// Schemas of members that may be objects, with the names that lead there.
  fileprivate var inner: [(path: [[UInt8]], target: Target)] = []

  /// A member whose values are listed.
  struct FixedMember {
    /// Of the keywords (`const`, `enum`) that list them; what one of them lists will do.
    var sites: [Int]

    /// Whether there are alternatives that do not list them.
    var allowsOthers = false
  }
}

/// Reads outlines through references, `allOf` and further unions.
struct BranchOutlineReader {
  private let program: Program

  /// The schemas being read within each other; references may lead in a circle.
  private var way: Set<UInt32> = []

  /// Schemas read for one outline. Unions of unions multiply; what lies behind tells little.
  private var schemasLeft = 0
  private static var maxSchemas: Int { 256 }

  /// Names that lead to a member whose values are listed.
  private static var maxPathLength: Int { 3 }

  init(_ program: Program) { self.program = program }

  mutating func outline(of target: Target) -> BranchOutline {
    schemasLeft = Self.maxSchemas
    var outline = BranchOutline()
    if target.isFalse { outline.kinds = [] }
    read(target, into: &outline)
    readInnerMembers(into: &outline)
    return outline
  }

  /// Level by level, so that what lies near is read before what lies deep.
  private mutating func readInnerMembers(into outline: inout BranchOutline) {
    var next = 0
    while next < outline.inner.count, schemasLeft > 0 {
      let (path, target) = outline.inner[next]
      next += 1
      var inner = BranchOutline()
      read(target, into: &inner)
      for (name, member) in inner.fixedMembers where outline.fixedMembers[path + name] == nil {
        outline.fixedMembers[path + name] = member
      }
      guard path.count + 1 < Self.maxPathLength else { continue }
      outline.inner += inner.inner.map { (path + $0.path, $0.target) }
    }
    outline.inner = []
  }

  private mutating func read(_ target: Target, into outline: inout BranchOutline) {
    guard target.start != Target.nowhere, schemasLeft > 0, way.insert(target.schema).inserted else {
      return
    }
    defer { way.remove(target.schema) }
    schemasLeft -= 1
    for instruction in program.instructions(of: target) {
      switch instruction.opcode {
      case .assertTypes:
        outline.kinds.formIntersection(
          KindSet(rawValue: UInt8(truncatingIfNeeded: instruction.flag)))
      case .assertEnum, .assertStringIs:
        outline.kinds.formIntersection(program.listedKinds(at: Int(instruction.keyword)))
      case .loopMembers:
        readMembers(of: program.objects.cells[Int(instruction.a)], into: &outline)
      case .logicalApply, .controlReference:
        read(program.targets.cells[Int(instruction.a)], into: &outline)
      case .controlDynamicReference:
        let plan = program.dynamicReferences.cells[Int(instruction.a)]
        if plan.hasInitial { read(plan.initial, into: &outline) }
      case .logicalAnyOf, .logicalOneOf:
        readAlternatives(instruction, into: &outline)
      default: continue
      }
    }
  }

  private mutating func readMembers(of plan: ObjectPlan, into outline: inout BranchOutline) {
    for index in Int(plan.firstRule)..<Int(plan.firstRule + plan.ruleCount) {
      let rule = program.memberRules.cells[index]
      guard rule.isProperty else { continue }
      let name = program.keys.view
        .bytes(offset: Int(rule.nameOffset), count: Int(rule.nameLength)).copied()
      outline.names.insert(name)
      if let site = listingSite(of: rule.target) {
        outline.fixedMembers[[name]] = .init(sites: [site])
      } else {
        outline.inner.append(([name], rule.target))
      }
    }
  }

  /// Of the alternatives those for objects say which members have their values listed.
  private mutating func readAlternatives(
    _ union: Instruction, into outline: inout BranchOutline
  ) {
    var kinds: KindSet = []
    var alternatives: [BranchOutline] = []
    for index in Int(union.a)..<Int(union.a + union.b) {
      var alternative = BranchOutline()
      read(program.targets.cells[index], into: &alternative)
      kinds.formUnion(alternative.kinds)
      outline.names.formUnion(alternative.names)
      if alternative.kinds.contains(kind: .object) { alternatives.append(alternative) }
    }
    outline.kinds.formIntersection(kinds)
    for name in Set(alternatives.flatMap(\.fixedMembers.keys))
    where outline.fixedMembers[name] == nil {
      let fixed = alternatives.map { $0.fixedMembers[name] }
      outline.fixedMembers[name] = BranchOutline.FixedMember(
        sites: fixed.flatMap { $0?.sites ?? [] },
        allowsOthers: fixed.contains { $0?.allowsOthers ?? true })
    }
  }

  /// The site of the keyword that lists the values a schema allows, if one does.
  private mutating func listingSite(of target: Target) -> Int? {
    guard target.start != Target.nowhere, schemasLeft > 0, way.insert(target.schema).inserted else {
      return nil
    }
    defer { way.remove(target.schema) }
    schemasLeft -= 1
    for instruction in program.instructions(of: target) {
      switch instruction.opcode {
      case .assertEnum, .assertStringIs: return Int(instruction.keyword)
      case .controlReference, .logicalApply:
        if let site = listingSite(of: program.targets.cells[Int(instruction.a)]) { return site }
      default: continue
      }
    }
    return nil
  }
}

extension Program {
  /// The kinds of the values that the `const` or `enum` at a site lists.
  fileprivate func listedKinds(at site: Int) -> KindSet {
    let tape = tape(of: Int(sites[site].source))
    let value = Int(sites[site].key) + 1
    guard keyword(at: site) == "enum" else { return KindSet(tape.kind(of: value)) }
    return tape.elements(of: value).reduce(into: []) { $0.formUnion(KindSet(tape.kind(of: $1))) }
  }

  /// A schema's instructions, without the end.
  func instructions(of target: Target) -> some Sequence<Instruction> {
    let code = self.code.cells
    return sequence(state: Int(target.start)) { index in
      let instruction = code[index]
      index += 1
      return instruction.opcode == .end ? nil : instruction
    }
  }
}

extension SchemaFacts {
  /// Whether the value at `node` is among those that the keyword at `site` lists.
  func lists(_ site: Int, valueAt node: Int, of tape: Tape) -> Bool {
    keyword(at: site).listed.contains { value in
      ValueEquality.areEqual(tape, node, keyword(at: site).tape, value)
    }
  }
}
