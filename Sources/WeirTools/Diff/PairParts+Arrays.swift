import WeirJSON
import WeirSchema

// What is said of the elements of arrays. Core Specification §10.3.1.

extension PairParts {
  mutating func compareArrays() {
    take("prefixItems", "items", "additionalItems")
    let (before, after) = (old.elements, new.elements)
    for index in 0..<max(before.first.count, after.first.count) {
      add(child: before.schema(at: index), after.schema(at: index))
    }
    add(child: before.rest, after.rest)
    compareContains()
  }

  private mutating func compareContains() {
    take("contains", "minContains", "maxContains")
    let (before, after) = (Containment(old), Containment(new))
    guard before.schema != nil || after.schema != nil else { return }
    if before.isBounded || after.isBounded {
      // An upper limit is met the sooner the more elements match.
      guard before.schema != nil, after.schema != nil else {
        let relation: SchemaRelation = before.schema == nil ? .newInOld : .oldInNew
        return add(
          "contains", before.schema == nil ? "is new" : "is gone", relation, before.schema,
          after.schema)
      }
      add(rigid: before.schema, after.schema, "contains", "what is counted has changed")
      compareCounts("maxContains", before.most, after.most, isLeast: false)
    } else {
      if before.least.isZero != after.least.isZero {
        return add(
          "contains", after.least.isZero ? "needs no match any more" : "needs a match now",
          after.least.isZero ? .oldInNew : .newInOld, before.schema, after.schema)
      }
      if before.least.isZero { return }
      add(child: before.schema, after.schema)
    }
    compareCounts("minContains", before.least, after.least, isLeast: true)
  }

  private mutating func compareCounts(
    _ keyword: String, _ before: [UInt8]?, _ after: [UInt8]?, isLeast: Bool
  ) {
    let bounds = (
      Bound(keyword: before.map { _ in keyword }, number: before),
      Bound(keyword: after.map { _ in keyword }, number: after)
    )
    let order = bounds.0.order(to: bounds.1, isLeast: isLeast)
    guard order != 0 else { return }
    add(
      keyword, Self.text(bounds.0.text, bounds.1.text), order < 0 ? .oldInNew : .newInOld,
      old.value(keyword), new.value(keyword))
  }
}

/// The schemas of an array's elements, by their places.
struct ElementSchemas {
  let first: [SchemaGraph.Node]

  /// Of the elements behind those.
  let rest: SchemaGraph.Node?

  func schema(at index: Int) -> SchemaGraph.Node? { index < first.count ? first[index] : rest }
}

/// What `contains` asks for.
private struct Containment {
  /// Nil if nothing.
  let schema: SchemaGraph.Node?

  /// How many elements must match at least, as a number.
  let least: [UInt8]

  /// How many may match at most.
  let most: [UInt8]?

  var isBounded: Bool { most != nil }

  init(_ compared: ComparedSchema) {
    schema = compared.schema("contains")
    least =
      schema == nil
      ? [UInt8(ascii: "0")] : compared.number("minContains") ?? [UInt8(ascii: "1")]
    most = schema == nil ? nil : compared.number("maxContains")
  }
}

extension ComparedSchema {
  /// `items` was an array up to 2019-09, with `additionalItems` behind it.
  var elements: ElementSchemas {
    if let items = value("items"), tape(items).kind(of: items.index) == .array {
      return ElementSchemas(first: schemas("items"), rest: schema("additionalItems"))
    }
    return ElementSchemas(first: schemas("prefixItems"), rest: schema("items"))
  }
}
