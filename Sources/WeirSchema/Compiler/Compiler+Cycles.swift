import WeirJSON

// Schemas that apply themselves to the same value. Where nothing stands in the way, that is an error
// of the schema. Where it takes a condition or a branch, evaluation watches for it: at one schema of
// every circle, and nowhere else, so that schemas without circles pay nothing.

extension Compiler {
  /// Rejects schemas that must apply themselves to the same value, over and over: by `$ref` and
  /// `allOf` alone.
  func rejectInfiniteRecursion() throws(SchemaError) {
    guard let schema = circles(among: { entries[$0].inPlace }).first else { return }
    throw parts.resources.error(
      .infiniteRecursion,
      "this schema applies itself to the same value again and again, through its references",
      at: parts.schemas[schema])
  }

  /// Begins the code of one schema of every circle with a guard. Runs before `link`.
  mutating func addCycleGuards() {
    for schema in circles(among: { schemasInPlace(of: $0) }) {
      let start = UInt32(parts.code.count)
      let rest = code(of: schema)
      parts.code.append(
        Instruction(opcode: .controlGuardCycle, kinds: .all, a: UInt32(schema)))
      parts.code.append(contentsOf: rest)
      parts.code.append(Instruction(opcode: .end, kinds: .all))
      guardEntry(schema, start: start)
    }
  }

  /// The schemas that complete a circle when all are followed in depth, in their order; without them
  /// there would be none. Iterative; linear.
  private func circles(among children: (Int) -> [Int]) -> [Int] {
    enum State { case new, open, done }
    var states = Array(repeating: State.new, count: entries.count)
    var found: Set<Int> = []
    for start in entries.indices where states[start] == .new {
      var path = [(schema: start, children: children(start)[...])]
      states[start] = .open
      while let last = path.indices.last {
        guard let child = path[last].children.popFirst() else {
          states[path[last].schema] = .done
          path.removeLast()
          continue
        }
        switch states[child] {
        case .done: continue
        case .open: found.insert(child)
        case .new:
          states[child] = .open
          path.append((child, children(child)[...]))
        }
      }
    }
    return found.sorted()
  }

  /// The schemas that another one applies to the same value, if only under conditions.
  private func schemasInPlace(of schema: Int) -> [Int] {
    var found: [Int] = []
    for instruction in code(of: schema) {
      let first = Int(instruction.a)
      switch instruction.opcode {
      case .logicalApply, .logicalNot, .controlReference:
        found.append(Int(parts.targets[first].schema))
      case .logicalAnyOf, .logicalOneOf, .logicalTypes, .logicalDisallow:
        found += parts.targets[first..<first + Int(instruction.b)].map { Int($0.schema) }
      case .logicalIf:
        found += parts.targets[first..<first + 3].map { Int($0.schema) }
      case .logicalDependency where parts.dependencies[first].hasTarget:
        found.append(Int(parts.dependencies[first].target.schema))
      case .logicalPropertyDependency:
        let rule = parts.propertyDependencies[first]
        let targets = Int(rule.firstTarget)..<Int(rule.firstTarget + rule.targetCount)
        found += parts.targets[targets].map { Int($0.schema) }
      case .controlDynamicReference:
        let plan = parts.dynamicReferences[first]
        let candidates = Int(plan.firstCandidate)..<Int(plan.firstCandidate + plan.candidateCount)
        if plan.hasInitial { found.append(Int(plan.initial.schema)) }
        found += parts.dynamicCandidates[candidates].map { Int($0.target.schema) }
      default: break
      }
    }
    return found
  }

  /// A schema's instructions, without the end.
  private func code(of schema: Int) -> ArraySlice<Instruction> {
    guard entries[schema].start != Target.nowhere else { return [] }
    return parts.code[Int(entries[schema].start)...].prefix { $0.opcode != .end }
  }
}
