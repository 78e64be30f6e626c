import WeirJSON
import WeirSchema

/// One of the two schemas of a comparison, or a schema in it: its keywords, with what is written in
/// other ways in other dialects brought to one form.
struct ComparedSchema {
  let graph: SchemaGraph

  /// Nil for the schema that is not there, which accepts everything.
  let node: SchemaGraph.Node?

  /// Where it is applied, before references are followed.
  let site: SchemaGraph.Node?

  /// By name; those that assert nothing left out.
  private(set) var keywords: [String: SchemaGraph.Node] = [:]

  /// Of the schema `false`.
  private(set) var acceptsNothing = false

  /// Keywords that assert nothing, whatever the options.
  static let annotations: Set<String> = [
    "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
  ]

  /// Keywords that name things and say nothing of instances themselves.
  private static let identification: Set<String> = [
    "$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary",
    "$comment",
    "$defs", "definitions",
  ]

  private static let contents: Set<String> = [
    "contentEncoding", "contentMediaType", "contentSchema",
  ]

  /// Follows references and combinations that are all there is to a schema.
  init(_ graph: SchemaGraph, _ node: SchemaGraph.Node?) {
    self.graph = graph
    site = node
    var node = node
    var seen: Set<SchemaGraph.Node> = []
    while let current = node, seen.insert(current).inserted {
      keywords = Self.assertions(graph, current)
      guard let next = Self.onlyPart(graph, keywords) else { break }
      node = next
    }
    self.node = node
    if let node { acceptsNothing = graph.tape(of: node).kind(of: node.index) == .false }
  }

  var acceptsEverything: Bool { keywords.isEmpty && !acceptsNothing }

  func value(_ keyword: String) -> SchemaGraph.Node? { keywords[keyword] }

  func tape(_ value: SchemaGraph.Node) -> Tape { graph.tape(of: value) }

  private static func assertions(
    _ graph: SchemaGraph, _ node: SchemaGraph.Node
  ) -> [String: SchemaGraph.Node] {
    graph.keywords(of: node).filter {
      !annotations.contains($0.key) && !identification.contains($0.key)
        && ($0.key != "format" || graph.assertsFormat(node))
        && (!contents.contains($0.key) || graph.assertsContent)
    }
  }

  /// What a schema comes down to that is a `$ref`, or an `allOf` of one, and nothing else.
  private static func onlyPart(
    _ graph: SchemaGraph, _ keywords: [String: SchemaGraph.Node]
  ) -> SchemaGraph.Node? {
    guard keywords.count == 1 else { return nil }
    if let reference = keywords["$ref"] { return graph.target(of: reference) }
    guard let all = keywords["allOf"] else { return nil }
    let parts = Array(graph.tape(of: all).elements(of: all.index))
    return parts.count == 1 ? graph.node(parts[0], in: all) : nil
  }
}

// MARK: - Values

extension ComparedSchema {
  /// The schema under a keyword.
  func schema(_ keyword: String) -> SchemaGraph.Node? {
    keywords[keyword].flatMap { value in
      [.object, .true, .false].contains(tape(value).kind(of: value.index)) ? value : nil
    }
  }

  /// The schemas in the array under a keyword.
  func schemas(_ keyword: String) -> [SchemaGraph.Node] {
    guard let value = keywords[keyword] else { return [] }
    return tape(value).elements(of: value.index).map { graph.node($0, in: value) }
  }

  /// The members of the object under a keyword, in their order.
  func members(_ keyword: String) -> [(name: [UInt8], value: SchemaGraph.Node)] {
    guard let value = keywords[keyword] else { return [] }
    let tape = self.tape(value)
    return tape.members(of: value.index).map {
      (tape.bytes(at: $0), graph.node($0 + 1, in: value))
    }
  }

  /// The strings in the array under a keyword.
  func strings(_ keyword: String) -> [[UInt8]] {
    keywords[keyword].map { tape($0).strings(at: $0.index) } ?? []
  }

  /// The token of the number under a keyword.
  func number(_ keyword: String) -> [UInt8]? {
    guard let value = keywords[keyword],
      [.integer, .decimal].contains(tape(value).kind(of: value.index))
    else { return nil }
    return tape(value).bytes(at: value.index)
  }

  func string(_ keyword: String) -> String? {
    keywords[keyword].flatMap { value in
      tape(value).kind(of: value.index) == .string ? tape(value).string(at: value.index) : nil
    }
  }

  func isTrue(_ keyword: String) -> Bool {
    keywords[keyword].map { tape($0).kind(of: $0.index) == .true } ?? false
  }

  /// The value under a keyword as messages show it.
  func text(_ keyword: String) -> String {
    keywords[keyword].map { text(of: $0) } ?? "nothing"
  }

  func text(of value: SchemaGraph.Node) -> String {
    let tape = self.tape(value)
    let text = String(decoding: tape.text[tape.byteRange(of: value.index)].copied(), as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.count <= Self.longestText ? text : text.prefix(Self.longestText - 1) + "…"
  }

  /// Characters of a value in a message.
  private static var longestText: Int { 60 }
}

extension Tape {
  /// The strings among the elements of an array.
  func strings(at index: Int) -> [[UInt8]] {
    elements(of: index).filter { kind(of: $0) == .string }.map { bytes(at: $0) }
  }
}
