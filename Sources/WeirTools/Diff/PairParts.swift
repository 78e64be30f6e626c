import WeirJSON
import WeirSchema

/// Takes a pair of schemas apart. Every instance that is valid by all parts of a schema is valid by the
/// schema, and the other way round, so that what is proved of the parts is proved of the whole.
///
/// Where nothing is known of a keyword, equal values with equal references are the same, and all else
/// is unknown.
struct PairParts {
  let old: ComparedSchema
  let new: ComparedSchema
  private(set) var parts: [SchemaComparison.Part] = []

  /// Keywords that are dealt with. What others mean nobody here knows.
  private var handled: Set<String> = []

  init(_ old: ComparedSchema, _ new: ComparedSchema) {
    self.old = old
    self.new = new
    if old.acceptsNothing || new.acceptsNothing {
      compareNothing()
    } else if old.acceptsEverything || new.acceptsEverything {
      compareEverything()
    } else if isDraft3 {
      compareWhole()
    } else {
      compareReferences()
      compareValues()
      compareObjects()
      compareArrays()
      compareLogic()
      compareOthers()
    }
  }

  /// Draft 3 says many things in ways of its own.
  private var isDraft3: Bool {
    [(old.graph, old.node), (new.graph, new.node)].contains { graph, node in
      node.map { graph.dialect(of: $0) == .draft3 } ?? false
    }
  }

  private mutating func compareNothing() {
    guard old.acceptsNothing != new.acceptsNothing else { return }
    let relation: SchemaRelation = old.acceptsNothing ? .oldInNew : .newInOld
    add(
      "schema",
      old.acceptsNothing ? "something is allowed here now" : "nothing is allowed here any more",
      relation, old.site, new.site)
  }

  private mutating func compareEverything() {
    guard old.acceptsEverything != new.acceptsEverything else { return }
    let schema = old.acceptsEverything ? new : old
    let keywords = schema.keywords.keys.sorted().joined(separator: ", ")
    add(
      schema.keywords.count == 1 ? keywords : "schema",
      old.acceptsEverything
        ? "anything was allowed here, now \(keywords) must hold"
        : "anything is allowed here now, \(keywords) had to hold",
      old.acceptsEverything ? .newInOld : .oldInNew, old.site, new.site)
  }

  private mutating func compareWhole() {
    guard let first = old.node, let second = new.node, !isEqual(first, second) else { return }
    add(
      "schema", "differs; draft 3 is not compared by keyword", [], first, second, isDecided: false)
  }

  /// Keywords that are not dealt with elsewhere.
  private mutating func compareOthers() {
    let others = Set(old.keywords.keys).union(new.keywords.keys).subtracting(handled)
    for keyword in others.sorted() {
      let values = (old.value(keyword), new.value(keyword))
      if let first = values.0, let second = values.1, isEqual(first, second) { continue }
      // A schema without an assertion accepts what it accepts with it, and perhaps more.
      let relation: SchemaRelation =
        values.0 == nil ? .newInOld : values.1 == nil ? .oldInNew : []
      add(
        keyword, Self.text(values.0.map(old.text(of:)), values.1.map(new.text(of:))), relation,
        values.0, values.1, isDecided: false)
    }
  }
}

// MARK: - For all keywords

extension PairParts {
  /// Leaves keywords to the caller.
  mutating func take(_ keywords: String...) { handled.formUnion(keywords) }

  /// Notes a difference, unless it is none. A side that has nothing there is shown by its schema.
  mutating func add(
    _ keyword: String, _ message: String, _ relation: SchemaRelation, _ first: SchemaGraph.Node?,
    _ second: SchemaGraph.Node?, isDecided: Bool = true
  ) {
    guard relation != .same else { return }
    parts.append(
      .change(difference(keyword, message, relation, first, second, isDecided: isDecided)))
  }

  mutating func add(child first: SchemaGraph.Node?, _ second: SchemaGraph.Node?) {
    guard first != nil || second != nil else { return }
    parts.append(.child(SchemaComparison.Pair(first, second)))
  }

  mutating func add(inverted first: SchemaGraph.Node?, _ second: SchemaGraph.Node?) {
    parts.append(.inverted(SchemaComparison.Pair(first, second)))
  }

  mutating func add(
    rigid first: SchemaGraph.Node?, _ second: SchemaGraph.Node?, _ keyword: String,
    _ message: String
  ) {
    let difference = difference(keyword, message, [], first, second, isDecided: false)
    parts.append(.rigid(SchemaComparison.Pair(first, second), difference))
  }

  private func difference(
    _ keyword: String, _ message: String, _ relation: SchemaRelation, _ first: SchemaGraph.Node?,
    _ second: SchemaGraph.Node?, isDecided: Bool
  ) -> SchemaComparison.Difference {
    SchemaComparison.Difference(
      keyword: keyword, message: message, relation: relation, isDecided: isDecided,
      old: first ?? old.node, new: second ?? new.node)
  }

  /// What became of a value.
  static func text(_ old: String?, _ new: String?) -> String {
    switch (old, new) {
    case (let old?, let new?): "was \(old), is \(new)"
    case (nil, let new?): "is \(new), was not there"
    case (let old?, nil): "was \(old), is gone"
    case (nil, nil): "is not there"
    }
  }

  /// Whether two values are equal and all references in them lead to equal ones. What both say is the
  /// same then, annotations included.
  func isEqual(_ first: SchemaGraph.Node, _ second: SchemaGraph.Node) -> Bool {
    // Where references are dynamic, what they lead to depends on all that is around.
    if old.graph.isDynamic || new.graph.isDynamic {
      return old.graph.hasSameDocuments(as: new.graph)
    }
    var seen: Set<SchemaComparison.Pair> = []
    var pending = [(first, second)]
    while let (first, second) = pending.popLast() {
      guard seen.insert(SchemaComparison.Pair(first, second)).inserted else { continue }
      guard
        old.tape(first).value(at: first.index, equals: second.index, in: new.tape(second)),
        old.graph.dialect(of: first) == new.graph.dialect(of: second)
      else { return false }
      let references = (old.graph.references(in: first), new.graph.references(in: second))
      guard references.0.count == references.1.count else { return false }
      for (reference, other) in zip(references.0, references.1) {
        guard
          old.tape(reference).value(at: reference.index, equals: other.index, in: new.tape(other)),
          let target = old.graph.target(of: reference),
          let otherTarget = new.graph.target(of: other)
        else { return false }
        pending.append((target, otherTarget))
      }
    }
    return true
  }
}
