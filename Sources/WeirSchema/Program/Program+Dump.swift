import WeirJSON

extension Schema {
  /// The program as text, for people who want to see what a schema has become. One block a schema,
  /// one line an instruction with the keyword it stands for. Not a stable format.
  package var dump: String { program.dump }
}

extension Program {
  var dump: String {
    var lines: [String] = ["start \(description(of: root))"]
    for (address, schema) in startOfSchema {
      lines.append("")
      lines.append(
        "schema \(schema) at \(location(of: schemas[schema], inSchema: schemas[schema]))")
      var next = address
      while code.cells[next].opcode != .end {
        lines.append(line(next, code.cells[next]))
        next += 1
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Where each schema's instructions start, in the order of the code.
  private var startOfSchema: [(address: Int, schema: Int)] {
    var starts: [Int: Int] = [:]
    for target in allTargets where target.start != Target.nowhere {
      starts[Int(target.start)] = Int(target.schema)
    }
    return starts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private var allTargets: [Target] {
    [root] + targets.array + memberRules.array.map(\.target) + patternRules.array.map(\.target)
      + contains.array.map(\.target) + objects.array.map(\.additional)
      + objects.array.map(\.propertyNames) + dependencies.array.map(\.target)
      + contents.array.map(\.target)
      + dynamicReferences.array.map(\.initial) + dynamicCandidates.array.map(\.target)
  }

  private func line(_ address: Int, _ instruction: Instruction) -> String {
    let number = String(address)
    let padding = String(repeating: " ", count: max(0, 5 - number.count))
    let operands = self.operands(instruction)
    let hasKeyword = instruction.opcode != .controlGuardCycle && instruction.keyword < sites.count
    let keyword = hasKeyword ? keyword(at: Int(instruction.keyword)) : ""
    return "\(padding)\(number)  \(instruction.opcode)\(operands.isEmpty ? "" : " ")\(operands)"
      + (keyword.isEmpty ? "" : "  ; \(keyword)")
  }

  private func operands(_ instruction: Instruction) -> String {
    let a = Int(instruction.a)
    let b = Int(instruction.b)
    switch instruction.opcode {
    case .end, .assertNever, .assertUniqueItems, .controlTrackEvaluated: return ""
    case .assertTypes: return KindSet(rawValue: UInt8(truncatingIfNeeded: instruction.flag)).names
    case .assertHasMember: return "\"\(text(names.cells[a]))\""
    case .logicalTypes, .logicalDisallow:
      let types = KindSet(rawValue: UInt8(truncatingIfNeeded: instruction.flag))
      return [types.isEmpty ? "" : types.names, list(a, b)].filter { !$0.isEmpty }
        .joined(separator: " ")
    case .assertStringIs:
      return "\"\(keys.view.bytes(offset: a, count: b).decodedString())\""
    case .assertEnum: return description(of: enums.cells[a])
    case .assertMinimum, .assertExclusiveMinimum, .assertMaximum, .assertExclusiveMaximum,
      .assertMultipleOf:
      return value(of: instruction)
    case .assertMinLength, .assertMaxLength, .assertMinItems, .assertMaxItems,
      .assertMinProperties, .assertMaxProperties:
      return String(a)
    case .assertPattern: return description(ofPattern: a)
    case .assertFormat, .assertCustom: return value(of: instruction)
    case .assertContent: return description(of: contents.cells[a])
    case .loopMembers: return description(of: objects.cells[a])
    case .loopItems:
      return description(of: targets.cells[a]) + (b == 0 ? "" : " from \(b)")
    case .loopPrefixItems, .logicalAnyOf, .logicalOneOf: return list(a, b)
    case .loopContains:
      let plan = contains.cells[a]
      let maximum = plan.maximum == UInt32.max ? "" : "\(plan.maximum)"
      return "\(description(of: plan.target)) \(plan.minimum)…\(maximum)"
    case .loopUnevaluatedItems, .loopUnevaluatedProperties, .logicalApply, .logicalNot:
      return description(of: targets.cells[a])
    case .logicalIf: return list(a, 3)
    case .logicalDependency:
      let rule = dependencies.cells[a]
      return "\"\(text(rule.trigger))\" → "
        + (rule.hasTarget
          ? description(of: rule.target)
          : (0..<Int(rule.nameCount)).map { "\"\(text(names.cells[Int(rule.firstName) + $0]))\"" }
            .joined(separator: " "))
    case .logicalPropertyDependency:
      let rule = propertyDependencies.cells[a]
      return "\"\(text(rule.property))\" " + list(Int(rule.firstTarget), Int(rule.targetCount))
    case .controlReference: return description(of: targets.cells[a])
    case .controlDynamicReference:
      let plan = dynamicReferences.cells[a]
      return description(of: plan.initial) + " or one of \(plan.candidateCount)"
    case .controlGuardCycle: return "#\(a)"
    case .controlEnterResource: return resources[a].uri.text
    }
  }

  private func description(of target: Target) -> String {
    if target.isFalse { return "nothing" }
    if target.start == Target.nowhere { return "anything" }
    return "#\(target.schema)" + (target.types == .all ? "" : "(\(target.types.names))")
  }

  private func list(_ first: Int, _ count: Int) -> String {
    (first..<first + count).map { description(of: targets.cells[$0]) }.joined(separator: " ")
  }

  private func description(ofPattern index: Int) -> String {
    let source = String(decoding: patterns.view[index].source, as: UTF8.self)
    return "\(patternPlans.cells[index].kind) /\(source)/"
  }

  private func description(of plan: EnumPlan) -> String {
    var parts = plan.hasStrings ? ["strings"] : []
    if !plan.kinds.isEmpty { parts.append(plan.kinds.names) }
    if plan.literalCount > 0 { parts.append("\(plan.literalCount) literals") }
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }

  private func description(of plan: ContentPlan) -> String {
    var parts: [String] = []
    if plan.hasEncoding, let encoding = ContentEncoding(rawValue: plan.encoding) {
      parts.append("\(encoding)")
    }
    if plan.isJSON { parts.append("JSON") }
    if plan.hasTarget { parts.append(description(of: plan.target)) }
    return parts.joined(separator: " ")
  }

  private func description(of plan: ObjectPlan) -> String {
    var parts: [String] = []
    let rules = memberRules.array
    let count = (0...Int(plan.names.mask)).filter {
      keys.view.isUsed(slot: Int(plan.names.firstSlot) + $0)
    }.count
    for rule in rules[Int(plan.firstRule)..<Int(plan.firstRule) + count] {
      let name = keys.view.bytes(offset: Int(rule.nameOffset), count: Int(rule.nameLength))
      parts.append(
        "\"\(name.decodedString())\"" + (rule.isRequired ? "!" : "")
          + (rule.isProperty ? ": " + description(of: rule.target) : ""))
    }
    for index in 0..<Int(plan.patternCount) {
      let rule = patternRules.cells[Int(plan.firstPattern) + index]
      parts.append("\(description(ofPattern: Int(rule.pattern))): \(description(of: rule.target))")
    }
    if plan.hasAdditional { parts.append("others: " + description(of: plan.additional)) }
    if plan.hasPropertyNames { parts.append("names: " + description(of: plan.propertyNames)) }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  private func text(_ name: NameReference) -> String {
    keys.view.bytes(offset: Int(name.offset), count: Int(name.length)).decodedString()
  }

  /// The keyword's value as the schema has it.
  private func value(of instruction: Instruction) -> String {
    let node = keywordNode(Int(instruction.keyword))
    return tape(of: node.source).excerpt(node.node + 1)
  }
}

extension KindSet {
  /// As `type` would say it.
  var names: String {
    if self == .all { return "any" }
    let all: [(KindSet, String)] = [
      (.null, "null"), (.boolean, "boolean"), (.number, "number"), (.string, "string"),
      (.array, "array"), (.object, "object"),
    ]
    var names = all.filter { isSuperset(of: $0.0) }.map(\.1)
    if contains(.integer), !contains(kind: .decimal) { names.append("integer") }
    if !contains(kind: .false), contains(kind: .true) { names.append("true") }
    if contains(kind: .false), !contains(kind: .true) { names.append("false") }
    return names.joined(separator: "|")
  }
}
