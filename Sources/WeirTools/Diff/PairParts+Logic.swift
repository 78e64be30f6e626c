import WeirJSON
import WeirSchema

// Keywords that combine schemas. Core Specification §8.2.3, §10.2, §11.

extension PairParts {
  mutating func compareReferences() {
    take("$ref")
    let targets = [old, new].map { schema in schema.value("$ref").flatMap(schema.graph.target) }
    add(child: targets[0], targets[1])
  }

  mutating func compareLogic() {
    compareAll()
    compareAny()
    compareOne()
    compareNot()
    compareConditions()
    for keyword in ["unevaluatedProperties", "unevaluatedItems"] { compareUnevaluated(keyword) }
  }

  private mutating func compareAll() {
    take("allOf")
    let branches = BranchPairs(old, old.schemas("allOf"), new, new.schemas("allOf"))
    for (first, second) in branches.pairs { add(child: first, second) }
    for branch in branches.gone { add(child: branch, nil) }
    for branch in branches.added { add(child: nil, branch) }
  }

  private mutating func compareAny() {
    take("anyOf")
    if isNewOrGone("anyOf") { return }
    compareAlternatives("anyOf", old.schemas("anyOf"), new.schemas("anyOf"))
  }

  /// Each alternative of one side is to be found in one of the other.
  private mutating func compareAlternatives(
    _ keyword: String, _ before: [SchemaGraph.Node], _ after: [SchemaGraph.Node]
  ) {
    let branches = BranchPairs(old, before, new, after)
    for (first, second) in branches.pairs { add(child: first, second) }
    for branch in branches.gone {
      add(keyword, "an alternative is gone", .newInOld, branch, new.value(keyword))
    }
    for branch in branches.added {
      add(keyword, "an alternative is new", .oldInNew, old.value(keyword), branch)
    }
  }

  /// As `anyOf` where no two alternatives have an instance in common; else more matches may make an
  /// instance invalid.
  private mutating func compareOne() {
    take("oneOf")
    if isNewOrGone("oneOf") { return }
    let (before, after) = (old.schemas("oneOf"), new.schemas("oneOf"))
    if old.areDisjoint(before), new.areDisjoint(after) {
      return compareAlternatives("oneOf", before, after)
    }
    let branches = BranchPairs(old, before, new, after)
    for (first, second) in branches.pairs {
      add(
        rigid: first, second, "oneOf", "an alternative has changed, and others may overlap with it")
    }
    for branch in branches.gone {
      add(
        "oneOf", "an alternative is gone, and others may overlap with it", [], branch,
        new.value("oneOf"), isDecided: false)
    }
    for branch in branches.added {
      add(
        "oneOf", "an alternative is new, and others may overlap with it", [], old.value("oneOf"),
        branch, isDecided: false)
    }
  }

  private mutating func compareNot() {
    take("not")
    if isNewOrGone("not") { return }
    if let first = old.schema("not"), let second = new.schema("not") {
      add(inverted: first, second)
    }
  }

  private mutating func compareConditions() {
    take("if", "then", "else")
    let conditions = (old.condition, new.condition)
    if conditions.0 == nil || conditions.1 == nil {
      guard conditions.0 != nil || conditions.1 != nil else { return }
      return add(
        "if", conditions.0 == nil ? "a condition is new" : "a condition is gone",
        conditions.0 == nil ? .newInOld : .oldInNew, conditions.0, conditions.1)
    }
    add(rigid: conditions.0, conditions.1, "if", "the condition has changed")
    add(child: old.schema("then"), new.schema("then"))
    add(child: old.schema("else"), new.schema("else"))
  }

  /// What is left unevaluated depends on all keywords beside it and on what they lead to. The more is
  /// evaluated, the less the keyword applies to.
  private mutating func compareUnevaluated(_ keyword: String) {
    take(keyword)
    if isNewOrGone(keyword) { return }
    guard let first = old.node, let second = new.node, old.value(keyword) != nil,
      !isEqual(first, second)
    else { return }
    let before = EvaluatedParts(old.graph, first)
    let after = EvaluatedParts(new.graph, second)
    var relation: SchemaRelation = []
    if after.covers(before) { relation.insert(.oldInNew) }
    if before.covers(after) { relation.insert(.newInOld) }
    if !haveSameConditions(before, after) { relation = [] }
    add(
      keyword,
      relation.isEmpty
        ? "what is evaluated beside it may have changed"
        : relation == .oldInNew ? "more is evaluated beside it" : "less is evaluated beside it",
      relation, old.value(keyword), new.value(keyword), isDecided: false)
    if !relation.isEmpty { add(child: old.schema(keyword), new.schema(keyword)) }
  }

  private func haveSameConditions(_ first: EvaluatedParts, _ second: EvaluatedParts) -> Bool {
    !old.graph.isDynamic && !new.graph.isDynamic
      && first.conditional.count == second.conditional.count
      && zip(first.conditional, second.conditional).allSatisfy { isEqual($0, $1) }
  }

  /// Notes a keyword that only one side has: it can only narrow.
  private mutating func isNewOrGone(_ keyword: String) -> Bool {
    let values = (old.value(keyword), new.value(keyword))
    guard (values.0 == nil) != (values.1 == nil) else { return false }
    add(
      keyword, values.0 == nil ? "is new" : "is gone", values.0 == nil ? .newInOld : .oldInNew,
      values.0, values.1)
    return true
  }
}

extension ComparedSchema {
  /// An `if` that has consequences.
  fileprivate var condition: SchemaGraph.Node? {
    value("then") == nil && value("else") == nil ? nil : schema("if")
  }

  /// Whether it can be seen that no instance of this schema is valid by two of the branches: their types
  /// differ, or a member that each requires has other values in each.
  fileprivate func areDisjoint(_ branches: [SchemaGraph.Node]) -> Bool {
    let schemas = branches.map { ComparedSchema(graph, $0) }
    let own = TypeSet(self)
    let types = schemas.map { TypeSet($0).intersection(own) }
    let haveOwnTypes = schemas.indices.allSatisfy { index in
      schemas.indices.allSatisfy { $0 == index || types[$0].isDisjoint(with: types[index]) }
    }
    if haveOwnTypes { return true }
    guard types.allSatisfy({ $0 == TypeSet(rawValue: 32) }), let first = schemas.first else {
      return false
    }
    let required = Set(strings("required"))
    return first.members("properties").contains { tag, _ in
      schemas.allSatisfy { required.contains(tag) || $0.strings("required").contains(tag) }
        && haveDistinctValues(schemas, of: tag)
    }
  }

  private func haveDistinctValues(_ schemas: [ComparedSchema], of tag: [UInt8]) -> Bool {
    var seen: [SchemaGraph.Node] = []
    for schema in schemas {
      guard let member = schema.members("properties").first(where: { $0.name == tag }),
        let values = ComparedSchema(graph, member.value).listedValues,
        !values.contains(where: { value in seen.contains { isEqual(value, to: $0, in: self) } })
      else { return false }
      seen += values
    }
    return true
  }
}
