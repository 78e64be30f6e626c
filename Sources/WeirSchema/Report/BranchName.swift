import WeirJSON

extension Program {
  /// What people call a branch of a union: its title, the definition it refers to, or what it wants
  /// in a few words. Nil where nothing short can be said.
  func branchName(ofTarget index: Int) -> String? {
    let schema = schemas[Int(targets.cells[index].schema)]
    let tape = self.tape(of: schema.source)
    guard tape.kind(of: schema.node) == .object else { return nil }
    return tape.text(of: "title", in: schema.node)
      ?? tape.text(of: "$ref", in: schema.node).map(Self.definitionName)
      ?? listedValues(tape, schema.node)
      ?? requiredNames(tape, schema.node)
      ?? tape.text(of: "pattern", in: schema.node).map { "a string that matches \($0)" }
      ?? tape.text(of: "format", in: schema.node).map { "a \($0)" }
      ?? tape.text(of: "type", in: schema.node)
  }

  /// `Order` of `common.json#/$defs/Order`.
  private static func definitionName(_ reference: String) -> String {
    let end = reference.split { $0 == "/" || $0 == "#" }.last
    return end.map(String.init) ?? reference
  }

  private func listedValues(_ tape: Tape, _ schema: Int) -> String? {
    if let value = tape.member("const", of: schema) { return tape.excerpt(value) }
    guard let values = tape.member("enum", of: schema), tape.kind(of: values) == .array else {
      return nil
    }
    return alternatives(tape.elements(of: values).map { tape.excerpt($0) })
  }

  private func requiredNames(_ tape: Tape, _ schema: Int) -> String? {
    guard let names = tape.member("required", of: schema), tape.kind(of: names) == .array,
      tape[names].length > 0
    else { return nil }
    return "an object with " + listed(tape.elements(of: names).prefix(2).map(tape.excerpt), "and")
  }
}

extension Tape {
  /// The text of a schema's member, if it is a string and not long.
  fileprivate func text(of name: StaticString, in schema: Int) -> String? {
    guard let value = member(name, of: schema), kind(of: value) == .string else { return nil }
    let text = string(at: value)
    return text.isEmpty ? nil : cutInMiddle(text, to: 40)
  }
}
