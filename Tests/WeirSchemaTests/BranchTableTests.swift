import TestSupport
import Testing
import WeirSchema

@Suite("branches chosen by a member's value")
struct BranchTableTests {
  @Test("random alternatives get the verdict that evaluating every branch gives")
  func random() throws {
    var generator = SeededGenerator(seed: 0x0B4A_9C4E)
    var seen: [Bool: Int] = [:]
    for _ in 0..<400 {
      let text = RandomUnion.schema(levels: 2, using: &generator)
      var validator = Validator(try Schema(json: Array(text.utf8)))
      for _ in 0..<40 {
        let instance = RandomUnion.instance(using: &generator)
        let bytes = Array(instance.utf8)
        let isValid = validator.validate(bytes) == .valid
        let report = validator.report(on: bytes)
        #expect(isValid == report.errors.isEmpty, "\(instance) by \(text)")
        seen[isValid, default: 0] += 1
      }
    }
    #expect(seen[true, default: 0] > 1_000 && seen[false, default: 0] > 1_000)
  }

  @Test("a name written with escapes chooses its branch")
  func escapes() throws {
    let schema = #"""
      {"oneOf": [
        {"required": ["kind"], "properties": {"kind": {"const": "a\"b"}, "n": {"type": "null"}}},
        {"required": ["kind"], "properties": {"kind": {"const": "c"}, "n": {"type": "string"}}}]}
      """#
    var validator = Validator(try Schema(json: Array(schema.utf8)))
    let escaped = #"{"k\u0069nd": "\u0061\u0022b", "n": null}"#
    #expect(validator.validate(Array(escaped.utf8)) == .valid)
    let mistaken = #"{"k\u0069nd": "\u0063", "n": null}"#
    #expect(validator.validate(Array(mistaken.utf8)) == .invalid)
  }
}

/// Alternatives told apart, more or less, by members with few values.
private enum RandomUnion {
  static let names = ["kind", "op", "a longer name of a member"]
  static let values = ["x", "y", "zed", "a value of more than sixteen bytes"]

  static func schema(levels: Int, using generator: inout SeededGenerator) -> String {
    let branches = (0..<Int.random(in: 2...6, using: &generator)).map { _ in
      branch(levels: levels, using: &generator)
    }
    let keyword = Bool.random(using: &generator) ? "oneOf" : "anyOf"
    return #"{"\#(keyword)": [\#(branches.joined(separator: ", "))]}"#
  }

  private static func branch(levels: Int, using generator: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return #"{"type": "string"}"#
    case 1: return #"{"type": ["object", "null"], "minProperties": 2}"#
    case 2 where levels > 0: return schema(levels: levels - 1, using: &generator)
    default:
      var properties: [String] = []
      var required: [String] = []
      for name in names where Int.random(in: 0..<3, using: &generator) > 0 {
        properties.append(#""\#(name)": \#(listing(using: &generator))"#)
        if Int.random(in: 0..<4, using: &generator) > 0 { required.append("\"\(name)\"") }
      }
      return """
        {"required": [\(required.joined(separator: ", "))], \
        "properties": {\(properties.joined(separator: ", "))}}
        """
    }
  }

  private static func listing(using generator: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: return #"{"type": "string"}"#
    case 1: return #"{"enum": ["\#(value(using: &generator))", 7]}"#
    case 2, 3: return #"{"const": "\#(value(using: &generator))"}"#
    default:
      return
        #"{"enum": ["\#(value(using: &generator))", "\#(value(using: &generator))/"]}"#
    }
  }

  static func instance(using generator: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: return "null"
    case 1: return #""x""#
    default:
      var members: [String] = []
      for name in names where Int.random(in: 0..<5, using: &generator) > 0 {
        let value =
          Int.random(in: 0..<8, using: &generator) == 0 ? "7" : "\"\(value(using: &generator))\""
        members.append("\"\(name)\": \(value)")
      }
      return "{\(members.joined(separator: ", "))}"
    }
  }

  private static func value(using generator: inout SeededGenerator) -> String {
    values.randomElement(using: &generator) ?? "x"
  }
}
