import WeirJSON

/// The instance as messages quote it: as written, cut to what a line can hold.
struct QuotedInstance {
  let tape: Tape

  /// What is not quoted.
  let redacted: RedactedNodes

  /// See `SourceMap`.
  private let booleanLookalikes: [Int: Bool]

  init(
    _ tape: Tape, redacted: RedactedNodes = RedactedNodes(), booleanLookalikes: [Int: Bool] = [:]
  ) {
    self.tape = tape
    self.redacted = redacted
    self.booleanLookalikes = booleanLookalikes
  }

  /// A value, or the name of a member: a scalar as written, `this object`, `this array`.
  func value(at node: Int) -> String {
    switch tape.kind(of: node) {
    case .object: "this object"
    case .array: "this array"
    default: redacted.covers(node) ? "[redacted]" : tape.excerpt(node)
    }
  }

  /// A value with its type: `number 1.5`, `object`.
  func typedValue(at node: Int) -> String {
    let type = tape.kind(of: node).typeName
    switch tape.kind(of: node) {
    case .null, .array, .object: return type
    default: return "\(type) \(value(at: node))"
    }
  }

  /// The bytes of a string that may be quoted, for a guess at what was meant; nil for any other value.
  func string(at node: Int) -> [UInt8]? {
    tape.kind(of: node) == .string && !redacted.covers(node) ? tape.bytes(at: node) : nil
  }

  /// What to write instead of a YAML string that was meant as a boolean; empty for any other value.
  ///
  /// - Parameter isWanted: Whether this boolean is wanted in its place.
  func booleanRemark(at node: Int, where isWanted: (Bool) -> Bool) -> String {
    guard let flag = booleanLookalikes[node], isWanted(flag), !redacted.covers(node) else {
      return ""
    }
    return "`\(tape.string(at: node))` is a string in YAML 1.2; write \(flag)"
  }

  /// What was probably meant by a value where only some strings are allowed: the one that is spelt
  /// nearly so, or the one that a number is without its quotes (`version: 1.1`); empty if nothing.
  func suggestedString(at node: Int, among strings: [[UInt8]]) -> String {
    if let text = string(at: node) { return suggestion(closest(to: text, among: strings)) }
    switch tape.kind(of: node) {
    case .array, .object: return ""
    default:
      let text = tape.rawContent(of: node).copied()
      guard !redacted.covers(node), strings.contains(text) else { return "" }
      return "did you mean the string \(quoted(text))?"
    }
  }

  /// RFC 6901 pointer to a value, or to the redacted one that holds it.
  func pointer(to node: Int) -> String { tape.pointer(to: redacted.visible(node)) }
}

extension NodeKind {
  /// The JSON type.
  var typeName: String {
    switch self {
    case .null: "null"
    case .true, .false: "boolean"
    case .integer, .decimal: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  /// The same in a sentence: `an object`.
  var typeNameWithArticle: String {
    switch self {
    case .null: "null"
    case .integer, .array, .object: "an \(typeName == "number" ? "integer" : typeName)"
    default: "a \(typeName)"
    }
  }
}
