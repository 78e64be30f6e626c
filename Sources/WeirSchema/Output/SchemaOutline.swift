import WeirJSON

/// One schema as output tells of it: where it stands, and its keywords in the order of the text.
final class SchemaOutline {
  /// A member of a schema object that asserts, applies or annotates.
  struct Member {
    /// Tape node of the key.
    let key: Int
    let name: String
    /// What it adds to a JSON Pointer: `/` and its escaped name.
    let token: [UInt8]
    /// Absolute URI with a JSON Pointer fragment.
    let location: String
    /// Nil for a keyword that the dialect does not know.
    let row: KeywordRow?
  }

  let tape: Tape
  let node: Int
  let rules: SchemaRules

  /// Pointer from the root of the source.
  let pointer: [UInt8]

  /// Absolute URI with a JSON Pointer fragment.
  let location: String

  let members: [Member]

  init(_ program: Program, schema: SchemaNode, pointer: [UInt8]) {
    let tape = program.tape(of: schema.source)
    self.tape = tape
    self.pointer = pointer
    node = schema.node
    let rules = program.rules(of: schema)
    self.rules = rules
    let location = program.location(of: schema, inSchema: schema)
    self.location = location
    let keys = Array(tape.members(of: schema.node))
    let isHidden = rules.referenceHidesSiblings && tape.hasReference(schema.node)
    let fragment = URIReference(location).decodedFragment ?? []
    members = keys.compactMap { key in
      let row = KeywordTable.shared.row(for: key, in: tape, rules)
      guard row.map(\.isToldOf) ?? (rules.dialect >= .draft2019_09) else { return nil }
      if isHidden, row?.keyword != .dollarRef { return nil }
      var token = [UInt8(ascii: "/")]
      JSONPointer.appendEscaped(tape.bytes(at: key), to: &token)
      return Member(
        key: key, name: tape.string(at: key), token: token,
        location: URIReference(location).withFragment(fragment + token).text, row: row)
    }
  }

  /// The member whose value holds the node at `index`.
  func member(holding index: Int) -> Int? {
    members.firstIndex { $0.key < index && index < tape.next(after: $0.key + 1) }
  }

  func member(at key: Int) -> Int? { members.firstIndex { $0.key == key } }
}

extension KeywordRow {
  /// Whether the keyword has something to say of an instance; identifiers and comments have not.
  fileprivate var isToldOf: Bool {
    switch keyword {
    case .dollarRef, .dollarDynamicRef, .dollarRecursiveRef: true
    case .definitions: false
    default: !vocabulary.contains(.core)
    }
  }
}

extension Program {
  /// The rules a schema is read by.
  func rules(of schema: SchemaNode) -> SchemaRules {
    let entry = Int(resourceOfNode[schema.source][schema.node])
    return entry > 0 ? resources[entry - 1].rules : SchemaRules(.draft2020_12)
  }
}
