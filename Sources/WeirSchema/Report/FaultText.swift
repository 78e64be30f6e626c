import WeirJSON

/// The words that say what is wrong. Numbers, strings and patterns appear as written; long ones
/// are cut in the middle.
struct FaultText {
  let fault: Fault
  let instance: Tape
  let keyword: String
  let schema: Tape
  /// Node of the keyword's value in `schema`.
  let value: Int

  func parts(causes: [ValidationError]) -> MessageParts {
    switch keyword {
    case "enum": enumParts
    case "additionalProperties", "unevaluatedProperties": unexpectedPropertyParts
    case "anyOf": branchParts(causes)
    case "oneOf": oneOfParts(causes)
    default: MessageParts(headline)
    }
  }

  private var headline: String {
    switch keyword {
    case "type": "expected \(expectedTypes), found \(typeName(fault.node))"
    case "const": "expected \(wanted), found \(found)"
    case "minimum": "\(found) is less than the minimum \(wanted)"
    case "maximum": "\(found) is greater than the maximum \(wanted)"
    case "exclusiveMinimum": "\(found) is not greater than \(exclusiveBound("minimum"))"
    case "exclusiveMaximum": "\(found) is not less than \(exclusiveBound("maximum"))"
    case "multipleOf": "\(found) is not a multiple of \(wanted)"
    case "minLength": "\(found) is shorter than \(amount("character"))"
    case "maxLength": "\(found) is longer than \(amount("character"))"
    case "pattern": "\(found) does not match the pattern \(pattern)"
    case "format": "\(found) is not a valid \(schema.string(at: value))"
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
    case "": "nothing is allowed here"
    default: "\(found) is not valid by \(keyword)"
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
  private var wanted: String { schema.excerpt(value) }

  private func amount(_ unit: String) -> String {
    "\(wanted) \(unit)\(wanted == "1" ? "" : "s")"
  }

  /// Draft 4 writes `true` here and the bound beside it.
  private func exclusiveBound(_ sibling: String) -> String {
    schema.kind(of: value) == .true ? "its exclusive \(sibling)" : wanted
  }

  private func typeName(_ node: Int) -> String {
    switch instance.kind(of: node) {
    case .null: "null"
    case .true, .false: "boolean \(instance.excerpt(node))"
    case .integer, .decimal: "number \(instance.excerpt(node))"
    case .string: "string \(instance.excerpt(node))"
    case .array: "array"
    case .object: "object"
    }
  }

  private var expectedTypes: String {
    schema.kind(of: value) == .array
      ? listed(schema.elements(of: value).map { schema.string(at: $0) }, "or")
      : schema.string(at: value)
  }

  private var pattern: String { cutInMiddle(schema.string(at: value), to: 120) }

  private func size(_ unit: String, _ plural: String? = nil) -> String {
    let count = Int(instance[fault.node].length)
    return count == 1 ? "1 \(unit)" : "\(count) \(plural ?? unit + "s")"
  }

  private var matches: String {
    guard case .count(let count) = fault.detail else { return "" }
    return count == 1 ? "1 item matches" : "\(count) items match"
  }

  // MARK: Longer texts

  private var enumParts: MessageParts {
    let allowed = Array(schema.elements(of: value))
    let shown = allowed.prefix(8).map { schema.excerpt($0) }
    let rest = allowed.count > 8 ? ["\(allowed.count - 8) others"] : []
    var parts = MessageParts("\(found) is not allowed")
    parts.expectation =
      allowed.isEmpty
      ? "the schema allows no value at all" : "expected \(listed(shown + rest, "or"))"
    if instance.kind(of: fault.node) == .string {
      let names = allowed.filter { schema.kind(of: $0) == .string }.map { schema.bytes(at: $0) }
      parts.suggestion = suggestion(closest(to: instance.bytes(at: fault.node), among: names))
    }
    return parts
  }

  /// A name the schema knows and the object does not have yet may have been meant.
  private var unexpectedPropertyParts: MessageParts {
    var parts = MessageParts("unexpected property \(found)")
    guard fault.place == .key, let object = instance.container(of: fault.node),
      let rules = schema.container(of: value), let known = schema.member("properties", of: rules)
    else { return parts }
    let present = Set(instance.members(of: object).map { instance.bytes(at: $0) })
    let names = schema.members(of: known).map { schema.bytes(at: $0) }
      .filter { !present.contains($0) }
    parts.suggestion = suggestion(closest(to: instance.bytes(at: fault.node), among: names))
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

  private func named(_ names: [[UInt8]]) -> String {
    let quoted = names.map { "\"\(String(decoding: $0, as: UTF8.self))\"" }
    return (names.count == 1 ? "property " : "properties ") + listed(quoted, "and")
  }

  private func oneOfParts(_ causes: [ValidationError]) -> MessageParts {
    guard case .branches(let branches) = fault.detail else { return branchParts(causes) }
    let shown = listed(branches.map { "\($0 + 1)" }, "and")
    return MessageParts("\(found) matches the forms \(shown); exactly one may match")
  }

  /// A union of types reads best as one expectation; else the branch that came closest explains.
  private func branchParts(_ causes: [ValidationError]) -> MessageParts {
    let here = instance.pointer(to: fault.node)
    if !causes.isEmpty, causes.allSatisfy({ $0.keyword == "type" && $0.instanceLocation == here }) {
      let types = causes.compactMap { cause in
        cause.message.split(separator: ",").first.map { $0.dropFirst("expected ".count) }
      }
      return MessageParts(
        "expected \(listed(types.map(String.init), "or")), found \(typeName(fault.node))")
    }
    var parts = MessageParts("none of the allowed forms matches")
    let nearest = causes.filter { $0.keyword != "type" || $0.instanceLocation != here }
      .max { $0.instanceLocation.utf8.count < $1.instanceLocation.utf8.count }
    if let nearest {
      let place = nearest.instanceLocation == here ? "" : " at \(nearest.instanceLocation)"
      parts.closestBranch = "the closest fails\(place): \(nearest.message)"
    }
    return parts
  }
}

extension Tape {
  /// The object or array that the node at `index` stands in. Linear in the nodes before it.
  fileprivate func container(of index: Int) -> Int? {
    (0..<index).last { self[$0].isContainer && next(after: $0) > index }
  }

  /// The value's text as written, cut to what a line can hold.
  func excerpt(_ index: Int) -> String {
    cutInMiddle(text[byteRange(of: index)].decodedString(), to: 60)
  }
}

/// `a, b or c`
func listed(_ items: [String], _ conjunction: String) -> String {
  guard let last = items.last, items.count > 1 else { return items.first ?? "" }
  return items.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
}

/// Leaves out the middle of what is longer than `limit` characters.
func cutInMiddle(_ text: String, to limit: Int) -> String {
  guard text.utf8.count > limit, text.count > limit else { return text }
  return text.prefix(limit * 2 / 3) + "…" + text.suffix(limit / 3)
}
