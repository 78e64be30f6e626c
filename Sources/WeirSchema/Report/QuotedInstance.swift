import WeirJSON

/// The instance as messages quote it: as written, cut to what a line can hold.
struct QuotedInstance {
  let tape: Tape

  /// What is not quoted.
  let redacted: RedactedNodes

  /// Of an instance that was not written as JSON.
  let sourceMap: SourceMap?

  init(_ tape: Tape, redacted: RedactedNodes = RedactedNodes(), sourceMap: SourceMap? = nil) {
    self.tape = tape
    self.redacted = redacted
    self.sourceMap = sourceMap
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
  var typeNameWithArticle: String { withArticle(self == .integer ? "integer" : typeName) }
}

/// The name of a type in a sentence; `null`, and what is no type's name, stay as they are.
func withArticle(_ type: String) -> String {
  switch type {
  case "array", "integer", "object": "an \(type)"
  case "boolean", "number", "string": "a \(type)"
  default: type
  }
}
