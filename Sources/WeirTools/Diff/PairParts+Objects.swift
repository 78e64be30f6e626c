import WeirJSON
import WeirSchema

// What is said of objects. Core Specification §10.3.2, Validation Specification §6.5.

extension PairParts {
  mutating func compareObjects() {
    compareRequired()
    compareMembers()
    take("propertyNames", "dependentRequired", "dependentSchemas", "dependencies")
    add(child: old.schema("propertyNames"), new.schema("propertyNames"))
    compareDependentNames()
    compareDependentSchemas()
  }

  private mutating func compareRequired() {
    take("required")
    let places = (old.value("required"), new.value("required"))
    let (before, after) = (old.strings("required"), new.strings("required"))
    for name in after where !before.contains(name) {
      add("required", "\(quoted(name)) is required now", .newInOld, places.0, places.1)
    }
    for name in before where !after.contains(name) {
      add("required", "\(quoted(name)) is not required any more", .oldInNew, places.0, places.1)
    }
  }

  /// `properties`, `patternProperties` and `additionalProperties` share out the members of an object.
  private mutating func compareMembers() {
    take("properties", "patternProperties", "additionalProperties")
    let patterns = (old.members("patternProperties"), new.members("patternProperties"))
    let rest = (old.schema("additionalProperties"), new.schema("additionalProperties"))
    guard Set(patterns.0.map(\.name)) == Set(patterns.1.map(\.name)) else {
      return compareMembersByPatterns(patterns.0, patterns.1)
    }
    for (pattern, schema) in patterns.0 {
      add(child: schema, patterns.1.first { $0.name == pattern }?.value)
    }
    compareRest(rest.0, rest.1)
    compareProperties(hasPatterns: !patterns.0.isEmpty)
  }

  private mutating func compareRest(_ before: SchemaGraph.Node?, _ after: SchemaGraph.Node?) {
    switch (acceptsNothing(before, of: old), acceptsNothing(after, of: new)) {
    case (false, true):
      add(
        "additionalProperties", "other properties are not allowed any more", .newInOld, before,
        after)
    case (true, false):
      add("additionalProperties", "other properties are allowed now", .oldInNew, before, after)
    default: add(child: before, after)
    }
  }

  /// A member that one side names is one of the rest on the other, unless a pattern may match it. Where
  /// the rest is not allowed at all, it is named: the place of the `false` says nothing of it.
  private mutating func compareProperties(hasPatterns: Bool) {
    let rest = (old.schema("additionalProperties"), new.schema("additionalProperties"))
    let members = (old.members("properties"), new.members("properties"))
    for (name, schema) in members.0 where !members.1.contains(where: { $0.name == name }) {
      if hasPatterns, rest.1 != nil {
        add(
          "properties", "\(quoted(name)) is gone; a pattern may match it", [], schema, nil,
          isDecided: false)
      } else if acceptsNothing(rest.1, of: new), !acceptsNothing(schema, of: old) {
        add(
          "additionalProperties", "\(quoted(name)) is not allowed any more", .newInOld, schema,
          rest.1)
      } else {
        add(child: schema, rest.1)
      }
    }
    for (name, schema) in members.1 {
      if let other = members.0.first(where: { $0.name == name }) {
        add(child: other.value, schema)
      } else if hasPatterns, rest.0 != nil {
        add(
          "properties", "\(quoted(name)) is new; a pattern may have matched it", [], nil, schema,
          isDecided: false)
      } else if acceptsNothing(rest.0, of: old), !acceptsNothing(schema, of: new) {
        add("properties", "\(quoted(name)) is allowed now", .oldInNew, rest.0, schema)
      } else {
        add(child: rest.0, schema)
      }
    }
  }

  /// Whether the schema is there and is `false`, as what closes an object is.
  private func acceptsNothing(_ schema: SchemaGraph.Node?, of side: ComparedSchema) -> Bool {
    schema.map { ComparedSchema(side.graph, $0).acceptsNothing } ?? false
  }

  /// Patterns have come or gone: where members beside them may be anything, each says something by itself.
  private mutating func compareMembersByPatterns(
    _ before: [(name: [UInt8], value: SchemaGraph.Node)],
    _ after: [(name: [UInt8], value: SchemaGraph.Node)]
  ) {
    let places = (old.value("patternProperties"), new.value("patternProperties"))
    let areOpen = [old, new].allSatisfy { schema in
      ComparedSchema(schema.graph, schema.schema("additionalProperties")).acceptsEverything
    }
    guard areOpen else {
      add("patternProperties", "the patterns differ", [], places.0, places.1, isDecided: false)
      return compareNamed()
    }
    for (pattern, schema) in before {
      add(child: schema, after.first { $0.name == pattern }?.value)
    }
    for (pattern, schema) in after where !before.contains(where: { $0.name == pattern }) {
      add(child: nil, schema)
    }
    compareProperties(hasPatterns: true)
  }

  /// Members that both sides name; of the others nothing is said.
  private mutating func compareNamed() {
    let after = new.members("properties")
    for (name, schema) in old.members("properties") {
      if let other = after.first(where: { $0.name == name }) { add(child: schema, other.value) }
    }
  }

  private mutating func compareDependentNames() {
    let (before, after) = (old.dependentNames, new.dependentNames)
    for (name, place) in before.sorted(by: Self.byName) where after[name] == nil {
      add(
        "dependentRequired", "\(name.text) is not required any more", .oldInNew, place,
        new.value("dependentRequired") ?? new.value("dependencies"))
    }
    for (name, place) in after.sorted(by: Self.byName) where before[name] == nil {
      add(
        "dependentRequired", "\(name.text) is required now", .newInOld,
        old.value("dependentRequired") ?? old.value("dependencies"), place)
    }
  }

  private static func byName(
    _ first: (key: DependentName, value: SchemaGraph.Node),
    _ second: (key: DependentName, value: SchemaGraph.Node)
  ) -> Bool {
    first.key.text < second.key.text
  }

  private mutating func compareDependentSchemas() {
    let (before, after) = (old.dependentSchemas, new.dependentSchemas)
    for (name, schema) in before {
      add(child: schema, after.first { $0.name == name }?.value)
    }
    for (name, schema) in after where !before.contains(where: { $0.name == name }) {
      add(child: nil, schema)
    }
  }

  private func quoted(_ name: [UInt8]) -> String { "\"\(String(decoding: name, as: UTF8.self))\"" }
}

/// A member that must be there because of another one.
struct DependentName: Hashable {
  let condition: [UInt8]
  let name: [UInt8]

  var text: String {
    "\"\(String(decoding: name, as: UTF8.self))\" beside \"\(String(decoding: condition, as: UTF8.self))\""
  }
}

extension ComparedSchema {
  /// Of `dependentRequired`, and of `dependencies` that are lists of names.
  var dependentNames: [DependentName: SchemaGraph.Node] {
    var names: [DependentName: SchemaGraph.Node] = [:]
    for (condition, list) in members("dependentRequired") + members("dependencies") {
      for name in tape(list).strings(at: list.index) {
        names[DependentName(condition: condition, name: name)] = list
      }
    }
    return names
  }

  /// Of `dependentSchemas`, and of `dependencies` that are schemas.
  var dependentSchemas: [(name: [UInt8], value: SchemaGraph.Node)] {
    members("dependentSchemas")
      + members("dependencies").filter { tape($0.value).kind(of: $0.value.index) != .array }
  }
}
