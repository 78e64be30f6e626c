package import WeirJSON

/// A schema as its keywords and what they lead to, for tools that read schemas instead of running them.
///
/// A keyword is what the dialect of its resource says; what a `$ref` makes void is none.
package struct SchemaGraph: Sendable {
  /// A schema in it.
  package struct Node: Hashable, Sendable {
    let source: Int
    /// Index in the tape of its source.
    package let index: Int
  }

  private let resources: ResourceSet
  private let reachedSources: [Int]
  private let options: SchemaOptions
  private let targetOfReference: [Node: Node]

  /// References in the order of their places, by source.
  private let references: [Int: [Int]]
  package let root: Node

  /// - Parameters:
  ///   - fragment: Where in its document the schema stands; empty for the whole.
  ///   - registry: All documents that it refers to.
  package init(
    _ source: SchemaSource, fragment: String, registry: Registry, options: SchemaOptions
  ) throws(SchemaError) {
    let walk = try ReferenceWalk(source, pointer: fragment, registry: registry, options: options)
    var resources = walk.resources
    var targets: [Node: Node] = [:]
    for link in walk.links {
      guard let resource = resources.resource(of: link.place) else { continue }
      let reference = URIReference(resources.tape(link.place).bytes(at: link.text))
      let target = try resources.resolve(reference, from: resource, at: link.place)
      targets[Node(source: link.place.source, index: link.text)] = Node(target)
    }
    let document = SchemaNode(source: 0, node: 0)
    root = Node(
      try resources.resolve(
        URIReference("").withFragment(fragment.utf8), from: resources.resource(of: document) ?? 0,
        at: document))
    reachedSources = walk.isReached.indices.filter { walk.isReached[$0].contains(true) }
    self.resources = resources
    self.options = options
    targetOfReference = targets
    references = Dictionary(grouping: targets.keys, by: \.source)
      .mapValues { $0.map(\.index).sorted() }
  }

  /// Whether there are references whose targets depend on the way to them.
  package var isDynamic: Bool { resources.usesDynamicReferences }

  /// Whether both are made of documents with the same texts.
  package func hasSameDocuments(as other: SchemaGraph) -> Bool {
    let texts = [self, other].map { graph in
      graph.reachedSources.map { graph.resources.sources[$0].text }
    }
    return texts[0] == texts[1]
  }

  /// The document of a schema.
  package func source(of node: Node) -> SchemaSource { resources.sources[node.source] }

  package func tape(of node: Node) -> Tape { resources.sources[node.source].tape }

  /// The dialect that a schema is read by.
  package func dialect(of node: Node) -> Dialect { rules(of: node).dialect }

  /// Whether `format` asserts in a schema.
  package func assertsFormat(_ node: Node) -> Bool {
    options.assertsFormat ?? rules(of: node).vocabularies.contains(.formatAssertion)
  }

  /// Whether the content of strings is checked.
  package var assertsContent: Bool { options.assertsContent }

  /// The keywords of a schema with the tape nodes of their values; none of a boolean schema.
  package func keywords(of node: Node) -> [String: Node] {
    let tape = self.tape(of: node)
    let rules = self.rules(of: node)
    let isReferenceOnly =
      rules.referenceHidesSiblings && tape.kind(of: node.index) == .object
      && tape.hasReference(node.index)
    var keywords: [String: Node] = [:]
    for key in tape.members(of: node.index) {
      guard let row = KeywordTable.shared.row(for: key, in: tape, rules),
        !isReferenceOnly || row.keyword == .dollarRef
      else { continue }
      keywords["\(row.name)"] = Node(source: node.source, index: key + 1)
    }
    return keywords
  }

  /// The schema that the reference written at `value` means.
  package func target(of value: Node) -> Node? { targetOfReference[value] }

  /// References that are written in the value at `node` or below.
  package func references(in node: Node) -> [Node] {
    let end = tape(of: node).next(after: node.index)
    return (references[node.source] ?? []).filter { node.index <= $0 && $0 < end }
      .map { Node(source: node.source, index: $0) }
  }

  /// The value inside of another one.
  package func node(_ index: Int, in parent: Node) -> Node {
    Node(source: parent.source, index: index)
  }

  private func rules(of node: Node) -> SchemaRules {
    let place = SchemaNode(source: node.source, node: node.index)
    return resources.resource(of: place).map { resources.resources[$0].rules }
      ?? SchemaRules(options.defaultDialect)
  }
}

extension SchemaGraph.Node {
  fileprivate init(_ place: SchemaNode) {
    source = place.source
    index = place.node
  }
}

extension Tape {
  /// Whether two values are equal as JSON values. Core Specification §4.2.2.
  package func value(at index: Int, equals other: Int, in tape: Tape) -> Bool {
    ValueEquality.areEqual(self, index, tape, other)
  }
}
