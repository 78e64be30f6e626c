import WeirJSON
import WeirSchema

// Bounds that no value can keep.

extension SchemaLinter {
  mutating func checkBounds(of index: Int) {
    let item = items[index]
    for (low, high) in [
      ("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"),
      ("minContains", "maxContains"),
    ] {
      guard let minimum = number(low, of: item), let maximum = number(high, of: item),
        compare(minimum, maximum) > 0
      else { continue }
      report(
        .emptyRange,
        "no value satisfies both \"\(low)\" \(tape.excerpt(minimum)) and \"\(high)\""
          + " \(tape.excerpt(maximum))", at: minimum, other: maximum)
    }
    checkNumbers(item)
    checkRequiredCount(item)
    checkTypes(of: index)
  }

  private func number(_ name: String, of item: SchemaInventory.Item) -> Int? {
    guard let value = item.value(name),
      tape.kind(of: value) == .integer || tape.kind(of: value) == .decimal
    else { return nil }
    return value
  }

  private func compare(_ a: Int, _ b: Int) -> Int {
    compareNumbers(tape.rawContent(of: a), tape.rawContent(of: b))
  }

  /// Up to draft 4 the exclusive ones are booleans beside the others.
  private mutating func checkNumbers(_ item: SchemaInventory.Item) {
    let lows = [("minimum", isExclusive("exclusiveMinimum", of: item)), ("exclusiveMinimum", true)]
    let highs = [
      ("maximum", isExclusive("exclusiveMaximum", of: item)), ("exclusiveMaximum", true),
    ]
    for (low, isOpenBelow) in lows {
      for (high, isOpenAbove) in highs {
        guard let minimum = number(low, of: item), let maximum = number(high, of: item) else {
          continue
        }
        let order = compare(minimum, maximum)
        guard order > 0 || order == 0 && (isOpenBelow || isOpenAbove) else { continue }
        report(
          .emptyRange,
          "no number satisfies both \"\(low)\" \(tape.excerpt(minimum)) and \"\(high)\""
            + " \(tape.excerpt(maximum))", at: minimum, other: maximum)
      }
    }
  }

  private func isExclusive(_ name: String, of item: SchemaInventory.Item) -> Bool {
    item.value(name).map { tape.kind(of: $0) == .true } ?? false
  }

  private mutating func checkRequiredCount(_ item: SchemaInventory.Item) {
    guard let maximum = number("maxProperties", of: item),
      let limit = int64Value(of: tape.rawContent(of: maximum)),
      let required = item.value("required"), tape.kind(of: required) == .array
    else { return }
    let count = Int(tape[required].length)
    guard count > limit else { return }
    report(
      .emptyRange,
      "\(count) properties are required, and \"maxProperties\" is \(limit)", at: maximum,
      other: required)
  }

  /// Types that all have to be satisfied, and that no value has at once.
  private mutating func checkTypes(of index: Int) {
    var common = KindSet.all
    var first: Int?
    for conjunct in conjuncts(of: index) {
      guard let types = types(of: items[conjunct]), let value = items[conjunct].value("type") else {
        continue
      }
      // An integer may be written with a fraction.
      let allowed = types.isDisjoint(with: .integer) ? types : types.union(.number)
      if common.isDisjoint(with: allowed), let first, value != first {
        report(
          .noType,
          "no value has this type and the one that another schema for it asks for", at: value,
          other: first)
        return
      }
      common.formIntersection(allowed)
      first = first ?? value
    }
  }
}
