import WeirJSON
import WeirSchema

// Values in schemas that the schemas themselves reject.

extension SchemaLinter {
  /// All of the document, with one validator.
  mutating func checkValues() {
    for item in items { checkEnum(item) }
    // Started in the middle, a dynamic reference does not see what would have led there.
    guard !schema.hasDynamicReferences else { return }
    var validator = Validator(schema)
    for item in items where item.isReached {
      if let values = item.value("enum") {
        var told = 0
        for value in tape.elements(of: values) where told < Self.toldValues {
          told += check(value, of: item, .impossibleValue, "can never be valid here", &validator)
        }
      }
      if let value = item.value("const") {
        _ = check(value, of: item, .impossibleValue, "can never be valid here", &validator)
      }
      for member in item.members where member.name == "default" {
        _ = check(
          member.key + 1, of: item, .invalidDefault, "is the default, and not valid", &validator)
      }
      for member in item.members where member.name == "examples" {
        for value in tape.elements(of: member.key + 1) {
          _ = check(value, of: item, .invalidExample, "is an example, and not valid", &validator)
        }
      }
    }
  }

  /// Values of one `enum` that are told; the rest mostly has the same fault.
  private static var toldValues: Int { 3 }

  /// - Returns: 1 if there was something to say, else 0.
  private mutating func check(
    _ value: Int, of item: SchemaInventory.Item, _ code: LintCode, _ what: String,
    _ validator: inout Validator
  ) -> Int {
    let text = tape.text[tape.byteRange(of: value)].copied()
    guard let part = try? SchemaSource(json: text),
      let error = validator.report(on: part, by: item, limit: 1)?.errors.first,
      error.code.hasPrefix("schema.")
    else { return 0 }
    let place = error.instanceLocation.isEmpty ? "" : " (at \(error.instanceLocation))"
    report(code, "\(shown(value)) \(what): \(error.message)\(place)", at: value)
    return 1
  }

  /// A value on one line.
  private func shown(_ value: Int) -> String {
    tape.excerpt(value).split { $0.isNewline || $0 == " " }.joined(separator: " ")
  }

  private mutating func checkEnum(_ item: SchemaInventory.Item) {
    guard let values = item.value("enum"), tape.kind(of: values) == .array else { return }
    if tape[values].length == 0 {
      report(.emptyEnum, "an empty \"enum\" allows no value at all", at: values)
    }
    // Values that are the same in other words are rare, and all pairs are many.
    var seen: [[UInt8]: Int] = [:]
    for value in tape.elements(of: values) {
      let text = tape.text[tape.byteRange(of: value)].copied()
      if let earlier = seen[text] {
        report(
          .duplicateValue, "\(shown(value)) stands in this \"enum\" already", at: value,
          other: earlier)
      } else {
        seen[text] = value
      }
    }
  }
}
