import WeirJSON
import WeirSchema

// Members of schemas that do nothing, or not what they look like.

extension SchemaLinter {
  mutating func checkKeywords(of index: Int) {
    let item = items[index]
    for member in item.members {
      switch member.standing {
      case .unknown: checkUnknown(member, of: item)
      case .foreign(let first, let last): checkForeign(member, first, last, of: item)
      case .besideReference, .keyword: break
      }
    }
    checkBesideReference(item)
    checkApplicability(item)
    checkPartners(of: index)
  }

  private mutating func checkUnknown(
    _ member: SchemaInventory.Member, of item: SchemaInventory.Item
  ) {
    let spelling = KeywordSpelling(
      name: Array(member.name.utf8), value: tape.text[tape.byteRange(of: member.key + 1)].copied(),
      dialect: item.dialect)
    guard !spelling.isKnownAnnotation, !isReferredInto(member.key) else { return }
    if member.name == "nullable" {
      return report(
        .otherDialect, "\"nullable\" is a keyword of OpenAPI 3.0 only; here it does nothing",
        at: member.key, help: ["add \"null\" to the types"])
    }
    let names = inventory.keywordNames(of: item).map { Array($0.utf8) }
    guard let meant = spelling.meant(among: names) else {
      report(
        .unknownKeyword, "\"\(member.name)\" is no keyword; it only annotates", at: member.key)
      return
    }
    let isPresent = item.members.contains { $0.name == meant }
    report(
      .misspeltKeyword, "\"\(member.name)\" is no keyword and does nothing", at: member.key,
      help: [KeywordSpelling.advice(meant, isPresent: isPresent)],
      fix: isPresent ? nil : edit(member.key, from: member.name, to: meant))
  }

  private mutating func checkForeign(
    _ member: SchemaInventory.Member, _ first: Dialect, _ last: Dialect,
    of item: SchemaInventory.Item
  ) {
    guard matters.contains(member.name), !isReferredInto(member.key) else { return }
    let dialect = item.dialect
    let range =
      if dialect < first {
        "is a keyword from \(first.shortName) on"
      } else if dialect > last {
        "is a keyword up to \(last.shortName) only"
      } else {
        "is a keyword that the metaschema leaves out"
      }
    let instead = (dialect > last ? successors : predecessors)[member.name]
    report(
      .otherDialect, "\"\(member.name)\" \(range); in \(dialect.shortName) it does nothing",
      at: member.key, help: instead.map { ["say \($0)"] } ?? [])
  }

  private mutating func checkBesideReference(_ item: SchemaInventory.Item) {
    let ignored = item.members.filter {
      $0.standing == .besideReference && $0.mayReject && !isReferredInto($0.key)
    }
    guard let first = ignored.first else { return }
    let names = listed(ignored.map { "\"\($0.name)\"" }, "and")
    report(
      .besideReference,
      "\(names) beside \"$ref\" \(ignored.count == 1 ? "does" : "do") nothing: up to draft 7 a"
        + " reference stands alone", at: first.key,
      help: ["put the reference into an allOf: \"allOf\": [{ \"$ref\": … }]"])
  }

  private mutating func checkApplicability(_ item: SchemaInventory.Item) {
    guard let types = types(of: item) else { return }
    for member in item.members where member.standing == .keyword {
      let kinds = isFormatOfStrings(member, of: item) ? KindSet.string : member.kinds
      guard kinds.isDisjoint(with: types), !isReferredInto(member.key) else { continue }
      report(
        .inapplicableKeyword,
        "\"\(member.name)\" does nothing here: it concerns \(kinds.words), and the type allows"
          + " \(types.words)", at: member.key, other: item.value("type"))
    }
  }

  private func isFormatOfStrings(
    _ member: SchemaInventory.Member, of item: SchemaInventory.Item
  ) -> Bool {
    member.name == "format" && tape.kind(of: member.key + 1) == .string
      && isKnownFormat(tape.string(at: member.key + 1), in: item.dialect)
  }

  /// Keywords that say something only beside another one.
  private mutating func checkPartners(of index: Int) {
    let item = items[index]
    for (name, partner) in [
      ("then", "if"), ("else", "if"), ("minContains", "contains"), ("maxContains", "contains"),
      ("contentSchema", "contentMediaType"),
    ] {
      guard let value = item.value(name), !item.has(partner), !isReferredInto(value - 1) else {
        continue
      }
      report(
        .missingPartner, "\"\(name)\" does nothing without \"\(partner)\" beside it", at: value - 1)
    }
    if let value = item.value("additionalItems"), !isReferredInto(value - 1),
      item.value("items").map({ tape.kind(of: $0) != .array }) ?? true
    {
      report(
        .missingPartner, "\"additionalItems\" does nothing unless \"items\" is an array of schemas",
        at: value - 1)
    }
    // What an `if` evaluates counts for the `unevaluated…` keywords.
    if let value = item.value("if"), !item.has("then"), !item.has("else"),
      !isReferredInto(value - 1),
      !items.contains(where: { $0.has("unevaluatedProperties") || $0.has("unevaluatedItems") })
    {
      report(
        .missingPartner, "\"if\" does nothing without \"then\" or \"else\" beside it",
        at: value - 1)
    }
  }

  /// The change of a name or a text at a node, where the text is written there as it is.
  func edit(_ node: Int, from old: String, to new: String) -> TextEdit? {
    let range = source.byteRange(of: node)
    let text = source.text[range]
    let wanted = Array(old.utf8)
    guard let start = text.firstRange(of: wanted) else { return nil }
    return TextEdit(range: start, replacement: Array(new.utf8))
  }
}

/// Keywords of other dialects that would assert or identify; those that annotate do no harm.
private let matters: Set<String> = [
  "const", "contains", "propertyNames", "if", "then", "else", "dependentRequired",
  "dependentSchemas", "minContains", "maxContains", "prefixItems", "additionalItems",
  "unevaluatedProperties", "unevaluatedItems", "dependencies", "extends", "disallow", "divisibleBy",
  "multipleOf", "allOf", "anyOf", "oneOf", "not", "minProperties", "maxProperties",
  "$dynamicRef", "$recursiveRef", "$id", "id", "$anchor",
]

/// What older dialects say instead.
private let predecessors = [
  "dependentRequired": "dependencies", "dependentSchemas": "dependencies",
  "const": "enum with one value", "prefixItems": "items with an array", "$id": "id",
  "multipleOf": "divisibleBy", "allOf": "extends", "not": "disallow",
]

/// What later ones do.
private let successors = [
  "dependencies": "dependentRequired or dependentSchemas", "divisibleBy": "multipleOf",
  "extends": "allOf", "disallow": "not", "additionalItems": "items beside prefixItems",
  "id": "$id", "$recursiveRef": "$dynamicRef",
]

extension Dialect {
  /// As people call it.
  var shortName: String {
    switch self {
    case .draft3: "draft 3"
    case .draft4: "draft 4"
    case .draft6: "draft 6"
    case .draft7: "draft 7"
    case .draft2019_09: "2019-09"
    case .draft2020_12: "2020-12"
    case .v1: "v1"
    }
  }
}
