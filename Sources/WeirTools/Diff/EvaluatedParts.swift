import WeirJSON
import WeirSchema

/// What a schema evaluates of every instance that is valid by it, and what it may evaluate besides,
/// `unevaluatedProperties` and `unevaluatedItems` of its own left aside. Core Specification §11.
struct EvaluatedParts {
  /// Names and patterns of members.
  private var members: Set<[UInt8]> = []

  /// Whether all members are.
  private var hasAllMembers = false

  /// How many elements from the first on are.
  private var elementCount = 0
  private var hasAllElements = false

  /// Keywords whose outcome depends on more than the instance being valid.
  private(set) var conditional: [SchemaGraph.Node] = []

  private static let conditionalKeywords = [
    "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "dependencies",
    "propertyDependencies", "contains", "$dynamicRef", "$recursiveRef",
  ]

  /// - Parameter graph: Follows `$ref` and `allOf`, which apply whatever the instance.
  init(_ graph: SchemaGraph, _ node: SchemaGraph.Node) {
    var seen: Set<SchemaGraph.Node> = []
    var pending = [node]
    while let current = pending.popLast() {
      guard seen.insert(current).inserted else { continue }
      let keywords = graph.keywords(of: current)
      note(keywords, graph, isInner: current != node)
      if let target = keywords["$ref"].flatMap(graph.target) { pending.append(target) }
      if let all = keywords["allOf"] {
        pending += graph.tape(of: all).elements(of: all.index).map { graph.node($0, in: all) }
          .reversed()
      }
    }
  }

  private mutating func note(
    _ keywords: [String: SchemaGraph.Node], _ graph: SchemaGraph, isInner: Bool
  ) {
    for keyword in ["properties", "patternProperties"] {
      guard let value = keywords[keyword] else { continue }
      let tape = graph.tape(of: value)
      // A name and a pattern that look alike are not.
      members.formUnion(
        tape.members(of: value.index).map { Array(keyword.utf8) + tape.bytes(at: $0) })
    }
    if keywords["additionalProperties"] != nil { hasAllMembers = true }
    if isInner, keywords["unevaluatedProperties"] != nil { hasAllMembers = true }
    noteElements(keywords, graph)
    if isInner, keywords["unevaluatedItems"] != nil { hasAllElements = true }
    conditional += Self.conditionalKeywords.compactMap { keywords[$0] }
  }

  /// `additionalItems` applies behind an `items` that is an array, and nowhere else.
  private mutating func noteElements(
    _ keywords: [String: SchemaGraph.Node], _ graph: SchemaGraph
  ) {
    for keyword in ["prefixItems", "items"] {
      guard let value = keywords[keyword] else { continue }
      let tape = graph.tape(of: value)
      guard tape.kind(of: value.index) == .array else {
        hasAllElements = true
        continue
      }
      elementCount = max(elementCount, Int(tape[value.index].length))
      if keyword == "items", keywords["additionalItems"] != nil { hasAllElements = true }
    }
  }

  /// Whether this evaluates all that the other one is sure to.
  func covers(_ other: EvaluatedParts) -> Bool {
    (hasAllMembers || (!other.hasAllMembers && members.isSuperset(of: other.members)))
      && (hasAllElements || (!other.hasAllElements && elementCount >= other.elementCount))
  }
}
