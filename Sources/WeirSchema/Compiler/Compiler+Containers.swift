import WeirJSON

// Keywords of arrays and objects.

extension Compiler {
  mutating func compileArray() throws(SchemaError) {
    if let limit = count(of: .minItems), limit > 0 {
      emit(.assertMinItems, for: .minItems, on: .array, a: limit)
    }
    if let limit = count(of: .maxItems) {
      emit(.assertMaxItems, for: .maxItems, on: .array, a: limit)
    }
    try compileItems()
    try compileContains()
    if current.value(.uniqueItems, KindSet(.true)) != nil {
      emit(.assertUniqueItems, for: .uniqueItems, on: .array)
    }
  }

  /// `prefixItems` and `items`; up to 2019-09 `items` as an array and `additionalItems`.
  private mutating func compileItems() throws(SchemaError) {
    var prefixLength: UInt32 = 0
    var rest: Keyword? = current.has(.items) ? .items : nil
    var prefix: Keyword? = current.value(.prefixItems, .array) != nil ? .prefixItems : nil
    if current.rules.dialect <= .draft2019_09, current.value(.items, .array) != nil {
      prefix = .items
      rest = current.has(.additionalItems) ? .additionalItems : nil
    }
    if let prefix, let node = current.value(prefix) {
      let places = tape.elements(of: node).map { current.at($0) }
      prefixLength = UInt32(places.count)
      emit(
        .loopPrefixItems, for: prefix, on: .array, a: try addTargets(places), b: prefixLength)
    }
    if let rest, let node = current.value(rest) {
      emit(
        .loopItems, for: rest, on: .array, a: try addTarget(current.at(node)), b: prefixLength)
    }
  }

  private mutating func compileContains() throws(SchemaError) {
    guard let node = current.value(.contains) else { return }
    var plan = ContainsPlan(target: try target(current.at(node)))
    plan.marksEvaluated = current.rules.dialect >= .draft2020_12
    plan.minimumKeyword = addSite(of: .contains)
    plan.maximumKeyword = plan.minimumKeyword
    if let limit = count(of: .minContains) {
      plan.minimum = limit
      plan.minimumKeyword = addSite(of: .minContains)
    }
    if let limit = count(of: .maxContains) {
      plan.maximum = limit
      plan.maximumKeyword = addSite(of: .maxContains)
    }
    parts.contains.append(plan)
    emit(.loopContains, for: .contains, on: .array, a: UInt32(parts.contains.count - 1))
  }

  mutating func compileObject() throws(SchemaError) {
    if let limit = count(of: .minProperties), limit > 0 {
      emit(.assertMinProperties, for: .minProperties, on: .object, a: limit)
    }
    if let limit = count(of: .maxProperties) {
      emit(.assertMaxProperties, for: .maxProperties, on: .object, a: limit)
    }
    try compileMembers()
    try compileRequiredMembers()
    try compileDependencies()
    try compilePropertyDependencies()
  }

  private mutating func compileMembers() throws(SchemaError) {
    var plan = ObjectPlan(firstRule: UInt32(parts.memberRules.count))
    let first: Keyword? =
      [.properties, .required, .patternProperties, .additionalProperties, .propertyNames]
      .first { $0 == .required ? current.value($0, .array) != nil : current.has($0) }
    guard let first else { return }
    try addMemberRules(to: &plan)
    try addPatternRules(to: &plan)
    noteNamesThatMatch(plan)
    if let node = current.value(.additionalProperties) {
      plan.additional = try target(current.at(node))
      plan.hasAdditional = true
      plan.additionalKeyword = addSite(of: .additionalProperties)
    }
    if let node = current.value(.propertyNames) {
      plan.propertyNames = try target(current.at(node))
      plan.hasPropertyNames = true
    }
    parts.objects.append(plan)
    let decidesByName = plan.patternCount == 0 && !plan.hasPropertyNames
    emit(
      .loopMembers, for: first, on: .object, flag: decidesByName ? 1 : 0,
      a: UInt32(parts.objects.count - 1))
  }

  /// One rule per name that `properties` or `required` mentions.
  private mutating func addMemberRules(to plan: inout ObjectPlan) throws(SchemaError) {
    var rules: [MemberRule] = []
    var names: [[UInt8]] = []
    var ruleOfName: [[UInt8]: Int] = [:]
    func index(of name: [UInt8]) -> Int {
      if let known = ruleOfName[name] { return known }
      ruleOfName[name] = rules.count
      names.append(name)
      rules.append(MemberRule())
      return rules.count - 1
    }
    if let node = current.value(.properties, .object) {
      for key in tape.members(of: node) {
        let rule = index(of: tape.bytes(at: key))
        rules[rule].target = try target(current.at(key + 1))
        rules[rule].isProperty = true
      }
    }
    if let node = current.value(.required, .array) {
      plan.requiredKeyword = addSite(of: .required)
      for element in tape.elements(of: node) where tape.kind(of: element) == .string {
        let rule = index(of: tape.bytes(at: element))
        if !rules[rule].isRequired { plan.requiredCount += 1 }
        rules[rule].isRequired = true
      }
    }
    for (index, name) in names.enumerated() {
      rules[index].nameOffset = parts.keys.addBytes(name)
      rules[index].nameLength = UInt32(name.count)
    }
    plan.ruleCount = UInt32(rules.count)
    plan.names = parts.keys.addTable(
      names.enumerated().map { (key: $1, value: plan.firstRule + UInt32($0)) })
    parts.memberRules.append(contentsOf: rules)
  }

  private mutating func addPatternRules(to plan: inout ObjectPlan) throws(SchemaError) {
    guard let node = current.value(.patternProperties, .object) else { return }
    var rules: [PatternRule] = []
    for key in tape.members(of: node) {
      let target = try target(current.at(key + 1))
      guard let pattern = addPattern(tape.bytes(at: key), at: key) else { continue }
      rules.append(PatternRule(pattern: pattern, target: target))
    }
    plan.firstPattern = UInt32(parts.patternRules.count)
    plan.patternCount = UInt32(rules.count)
    parts.patternRules.append(contentsOf: rules)
  }

  /// Which of the names that are known now match a pattern need not be found out for each instance.
  private mutating func noteNamesThatMatch(_ plan: ObjectPlan) {
    let first = Int(plan.firstPattern)
    let patterns = parts.patternRules[first..<first + Int(plan.patternCount)].map {
      parts.patterns[Int($0.pattern)]
    }
    for index in Int(plan.firstRule)..<parts.memberRules.count where !patterns.isEmpty {
      let offset = Int(parts.memberRules[index].nameOffset)
      let end = offset + Int(parts.memberRules[index].nameLength)
      let name = Array(parts.keys.bytes[offset..<end])
      parts.memberRules[index].mayMatchPattern = name.withByteSlice { name in
        patterns.contains { $0.matchesSimply(name) ?? true }
      }
    }
  }

  /// `dependentSchemas`, `dependentRequired`, and both in one as `dependencies`.
  private mutating func compileDependencies() throws(SchemaError) {
    for keyword in [Keyword.dependentSchemas, .dependentRequired, .dependencies] {
      guard let node = current.value(keyword, .object) else { continue }
      for key in tape.members(of: node) {
        var rule = DependencyRule(trigger: addName(tape.bytes(at: key)))
        if tape.kind(of: key + 1) == .array {
          let required = tape.elements(of: key + 1).map { addName(tape.bytes(at: $0)) }
          rule.firstName = UInt32(parts.names.count)
          rule.nameCount = UInt32(required.count)
          parts.names.append(contentsOf: required)
        } else if tape.kind(of: key + 1) == .string {
          // Draft 3 writes a single name without brackets.
          rule.firstName = UInt32(parts.names.count)
          rule.nameCount = 1
          parts.names.append(addName(tape.bytes(at: key + 1)))
        } else {
          rule.target = try target(current.at(key + 1))
          rule.hasTarget = true
        }
        parts.dependencies.append(rule)
        emit(
          .logicalDependency, for: keyword, on: .object,
          a: UInt32(parts.dependencies.count - 1))
      }
    }
  }

  /// `propertyDependencies`: schemas by a property's name and its value, a string.
  private mutating func compilePropertyDependencies() throws(SchemaError) {
    guard let node = current.value(.propertyDependencies, .object) else { return }
    for key in tape.members(of: node) {
      let values = Array(tape.members(of: key + 1))
      let first = try addTargets(values.map { current.at($0 + 1) })
      parts.propertyDependencies.append(
        PropertyDependencyRule(
          property: addName(tape.bytes(at: key)),
          values: parts.keys.addTable(
            values.enumerated().map { (tape.bytes(at: $1), first + UInt32($0)) }),
          firstTarget: first, targetCount: UInt32(values.count)))
      emit(
        .logicalPropertyDependency, for: .propertyDependencies, on: .object,
        a: UInt32(parts.propertyDependencies.count - 1))
    }
  }

  mutating func addName(_ name: [UInt8]) -> NameReference {
    NameReference(
      offset: parts.keys.addBytes(name), length: UInt32(name.count),
      hash: name.withByteSlice { KeyHash.shared.hash($0) })
  }
}
