import WeirJSON
import WeirSchema

// Properties: which are allowed, which are required, and who sees whose.

extension SchemaLinter {
  mutating func checkObjects(of index: Int) {
    let family = conjuncts(of: index)
    for member in family {
      guard isClosed(member) else { continue }
      for other in family {
        checkRequired(of: other, isAllowedBy: member)
        if other != member { checkSeen(other, by: member) }
      }
    }
    if isClosed(index) {
      for branch in alternatives(of: index) { checkSeen(branch, by: index) }
    }
    checkForbidden(in: family)
    checkSpelling(of: index)
    for key in declared(by: index) {
      guard let stray = StrayKeyword(key, of: tape) else { continue }
      report(.keywordAsProperty, stray.message, at: key, help: [StrayKeyword.help])
    }
  }

  private func isClosed(_ index: Int) -> Bool {
    items[index].value("additionalProperties").map { tape.kind(of: $0) == .false } ?? false
  }

  /// What may apply to the same value as the item, depending on the value.
  private func alternatives(of index: Int) -> [Int] {
    ["anyOf", "oneOf", "then", "else", "dependentSchemas"].flatMap { keyword in
      children(of: index, under: keyword).flatMap { conjuncts(of: $0) }
    }
  }

  /// Nodes of the keys in `properties`.
  private func declared(by index: Int) -> [Int] {
    guard let properties = items[index].value("properties") else { return [] }
    return Array(tape.members(of: properties))
  }

  private func allows(_ name: [UInt8], _ index: Int) -> Bool {
    if declared(by: index).contains(where: { tape.bytes(at: $0) == name }) { return true }
    guard let patterns = items[index].value("patternProperties") else { return false }
    return tape.members(of: patterns).contains { key in
      guard var pattern = SchemaPattern(tape.bytes(at: key)) else { return true }
      return pattern.matches(name) ?? true
    }
  }

  private func requiredNames(of index: Int) -> [Int] {
    guard let required = items[index].value("required"), tape.kind(of: required) == .array else {
      return []
    }
    return Array(tape.elements(of: required)).filter { tape.kind(of: $0) == .string }
  }

  private mutating func checkRequired(of index: Int, isAllowedBy closed: Int) {
    for name in requiredNames(of: index) where !allows(tape.bytes(at: name), closed) {
      let isOwn = index == closed
      let meant =
        isOwn
        ? closest(
          to: tape.bytes(at: name), among: declared(by: closed).map { tape.bytes(at: $0) }) : nil
      let hint = meant.map { ["did you mean \"\(String(decoding: $0, as: UTF8.self))\"?"] } ?? []
      report(
        .forbiddenRequired,
        "\"\(tape.string(at: name))\" is required, and \"additionalProperties\": false forbids it",
        at: name, help: hint, other: items[closed].value("additionalProperties"))
    }
  }

  /// `additionalProperties` sees the properties that are declared beside it, and no others.
  private mutating func checkSeen(_ index: Int, by closed: Int) {
    let unseen = declared(by: index).filter { key in
      itemOfNode[key + 1].map { !allowsNothing($0) } ?? true && !allows(tape.bytes(at: key), closed)
    }
    guard let first = unseen.first, let additional = items[closed].value("additionalProperties")
    else { return }
    let names =
      unseen.prefix(3).map { "\"\(tape.string(at: $0))\"" }
      + (unseen.count > 3 ? ["\(unseen.count - 3) more"] : [])
    report(
      .unseenProperties,
      "\"additionalProperties\": false does not see \(listed(names, "and")), declared by another"
        + " schema for the same value: \(unseen.count == 1 ? "it is" : "they are") rejected",
      at: additional, help: [unseenHelp(items[closed].dialect)], other: first)
  }

  private func unseenHelp(_ dialect: Dialect) -> String {
    dialect >= .draft2019_09
      ? "\"unevaluatedProperties\": false, in the outermost schema, sees all of them"
      : "declare them beside it too, as true; from 2019-09 on unevaluatedProperties sees them"
  }

  /// Whether it is `false`, or what old drafts write instead.
  private func allowsNothing(_ index: Int) -> Bool {
    if tape.kind(of: items[index].node) == .false { return true }
    return children(of: index, under: "not").contains { items[$0].allowsEverything(in: tape) }
  }

  /// A property that must be there and that no value would do for.
  private mutating func checkForbidden(in family: [Int]) {
    for declaring in family {
      for key in declared(by: declaring) {
        guard let property = itemOfNode[key + 1], allowsNothing(property) else { continue }
        let name = tape.bytes(at: key)
        for requiring in family {
          for required in requiredNames(of: requiring) where tape.bytes(at: required) == name {
            report(
              .forbiddenRequired,
              "\"\(tape.string(at: required))\" is required, and \"properties\" forbids it",
              at: required, other: key)
          }
        }
      }
    }
  }
}

// MARK: - Names in `required`

extension SchemaLinter {
  /// A name that nothing declares, and that is nearly one that is declared.
  private mutating func checkSpelling(of index: Int) {
    let required = requiredNames(of: index)
    let own = declared(by: index).map { tape.bytes(at: $0) }
    guard !required.isEmpty, !own.isEmpty, let known = namesAround(index) else { return }
    let names = Set(required.map { tape.bytes(at: $0) })
    for node in required {
      let name = tape.bytes(at: node)
      guard !known.contains(name), !allows(name, index), !isClosed(index),
        let meant = closest(to: name, among: own.filter { !names.contains($0) })
      else { continue }
      let text = tape.string(at: node)
      let suggestion = String(decoding: meant, as: UTF8.self)
      report(
        .misspeltRequired, "\"\(text)\" is required, and no property of that name is declared",
        at: node, help: ["did you mean \"\(suggestion)\"?"],
        fix: edit(node, from: text, to: suggestion))
    }
  }

  /// All names that a schema for the same value declares; nil where some may not be known.
  private func namesAround(_ index: Int) -> Set<[UInt8]>? {
    var root = index
    while let parent = items[root].parent, Self.inPlace.contains(items[root].keyword) {
      root = parent
    }
    var names: Set<[UInt8]> = []
    var seen: Set<Int> = []
    var pending = [root]
    while let next = pending.popLast() {
      guard seen.insert(next).inserted else { continue }
      for key in declared(by: next) { names.insert(tape.bytes(at: key)) }
      let item = items[next]
      guard !item.has("$dynamicRef"), !item.has("$recursiveRef") else { return nil }
      if item.has("$ref") {
        guard let target = target(of: next) else { return nil }
        pending.append(target)
      }
      for keyword in Self.inPlace { pending += children(of: next, under: keyword) }
    }
    return names
  }

  private static let inPlace: Set<String> = [
    "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies",
    "extends",
  ]
}
