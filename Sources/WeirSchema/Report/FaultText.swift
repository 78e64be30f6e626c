import WeirJSON

/// The words that say what is wrong. Numbers, strings and patterns appear as written; long ones
/// are cut in the middle.
struct FaultText {
  let fault: Fault
  let instance: QuotedInstance
  let keyword: KeywordFacts

  /// The object whose member should not be there.
  var object: Int?

  /// Of a property that is missing: the key that was probably meant to be its name.
  var misspeltKey: Int?

  init(fault: Fault, instance: QuotedInstance, keyword: KeywordFacts) {
    self.fault = fault
    self.instance = instance
    self.keyword = keyword
  }

  var parts: MessageParts {
    let parts = ownParts
    guard let text = keyword.authorText?.text(for: keyword.keyword, missing: missingNames) else {
      return parts
    }
    return parts.told(by: text)
  }

  private var ownParts: MessageParts {
    switch keyword.keyword {
    case "type": typeParts
    case "enum": enumParts
    case "format": formatParts
    case "additionalProperties", "unevaluatedProperties": unexpectedPropertyParts
    case "const": constParts
    case "required", "dependentRequired", "dependencies": missingParts
    default: MessageParts(headline)
    }
  }

  private var headline: String {
    switch keyword.keyword {
    case "minimum" where excludesBound("exclusiveMinimum"): "\(found) is not greater than \(wanted)"
    case "maximum" where excludesBound("exclusiveMaximum"): "\(found) is not less than \(wanted)"
    case "minimum": "\(found) is less than the minimum \(wanted)"
    case "maximum": "\(found) is greater than the maximum \(wanted)"
    case "exclusiveMinimum": "\(found) is not greater than \(wanted)"
    case "exclusiveMaximum": "\(found) is not less than \(wanted)"
    case "multipleOf", "divisibleBy": "\(found) is not a multiple of \(wanted)"
    case "minLength": "\(found) is shorter than \(amount("character"))"
    case "maxLength": "\(found) is longer than \(amount("character"))"
    case "pattern": "\(found) does not match the pattern \(keyword.pattern)"
    case "minItems": "\(size("item")), expected at least \(wanted)"
    case "maxItems": "\(size("item")), expected at most \(wanted)"
    case "uniqueItems": uniqueText
    case "contains": "no item matches what the array must contain"
    case "minContains": "\(matches), expected at least \(wanted)"
    case "maxContains": "\(matches), expected at most \(wanted)"
    case "items", "additionalItems", "unevaluatedItems": "unexpected item"
    case "minProperties": "\(size("property", "properties")), expected at least \(wanted)"
    case "maxProperties": "\(size("property", "properties")), expected at most \(wanted)"
    case "anyOf", "oneOf": unionText
    case "not": "\(found) matches a schema that it must not match"
    case "contentEncoding": "\(found) is not written in \(wanted)"
    case "contentMediaType": "the content of \(found) is not \(wanted)\(contentReason)"
    case "contentSchema": "the content of \(found) is not valid\(contentReason)"
    case "disallow": "\(found) is of a type that is not allowed"
    case "$dynamicRef": "nothing that led here has the anchor \(wanted)"
    case "" where fault.place == .key: "property \(found) is not allowed"
    case "": "nothing is allowed here"
    default: customText
    }
  }

  // MARK: Parts

  /// The value at fault, as written.
  private var found: String { instance.value(at: fault.node) }

  /// Whether words that others made of the value may be shown.
  private var mayQuote: Bool { !instance.redacted.covers(fault.node) }

  /// The keyword's value, as written.
  private var wanted: String { keyword.wanted }

  private func amount(_ unit: String) -> String {
    "\(wanted) \(unit)\(wanted == "1" ? "" : "s")"
  }

  /// Draft 4 writes `true` here and the bound beside it.
  /// Up to draft 4 a flag beside `minimum` or `maximum` takes the bound itself away.
  private func excludesBound(_ flag: StaticString) -> Bool {
    keyword.tape.member(flag, of: keyword.schema).map { keyword.tape.kind(of: $0) == .true }
      ?? false
  }

  private func size(_ unit: String, _ plural: String? = nil) -> String {
    let count = Int(instance.tape[fault.node].length)
    return count == 1 ? "1 \(unit)" : "\(count) \(plural ?? unit + "s")"
  }

  private var contentReason: String {
    guard case .content(let reason) = fault.detail, mayQuote else { return "" }
    return ": \(reason)"
  }

  private var matches: String {
    guard case .count(let count) = fault.detail else { return "" }
    return count == 1 ? "1 item matches" : "\(count) items match"
  }

  // MARK: Longer texts

  private var typeParts: MessageParts {
    var parts = MessageParts(
      "expected \(listed(keyword.types, "or")), found \(instance.typedValue(at: fault.node))")
    parts.suggestion = instance.remark(
      at: fault.node, types: keyword.types, format: keyword.formatBeside)
    return parts
  }

  private var enumParts: MessageParts {
    var parts = MessageParts("\(found) is not allowed")
    parts.expectation = keyword.allowed
    parts.suggestion = suggestedValue
    return parts
  }

  private var constParts: MessageParts {
    var parts = MessageParts("expected \(wanted), found \(found)")
    parts.suggestion = suggestedValue
    return parts
  }

  private var suggestedValue: String {
    instance.remark(
      at: fault.node, values: keyword.listedTexts, strings: keyword.allowedStrings)
  }

  /// With the reason, where the format is one of our own, and a text that would do.
  private var formatParts: MessageParts {
    var parts = MessageParts(
      "\(found) is not a valid \(keyword.tape.string(at: keyword.value))")
    guard let format = keyword.format else { return parts }
    guard let text = instance.string(at: fault.node) else {
      parts.expectation = "an example is \(format.example)"
      return parts
    }
    // One that the library's user brings under a known name may reject what ours accepts.
    if let reason = format.fault(in: text) {
      parts.expectation = "\(reason); an example is \(format.example)"
    }
    return parts
  }

  /// A name the schema knows and the object does not have yet may have been meant.
  private var unexpectedPropertyParts: MessageParts {
    var parts = MessageParts("unexpected property \(found)")
    guard fault.place == .key, let object, let name = instance.string(at: fault.node) else {
      return parts
    }
    if case .misspelt(let meant) = fault.detail {
      parts.headline += " while \(quoted(meant)) is missing"
      parts.suggestion = suggestion(meant)
      return parts
    }
    if case .misplaced(let place) = fault.detail {
      let pointer = instance.pointer(to: place)
      parts.headline += " while \(pointer.isEmpty ? "the document" : pointer) lacks it"
      parts.suggestion = "move it there"
      return parts
    }
    parts.suggestion = suggestion(
      closest(to: name, among: keyword.knownNames) {
        instance.tape.child($0, of: object) == nil
      })
    return parts
  }

  private var uniqueText: String {
    guard case .pair(let first, _) = fault.detail else { return "items are not unique" }
    return "this item equals \(instance.pointer(to: first)); items must be unique"
  }

  private var missingText: String {
    switch fault.detail {
    case .names(let names): return "missing \(named(names))"
    case .dependency(let trigger, let missing):
      return "missing \(named(missing)), required beside \(quoted(trigger))"
    default: return "something is missing"
    }
  }

  private var missingParts: MessageParts {
    var parts = MessageParts(missingText)
    if case .dependency(let trigger, let missing) = fault.detail {
      parts.suggestion = "add \(missing.count == 1 ? "it" : "them"), or remove \(quoted(trigger))"
    }
    if parts.suggestion.isEmpty, let name = missingNames.first(where: isOneLevelHigher) {
      parts.suggestion = "\(quoted(name)) stands a level higher: indent it, if it belongs here"
    }
    if let misspeltKey, let name = missingNames.first {
      parts.suggestion =
        "did you mean \(quoted(name)) by \(quoted(instance.tape.bytes(at: misspeltKey)))?"
    }
    return parts
  }

  /// Of a `required` fault: missing properties with the keys that were probably meant to be their
  /// names, of those that the schema does not know.
  var misspeltNames: [(meant: [UInt8], key: Int)] {
    guard keyword.keyword == "required", case .names(let missing) = fault.detail else { return [] }
    var unknown = unknownKeys.map { (key: $0, name: instance.tape.bytes(at: $0)) }
    guard !unknown.isEmpty else { return [] }
    return missing.compactMap { name in
      guard let written = closest(to: name, among: unknown.map(\.name)),
        let place = unknown.firstIndex(where: { $0.name == written })
      else { return nil }
      return (name, unknown.remove(at: place).key)
    }
  }

  /// Of the object at fault: the keys that `properties` does not have. Of large objects none: they
  /// are maps.
  private var unknownKeys: [Int] {
    let tape = instance.tape
    guard tape.kind(of: fault.node) == .object, tape[fault.node].length <= 64, mayQuote else {
      return []
    }
    return tape.members(of: fault.node).filter { !keyword.knownNames.contains(tape.bytes(at: $0)) }
  }

  /// In YAML, where a blank too few is enough.
  private func isOneLevelHigher(_ name: [UInt8]) -> Bool {
    guard instance.sourceMap != nil, mayQuote else { return false }
    var cursor = PointerCursor(instance.tape)
    guard let outer = cursor.container(of: fault.node), instance.tape.kind(of: outer) == .object
    else { return false }
    return instance.tape.child(name, of: outer) != nil
  }

  private var missingNames: [[UInt8]] {
    switch fault.detail {
    case .names(let names), .dependency(_, let names): names
    default: []
    }
  }

  private var customText: String {
    if case .message(let message) = fault.detail, mayQuote { return message }
    return "\(found) is not valid by \(keyword.keyword)"
  }

  private func named(_ names: [[UInt8]]) -> String {
    (names.count == 1 ? "property " : "properties ") + listed(names.map(quoted), "and")
  }

  /// Of one whose branches there is nothing to tell of, or of which too many match.
  private var unionText: String {
    guard case .branches(let matching, let first) = fault.detail else {
      return "none of the branches matches"
    }
    let names = matching.map { branch in
      keyword.branchName(ofTarget: first + branch).map { "\(branch + 1) (\($0))" }
        ?? "\(branch + 1)"
    }
    return "\(found) matches branches \(listed(names, "and")); exactly one may match"
  }
}

extension Tape {
  /// The value's text as written, cut to what a line can hold. Constant time but for containers.
  package func excerpt(_ index: Int) -> String {
    let written = text[byteRange(of: index)]
    let reach = 512
    guard written.count > 2 * reach else { return cutInMiddle(written.decodedString(), to: 60) }
    // What is left out need not be decoded; a scalar cut in two is among it.
    let start = written[0..<reach].decodedString()
    return start.prefix(40) + "…"
      + written[written.count - reach..<written.count].decodedString().suffix(20)
  }
}

/// Empty without a name.
func suggestion(_ name: [UInt8]?) -> String {
  name.map { "did you mean \(quoted($0))?" } ?? ""
}

/// A name in quotes.
func quoted(_ name: [UInt8]) -> String { "\"\(String(decoding: name, as: UTF8.self))\"" }

/// `a, b or c`
package func listed(_ items: [String], _ conjunction: String) -> String {
  guard let last = items.last, items.count > 1 else { return items.first ?? "" }
  return items.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
}

/// `expected` values or names, the first few: `a, b or 12 others`.
func alternatives(_ items: [String]) -> String {
  let most = 8
  let rest = items.count > most ? ["\(items.count - most) others"] : []
  return listed(items.prefix(most) + rest, "or")
}

/// Leaves out the middle of what is longer than `limit` characters.
package func cutInMiddle(_ text: String, to limit: Int) -> String {
  guard text.utf8.count > limit, text.count > limit else { return text }
  return text.prefix(limit * 2 / 3) + "…" + text.suffix(limit / 3)
}
