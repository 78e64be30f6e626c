import WeirJSON

/// The words that say what is wrong. Numbers, strings and patterns appear as written; long ones
/// are cut in the middle.
struct FaultText {
  let fault: Fault
  let instance: Tape
  let keyword: KeywordFacts

  /// The object whose member should not be there.
  var object: Int?

  /// Of a keyword that failed because all its branches did.
  var branches: Branches?

  /// What the branches of a keyword have to say.
  enum Branches {
    /// Each wants another type.
    case types([String])
    /// The one that came closest: where, unless it is the same value, and what.
    case nearest(place: String, String)
  }

  init(fault: Fault, instance: Tape, keyword: KeywordFacts) {
    self.fault = fault
    self.instance = instance
    self.keyword = keyword
  }

  var parts: MessageParts {
    switch keyword.keyword {
    case "enum": enumParts
    case "format": formatParts
    case "additionalProperties", "unevaluatedProperties": unexpectedPropertyParts
    case "anyOf": branchParts
    case "oneOf": oneOfParts
    default: MessageParts(headline)
    }
  }

  private var headline: String {
    switch keyword.keyword {
    case "type": "expected \(listed(keyword.types, "or")), found \(typeName)"
    case "const": "expected \(wanted), found \(found)"
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
    case "required": missingText
    case "minProperties": "\(size("property", "properties")), expected at least \(wanted)"
    case "maxProperties": "\(size("property", "properties")), expected at most \(wanted)"
    case "dependentRequired", "dependencies": missingText
    case "not": "\(found) matches a schema that it must not match"
    case "contentEncoding": "\(found) is not written in \(wanted)"
    case "contentMediaType": "the content of \(found) is not \(wanted)\(contentReason)"
    case "contentSchema": "the content of \(found) is not valid\(contentReason)"
    case "disallow": "\(found) is of a type that is not allowed"
    case "$dynamicRef": "nothing that led here has the anchor \(wanted)"
    case "": "nothing is allowed here"
    default: customText
    }
  }

  // MARK: Parts

  /// The value at fault, as written.
  private var found: String {
    switch instance.kind(of: fault.node) {
    case .object: "this object"
    case .array: "this array"
    default: instance.excerpt(fault.node)
    }
  }

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

  private var typeName: String {
    switch instance.kind(of: fault.node) {
    case .null: "null"
    case .true, .false: "boolean \(found)"
    case .integer, .decimal: "number \(found)"
    case .string: "string \(found)"
    case .array: "array"
    case .object: "object"
    }
  }

  private func size(_ unit: String, _ plural: String? = nil) -> String {
    let count = Int(instance[fault.node].length)
    return count == 1 ? "1 \(unit)" : "\(count) \(plural ?? unit + "s")"
  }

  private var contentReason: String {
    guard case .content(let reason) = fault.detail else { return "" }
    return ": \(reason)"
  }

  private var matches: String {
    guard case .count(let count) = fault.detail else { return "" }
    return count == 1 ? "1 item matches" : "\(count) items match"
  }

  // MARK: Longer texts

  private var enumParts: MessageParts {
    var parts = MessageParts("\(found) is not allowed")
    parts.expectation = keyword.allowed
    if instance.kind(of: fault.node) == .string {
      parts.suggestion = suggestion(
        closest(to: instance.bytes(at: fault.node), among: keyword.allowedStrings))
    }
    return parts
  }

  /// With the reason, where the format is one of our own, and a text that would do.
  private var formatParts: MessageParts {
    var parts = MessageParts(
      "\(found) is not a valid \(keyword.tape.string(at: keyword.value))")
    guard let format = keyword.format, instance.kind(of: fault.node) == .string else {
      return parts
    }
    // One that the library's user brings under a known name may reject what ours accepts.
    if let reason = format.fault(in: instance.bytes(at: fault.node)) {
      parts.expectation = "\(reason), such as \(format.example)"
    }
    return parts
  }

  /// A name the schema knows and the object does not have yet may have been meant.
  private var unexpectedPropertyParts: MessageParts {
    var parts = MessageParts("unexpected property \(found)")
    guard fault.place == .key, let object else { return parts }
    let name = closest(to: instance.bytes(at: fault.node), among: keyword.knownNames) {
      instance.child($0, of: object) == nil
    }
    parts.suggestion = suggestion(name)
    return parts
  }

  private func suggestion(_ name: [UInt8]?) -> String {
    name.map { "did you mean \"\(String(decoding: $0, as: UTF8.self))\"?" } ?? ""
  }

  private var uniqueText: String {
    guard case .pair(let first, _) = fault.detail else { return "items are not unique" }
    return "this item equals \(instance.pointer(to: first)); items must be unique"
  }

  private var missingText: String {
    switch fault.detail {
    case .names(let names): return "missing \(named(names))"
    case .dependency(let trigger, let missing):
      return "missing \(named(missing)), required beside"
        + " \"\(String(decoding: trigger, as: UTF8.self))\""
    default: return "something is missing"
    }
  }

  private var customText: String {
    if case .message(let message) = fault.detail { return message }
    return "\(found) is not valid by \(keyword.keyword)"
  }

  private func named(_ names: [[UInt8]]) -> String {
    let quoted = names.map { "\"\(String(decoding: $0, as: UTF8.self))\"" }
    return (names.count == 1 ? "property " : "properties ") + listed(quoted, "and")
  }

  private var oneOfParts: MessageParts {
    guard case .branches(let matching) = fault.detail else { return branchParts }
    let shown = listed(matching.map { "\($0 + 1)" }, "and")
    return MessageParts("\(found) matches the forms \(shown); exactly one may match")
  }

  private var branchParts: MessageParts {
    switch branches {
    case .types(let types):
      return MessageParts("expected \(listed(types, "or")), found \(typeName)")
    case .nearest(let place, let message):
      var parts = MessageParts("none of the allowed forms matches")
      let somewhere = place.isEmpty ? "" : " at \(place)"
      parts.closestBranch = "the closest fails\(somewhere): \(message)"
      return parts
    case nil: return MessageParts("none of the allowed forms matches")
    }
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

/// `a, b or c`
package func listed(_ items: [String], _ conjunction: String) -> String {
  guard let last = items.last, items.count > 1 else { return items.first ?? "" }
  return items.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
}

/// Leaves out the middle of what is longer than `limit` characters.
package func cutInMiddle(_ text: String, to limit: Int) -> String {
  guard text.utf8.count > limit, text.count > limit else { return text }
  return text.prefix(limit * 2 / 3) + "…" + text.suffix(limit / 3)
}
