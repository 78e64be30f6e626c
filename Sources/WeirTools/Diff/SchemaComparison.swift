import WeirJSON
import WeirSchema

/// What is proved of two schemas and of all schemas in them that are compared with each other.
///
/// A pair of schemas comes apart into parts, each of which must hold: values of keywords, and pairs of
/// subschemas. At first all pairs are taken for the same; then those are struck out whose parts do not
/// bear it, until nothing changes. What is left is right also where schemas refer to themselves, since
/// an instance ends somewhere. Cost: the pairs that are met, times how deep a difference lies at worst.
final class SchemaComparison {
  /// Two schemas that take the same place.
  struct Pair: Hashable {
    /// Nil for no schema, which accepts everything.
    let old: SchemaGraph.Node?
    let new: SchemaGraph.Node?

    init(_ old: SchemaGraph.Node?, _ new: SchemaGraph.Node?) {
      self.old = old
      self.new = new
    }
  }

  /// One of the parts of a pair, all of which bear on its instances together.
  enum Part {
    /// A difference in a value.
    case change(Difference)

    /// Subschemas: what is true of them is true of the whole.
    case child(Pair)

    /// The schemas under a `not`.
    case inverted(Pair)

    /// Subschemas of which nothing but their being the same says anything.
    case rigid(Pair, Difference)
  }

  /// A difference that is told if it makes one.
  struct Difference: Hashable {
    let keyword: String
    let message: String
    let relation: SchemaRelation

    /// Whether what is not proved is known to be otherwise.
    var isDecided = true
    let old: SchemaGraph.Node?
    let new: SchemaGraph.Node?
  }

  let old: SchemaGraph
  let new: SchemaGraph
  private var partsOfPair: [Pair: [Part]] = [:]
  private var relations: [Pair: SchemaRelation] = [:]

  /// In the order in which they were met.
  private var pairs: [Pair] = []

  init(_ old: SchemaGraph, _ new: SchemaGraph) {
    self.old = old
    self.new = new
    discover(root)
    settle()
  }

  var root: Pair { Pair(old.root, new.root) }

  func parts(of pair: Pair) -> [Part] { partsOfPair[pair] ?? [] }

  func relation(of pair: Pair) -> SchemaRelation { relations[pair] ?? [] }

  private func discover(_ root: Pair) {
    var pending = [root]
    while let pair = pending.popLast() {
      guard partsOfPair[pair] == nil else { continue }
      pairs.append(pair)
      relations[pair] = .same
      let parts = PairParts(ComparedSchema(old, pair.old), ComparedSchema(new, pair.new)).parts
      partsOfPair[pair] = parts
      for part in parts {
        switch part {
        case .change: break
        case .child(let inner), .inverted(let inner), .rigid(let inner, _): pending.append(inner)
        }
      }
    }
  }

  private func settle() {
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for pair in pairs.reversed() {
        let relation = parts(of: pair).reduce(SchemaRelation.same) { result, part in
          result.intersection(self.relation(of: part))
        }
        if relation != relations[pair] {
          relations[pair] = relation
          hasChanged = true
        }
      }
    }
  }

  private func relation(of part: Part) -> SchemaRelation {
    switch part {
    case .change(let difference): difference.relation
    case .child(let pair): relation(of: pair)
    case .inverted(let pair): relation(of: pair).inverted
    case .rigid(let pair, _): relation(of: pair) == .same ? .same : []
    }
  }
}

extension SchemaComparison {
  /// All differences, an outer one before those inside, each once, however many references lead to it.
  func changes() -> [SchemaChange] {
    var changes: [SchemaChange] = []
    var told: Set<Told> = []
    var seen: Set<Visit> = []
    var pending = [Visit(pair: root, sense: .plain)]
    while let visit = pending.popLast() {
      guard seen.insert(visit).inserted else { continue }
      var inner: [Visit] = []
      for part in parts(of: visit.pair) {
        switch part {
        case .change(let difference):
          if told.insert(Told(difference: difference, sense: visit.sense)).inserted {
            changes.append(change(difference, visit.sense))
          }
        case .child(let pair): inner.append(Visit(pair: pair, sense: visit.sense))
        case .inverted(let pair): inner.append(Visit(pair: pair, sense: visit.sense.inverted))
        case .rigid(let pair, let difference):
          guard relation(of: pair) != .same else { continue }
          if told.insert(Told(difference: difference, sense: .rigid)).inserted {
            changes.append(change(difference, .rigid))
          }
          inner.append(Visit(pair: pair, sense: .rigid))
        }
      }
      changes += annotations(of: visit.pair)
      pending += inner.reversed()
    }
    return changes
  }

  /// What a difference of two subschemas means for the whole.
  private enum Sense {
    case plain, inverted

    /// Nobody knows.
    case rigid

    var inverted: Sense {
      switch self {
      case .plain: .inverted
      case .inverted: .plain
      case .rigid: .rigid
      }
    }
  }

  private struct Told: Hashable {
    let difference: Difference
    let sense: Sense
  }

  private struct Visit: Hashable {
    let pair: Pair
    let sense: Sense
  }

  private func change(_ difference: Difference, _ sense: Sense) -> SchemaChange {
    let effect = SchemaChange.Effect(difference.relation, isDecided: difference.isDecided)
    return SchemaChange(
      effect: sense == .rigid ? .unknown : sense == .inverted ? effect.inverted : effect,
      keyword: difference.keyword, message: difference.message,
      old: difference.old.map { place(of: $0, in: old) },
      new: difference.new.map { place(of: $0, in: new) })
  }

  private func place(of node: SchemaGraph.Node, in graph: SchemaGraph) -> SchemaChange.Place {
    let source = graph.source(of: node)
    return SchemaChange.Place(
      source: source, pointer: graph.tape(of: node).pointer(to: node.index),
      place: source.place(of: node.index))
  }

  /// Annotations that differ, where both schemas are there.
  private func annotations(of pair: Pair) -> [SchemaChange] {
    guard let first = pair.old, let second = pair.new else { return [] }
    let before = old.keywords(of: first)
    let after = new.keywords(of: second)
    return ComparedSchema.annotations.sorted().compactMap { keyword in
      let values = (before[keyword], after[keyword])
      if case (let value?, let other?) = values,
        old.tape(of: value).value(at: value.index, equals: other.index, in: new.tape(of: other))
      {
        return nil
      }
      guard values.0 != nil || values.1 != nil else { return nil }
      let message =
        values.0 == nil ? "new" : values.1 == nil ? "gone" : "another text"
      return SchemaChange(
        effect: .compatible, keyword: keyword, message: message,
        old: place(of: values.0 ?? first, in: old), new: place(of: values.1 ?? second, in: new))
    }
  }
}
