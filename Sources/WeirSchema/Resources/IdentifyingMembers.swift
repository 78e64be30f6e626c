import WeirJSON

/// The members of a schema object that say what it is and what it is called, found in one pass over
/// all its members. Tape nodes of the values; nil where one is absent or no string.
struct IdentifyingMembers {
  private(set) var id: Int?
  private(set) var dollarId: Int?
  private(set) var schema: Int?
  private(set) var reference: Int?
  private(set) var anchor: Int?
  private(set) var dynamicAnchor: Int?
  /// Of `$recursiveAnchor`: whether it is true.
  private(set) var isRecursiveAnchor = false

  init(of object: Int, in tape: Tape) {
    for key in tape.members(of: object) where Self.mayIdentify(key, in: tape) {
      let value = key + 1
      if tape.string(at: key, equals: "$recursiveAnchor") {
        isRecursiveAnchor = tape.kind(of: value) == .true
      }
      guard tape.kind(of: value) == .string else { continue }
      if tape.string(at: key, equals: "$ref") {
        reference = value
      } else if tape.string(at: key, equals: "$id") {
        dollarId = value
      } else if tape.string(at: key, equals: "id") {
        id = value
      } else if tape.string(at: key, equals: "$schema") {
        schema = value
      } else if tape.string(at: key, equals: "$anchor") {
        anchor = value
      } else if tape.string(at: key, equals: "$dynamicAnchor") {
        dynamicAnchor = value
      }
    }
  }

  /// Most names can be told by their first byte.
  private static func mayIdentify(_ key: Int, in tape: Tape) -> Bool {
    let name = tape.rawContent(of: key)
    guard !name.isEmpty else { return false }
    return name[0] == UInt8(ascii: "$") || name[0] == UInt8(ascii: "i") || tape[key].hasEscapes
  }

  /// The node of the schema's `$id` or `id` by some rules, unless a `$ref` beside it makes it void.
  func identifier(_ rules: SchemaRules) -> Int? {
    guard rules.hasIdentifiers, reference == nil || !rules.referenceHidesSiblings else {
      return nil
    }
    return rules.identifierKeyword == .id ? id : dollarId
  }
}
