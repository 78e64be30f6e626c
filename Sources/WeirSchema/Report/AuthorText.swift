import WeirJSON

/// What the author of a schema wants said when it rejects something: the member `x-error-message` or
/// `errorMessage` of a schema object.
///
/// A string is for every keyword beside it. An object has texts by keyword, `_` for all others; for
/// `required` and `dependentRequired` it may hold texts by the name that is missing. That much of
/// the package ajv-errors is understood; texts for subschemas (`properties`, `items`) stand in the
/// subschemas themselves, and `${…}` stays as it is written.
struct AuthorText {
  private let tape: Tape
  private let value: Int

  /// Nil if the schema object has neither member.
  init?(of schema: Int, in tape: Tape) {
    guard tape.kind(of: schema) == .object,
      let value = tape.member("x-error-message", of: schema)
        ?? tape.member("errorMessage", of: schema)
    else { return nil }
    self.tape = tape
    self.value = value
  }

  /// The text for a keyword's fault, if the author has one.
  func text(for keyword: String, missing names: [[UInt8]]) -> String? {
    if let text = string(at: value) { return text }
    guard let own = tape.child(Array(keyword.utf8), of: value) else { return other }
    if let text = string(at: own) { return text }
    let texts = names.map { name in tape.child(name, of: own).flatMap(string) }
    let known = texts.compactMap(\.self)
    return known.isEmpty || known.count < texts.count ? other : known.joined(separator: "; ")
  }

  private var other: String? { tape.member("_", of: value).flatMap(string) }

  private func string(at node: Int) -> String? {
    tape.kind(of: node) == .string ? tape.string(at: node) : nil
  }
}
