import WeirJSON
import WeirSchema

// Assertions on the value itself. Validation Specification §6.1 to §6.3, §7.

extension PairParts {
  mutating func compareValues() {
    compareTypes()
    compareLists()
    compareBounds()
    compareDivisors()
    for keyword in ["minLength", "minItems", "minProperties"] {
      compareCount(keyword, isLeast: true)
    }
    for keyword in ["maxLength", "maxItems", "maxProperties"] {
      compareCount(keyword, isLeast: false)
    }
    compareText("pattern")
    compareFormats()
    take("uniqueItems")
    if old.isTrue("uniqueItems") != new.isTrue("uniqueItems") {
      add(
        "uniqueItems",
        new.isTrue("uniqueItems") ? "elements must differ now" : "elements may be equal now",
        new.isTrue("uniqueItems") ? .newInOld : .oldInNew, old.value("uniqueItems"),
        new.value("uniqueItems"))
    }
  }

  /// The types that a list of values leaves over count as those of the schema.
  private mutating func compareTypes() {
    take("type", "nullable")
    let before = TypeSet(old)
    let after = TypeSet(new)
    var relation: SchemaRelation = []
    if before.isSubset(of: TypeSet(of: new, withList: false)) { relation.insert(.oldInNew) }
    if after.isSubset(of: TypeSet(of: old, withList: false)) { relation.insert(.newInOld) }
    add(
      "type",
      "was \(TypeSet(of: old, withList: false).text), is \(TypeSet(of: new, withList: false).text)",
      relation, old.value("type"), new.value("type"))
  }

  /// `enum`, and `const` as one of one value.
  private mutating func compareLists() {
    take("enum", "const")
    let before = old.listedValues
    let after = new.listedValues
    guard before != nil || after != nil else { return }
    let keyword = new.value("enum") ?? old.value("enum") == nil ? "const" : "enum"
    let places = (old.listPlace, new.listPlace)
    guard let before else {
      return add(keyword, "only listed values are allowed now", .newInOld, places.0, places.1)
    }
    guard let after else {
      return add(keyword, "values need not be listed any more", .oldInNew, places.0, places.1)
    }
    let gone = before.filter { value in !after.contains { old.isEqual(value, to: $0, in: new) } }
    let added = after.filter { value in !before.contains { new.isEqual(value, to: $0, in: old) } }
    var relation: SchemaRelation = .same
    var texts: [String] = []
    if !gone.isEmpty {
      relation.remove(.oldInNew)
      texts.append("no longer allowed: " + gone.map(old.text(of:)).joined(separator: ", "))
    }
    if !added.isEmpty {
      relation.remove(.newInOld)
      texts.append("newly allowed: " + added.map(new.text(of:)).joined(separator: ", "))
    }
    add(keyword, texts.joined(separator: "; "), relation, places.0, places.1)
  }

  private mutating func compareBounds() {
    take("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
    let least = (Bound(least: old), Bound(least: new))
    addBound(least.0, least.1, order: least.0.order(to: least.1, isLeast: true))
    let greatest = (Bound(greatest: old), Bound(greatest: new))
    addBound(greatest.0, greatest.1, order: greatest.0.order(to: greatest.1, isLeast: false))
  }

  /// - Parameter order: Less than zero where the old bound lets less pass.
  private mutating func addBound(_ first: Bound, _ second: Bound, order: Int) {
    guard order != 0 else { return }
    let keyword = second.keyword ?? first.keyword ?? ""
    add(
      keyword, Self.text(first.text, second.text), order < 0 ? .oldInNew : .newInOld,
      first.keyword.flatMap(old.value), second.keyword.flatMap(new.value))
  }

  private mutating func compareDivisors() {
    take("multipleOf")
    let (before, after) = (old.number("multipleOf"), new.number("multipleOf"))
    var relation: SchemaRelation = []
    if after.map({ isMultiple(before, of: $0) }) ?? true { relation.insert(.oldInNew) }
    if before.map({ isMultiple(after, of: $0) }) ?? true { relation.insert(.newInOld) }
    add(
      "multipleOf", Self.text(before.map(\.shown), after.map(\.shown)), relation,
      old.value("multipleOf"), new.value("multipleOf"))
  }

  private func isMultiple(_ number: [UInt8]?, of divisor: [UInt8]) -> Bool {
    guard let number, let divisor = divisor.withByteSlice({ NumberDivisor($0) }) else {
      return false
    }
    return number.withByteSlice { divisor.divides($0) }
  }

  private mutating func compareCount(_ keyword: String, isLeast: Bool) {
    take(keyword)
    let (before, after) = (old.number(keyword), new.number(keyword))
    let bounds = (
      Bound(keyword: before.map { _ in keyword }, number: before),
      Bound(keyword: after.map { _ in keyword }, number: after)
    )
    // A least count of zero is none.
    let isNone =
      isLeast && (before ?? [UInt8(ascii: "0")]).isZero && (after ?? [UInt8(ascii: "0")]).isZero
    if !isNone {
      addBound(bounds.0, bounds.1, order: bounds.0.order(to: bounds.1, isLeast: isLeast))
    }
  }

  /// A text that narrows in a way of its own: of two that differ nobody knows how they compare, unless
  /// it is given.
  private mutating func compareText(_ keyword: String, _ relation: SchemaRelation? = nil) {
    take(keyword)
    let values = (old.value(keyword), new.value(keyword))
    if let first = values.0, let second = values.1, old.isEqual(first, to: second, in: new) {
      return
    }
    let oneSided: SchemaRelation =
      values.0 == nil ? (values.1 == nil ? .same : .newInOld) : values.1 == nil ? .oldInNew : []
    add(
      keyword, Self.text(values.0.map(old.text(of:)), values.1.map(new.text(of:))),
      relation ?? oneSided, values.0, values.1, isDecided: false)
  }

  /// Only what is asserted is here. Formats of one family contain each other.
  private mutating func compareFormats() {
    guard let first = old.string("format"), let second = new.string("format") else {
      return compareText("format")
    }
    if Self.widerFormats[first]?.contains(second) == true {
      compareText("format", .oldInNew)
    } else if Self.widerFormats[second]?.contains(first) == true {
      compareText("format", .newInOld)
    } else {
      compareText("format")
    }
  }

  /// By the grammars of RFC 3986 and 3987.
  private static let widerFormats: [String: Set<String>] = [
    "uri": ["uri-reference", "iri", "iri-reference"], "uri-reference": ["iri-reference"],
    "iri": ["iri-reference"],
  ]
}

extension [UInt8] {
  fileprivate var shown: String { String(decoding: self, as: UTF8.self) }
}
