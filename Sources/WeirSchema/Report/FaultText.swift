import WeirJSON

/// The one line that says what is wrong. Numbers, strings and patterns appear as written; long ones
/// are cut in the middle.
struct FaultText {
  let fault: Fault
  let instance: Tape
  let keyword: String
  let schema: Tape
  /// Node of the keyword's value in `schema`.
  let value: Int

  func text(causes: [ValidationError]) -> String {
    switch keyword {
    case "type": "expected \(expectedTypes), found \(typeName(fault.node))"
    case "enum": enumText
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
    case "additionalProperties", "unevaluatedProperties": "unexpected property \(found)"
    case "minProperties": "\(size("property", "properties")), expected at least \(wanted)"
    case "maxProperties": "\(size("property", "properties")), expected at most \(wanted)"
    case "dependentRequired", "dependencies": missingText
    case "not": "\(found) matches a schema that it must not match"
    case "anyOf": branchText(causes, "none of the allowed forms matches")
    case "oneOf": oneOfText(causes)
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

  private var enumText: String {
    let allowed = Array(schema.elements(of: value))
    let shown = allowed.prefix(8).map { schema.excerpt($0) }
    let rest = allowed.count > 8 ? ["\(allowed.count - 8) others"] : []
    let expectation = "\(found) is not allowed; expected \(listed(shown + rest, "or"))"
    guard instance.kind(of: fault.node) == .string else { return expectation }
    let candidates = allowed.filter { schema.kind(of: $0) == .string }.map { schema.bytes(at: $0) }
    guard let near = closest(to: instance.bytes(at: fault.node), among: candidates) else {
      return expectation
    }
    return expectation + "; did you mean \"\(String(decoding: near, as: UTF8.self))\"?"
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

  private func oneOfText(_ causes: [ValidationError]) -> String {
    guard case .branches(let branches) = fault.detail else {
      return branchText(causes, "none of the allowed forms matches")
    }
    let shown = listed(branches.map { "\($0 + 1)" }, "and")
    return "\(found) matches the forms \(shown); exactly one may match"
  }

  /// A union of types reads best as one expectation; else the branch that came closest explains.
  private func branchText(_ causes: [ValidationError], _ opening: String) -> String {
    let here = instance.pointer(to: fault.node)
    if !causes.isEmpty, causes.allSatisfy({ $0.keyword == "type" && $0.instanceLocation == here }) {
      let types = causes.compactMap { cause in
        cause.message.split(separator: ",").first.map { $0.dropFirst("expected ".count) }
      }
      return "expected \(listed(types.map(String.init), "or")), found \(typeName(fault.node))"
    }
    guard let nearest = causes.filter({ $0.keyword != "type" || $0.instanceLocation != here })
      .max(by: { $0.instanceLocation.utf8.count < $1.instanceLocation.utf8.count })
    else { return opening }
    let place = nearest.instanceLocation == here ? "" : " at \(nearest.instanceLocation)"
    return "\(opening); the closest fails\(place): \(nearest.message)"
  }
}

extension Tape {
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
