import TestSupport

/// Random schemas over a small world of values, changed a little, and random instances of that world, so
/// that instances often meet what schemas say.
struct RandomSchemas {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// JSON as it is built and changed.
  indirect enum Tree {
    case text(String)
    case array([Tree])
    case object([(name: String, value: Tree)])

    var json: String {
      switch self {
      case .text(let text): text
      case .array(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
      case .object(let members):
        "{" + members.map { "\"\($0.name)\":\($0.value.json)" }.joined(separator: ",") + "}"
      }
    }
  }

  /// A schema with definitions that refer to each other.
  mutating func schema() -> Tree {
    var members = keywords(depth: 0)
    members.append(("$defs", .object([("p", part(1)), ("q", part(1))])))
    return .object(members)
  }

  /// The same with one to three changes.
  mutating func changed(_ schema: Tree) -> Tree {
    var schema = schema
    for _ in 0..<number(1...3) { schema = change(schema, depth: 0) }
    return schema
  }

  mutating func instance(depth: Int = 0) -> String {
    switch number(0...(depth < 3 ? 6 : 4)) {
    case 0: "null"
    case 1: pick(["true", "false"])
    case 2, 3: pick(["-1", "0", "1", "2", "3", "1.0", "0.5", "4", "6"])
    case 4: pick(["\"\"", "\"a\"", "\"b\"", "\"ab\"", "\"aaa\"", "\"1.2.3.4\""])
    case 5:
      "[" + (0..<number(0...3)).map { _ in instance(depth: depth + 1) }.joined(separator: ",") + "]"
    default:
      "{"
        + names().map { "\"\($0)\":\(instance(depth: depth + 1))" }.joined(separator: ",") + "}"
    }
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  private mutating func pick(_ values: [String]) -> String {
    values.randomElement(using: &generator) ?? ""
  }

  private mutating func names() -> [String] {
    ["a", "b", "c"].filter { _ in number(0...2) > 0 }
  }

  private mutating func part(_ depth: Int) -> Tree {
    if number(0...7) == 0 { return .text(pick(["true", "false"])) }
    return .object(keywords(depth: depth))
  }

  private mutating func keywords(depth: Int) -> [(name: String, value: Tree)] {
    var members: [(name: String, value: Tree)] = []
    for _ in 0..<number(depth == 0 ? 2...4 : 1...2) {
      let member = keyword(depth: depth)
      if !members.contains(where: { $0.name == member.name }) { members.append(member) }
    }
    return members
  }

  private mutating func keyword(depth: Int) -> (name: String, value: Tree) {
    switch number(0...(depth < 3 ? 29 : 12)) {
    case 0: ("type", .text(pick(Self.types)))
    case 1: ("type", .array([.text("\"null\""), .text(pick(Self.types))].distinct))
    case 2: (pick(["minimum", "exclusiveMinimum"]), .text(pick(["-1", "0", "1", "1.0", "2"])))
    case 3: (pick(["maximum", "exclusiveMaximum"]), .text(pick(["1", "2", "3.5", "4"])))
    case 4: ("multipleOf", .text(pick(["1", "2", "0.5", "3", "6"])))
    case 5: (pick(["minLength", "minItems", "minProperties"]), .text(pick(["0", "1", "2"])))
    case 6: (pick(["maxLength", "maxItems", "maxProperties"]), .text(pick(["0", "1", "2"])))
    case 7: ("pattern", .text(pick(["\"^a\"", "\"b\"", "\"^a*$\""])))
    case 8: ("format", .text(pick(["\"ipv4\"", "\"uri\"", "\"uri-reference\"", "\"iri\""])))
    case 9: ("enum", .array((0..<number(1...4)).map { _ in .text(instance(depth: 2)) }))
    case 10: ("const", .text(instance(depth: 2)))
    case 11: ("required", .array(names().map { .text("\"\($0)\"") }))
    case 12: ("uniqueItems", .text(pick(["true", "false"])))
    case 13, 14, 15: ("properties", .object(names().map { ($0, part(depth + 1)) }))
    case 16: ("patternProperties", .object([(pick(["^a", "b"]), part(depth + 1))]))
    case 17: ("additionalProperties", part(depth + 1))
    case 18: ("propertyNames", part(depth + 1))
    case 19: ("items", part(depth + 1))
    case 20: ("prefixItems", .array((0..<number(1...2)).map { _ in part(depth + 1) }))
    case 21: ("contains", part(depth + 1))
    case 22: (pick(["minContains", "maxContains"]), .text(pick(["0", "1", "2"])))
    case 23: (pick(["allOf", "anyOf", "oneOf"]), .array(branches(depth)))
    case 24: ("oneOf", .array(taggedBranches(depth)))
    case 25: ("not", part(depth + 1))
    case 26: (pick(["if", "then", "else"]), part(depth + 1))
    case 27: ("dependentSchemas", .object([(pick(["a", "b"]), part(depth + 1))]))
    case 28: (pick(["unevaluatedProperties", "unevaluatedItems"]), part(depth + 1))
    default:
      depth == 0
        ? ("dependentRequired", .object([("a", .array([.text("\"b\"")]))]))
        : ("properties", .object([("c", .object([("$ref", .text(pick(Self.references)))]))]))
    }
  }

  private mutating func branches(_ depth: Int) -> [Tree] {
    (0..<number(1...3)).map { _ in part(depth + 1) }
  }

  /// Alternatives that exclude each other.
  private mutating func taggedBranches(_ depth: Int) -> [Tree] {
    ["\"a\"", "\"b\"", "1"].prefix(number(2...3)).map { tag in
      .object([
        ("type", .text("\"object\"")), ("required", .array([.text("\"a\"")])),
        ("properties", .object([("a", .object([("const", .text(tag))])), ("b", part(depth + 1))])),
      ])
    }
  }

  /// Changes a schema, or one below it.
  private mutating func change(_ tree: Tree, depth: Int) -> Tree {
    guard case .object(var members) = tree, !members.isEmpty else { return part(depth) }
    let index = number(0...members.count - 1)
    switch number(0...5) {
    case 0 where members[index].name != "$defs": members.remove(at: index)
    case 1:
      let member = keyword(depth: depth)
      if !members.contains(where: { $0.name == member.name }) { members.append(member) }
    case 2 where members[index].name != "$defs":
      // Another value of the same keyword, if chance gives one.
      for _ in 0..<40 {
        let member = keyword(depth: depth)
        if member.name == members[index].name {
          members[index] = member
          break
        }
      }
    default: members[index].value = changeValue(of: members[index], depth: depth)
    }
    return .object(members)
  }

  private mutating func changeValue(
    of member: (name: String, value: Tree), depth: Int
  ) -> Tree {
    switch member.value {
    case .object(var inner) where Self.mapKeywords.contains(member.name) && !inner.isEmpty:
      let index = number(0...inner.count - 1)
      inner[index].value = change(inner[index].value, depth: depth + 1)
      return .object(inner)
    case .array(var elements) where Self.listKeywords.contains(member.name) && !elements.isEmpty:
      let index = number(0...elements.count - 1)
      switch number(0...3) {
      case 0: elements.append(part(depth + 1))
      case 1 where elements.count > 1: elements.remove(at: index)
      default: elements[index] = change(elements[index], depth: depth + 1)
      }
      return .array(elements)
    case .object where Self.schemaKeywords.contains(member.name):
      return change(member.value, depth: depth + 1)
    default: return member.value
    }
  }

  private static let types = [
    "\"integer\"", "\"number\"", "\"string\"", "\"object\"", "\"array\"", "\"boolean\"",
  ]
  private static let references = ["\"#\"", "\"#/$defs/p\"", "\"#/$defs/q\""]
  private static let mapKeywords = ["properties", "patternProperties", "dependentSchemas", "$defs"]
  private static let listKeywords = ["allOf", "anyOf", "oneOf", "prefixItems"]
  private static let schemaKeywords = [
    "items", "contains", "not", "if", "then", "else", "additionalProperties", "propertyNames",
    "unevaluatedProperties", "unevaluatedItems",
  ]
}

extension [RandomSchemas.Tree] {
  /// Without what stands there already.
  fileprivate var distinct: [RandomSchemas.Tree] {
    enumerated().filter { index, tree in !self[..<index].contains { $0.json == tree.json } }
      .map(\.element)
  }
}
