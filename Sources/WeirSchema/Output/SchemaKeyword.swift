import WeirJSON

/// A keyword that stands in a compiled schema and may reject a value.
package struct SchemaKeyword: Sendable {
  /// Whether it says no by itself, or only because a subschema does.
  package enum Role: Sendable {
    case asserts, applies
  }

  package let name: String
  package let role: Role

  /// Absolute URI with a JSON Pointer fragment.
  package let location: String

  /// The document that it stands in, and the tape node of its key there.
  package let source: SchemaSource
  package let key: Int
}

extension Schema {
  /// The keywords of all schemas that instances may be judged by: what nothing refers to is not
  /// among them. Made when asked; linear in the schemas' texts, times their depth.
  package var keywords: [SchemaKeyword] {
    let facts = SchemaFacts(program)
    return program.schemas.indices.flatMap { index in
      let outline = facts.outline(ofSchema: index)
      let source = program.sources[program.schemas[index].source]
      return outline.members.compactMap { member -> SchemaKeyword? in
        guard let row = member.row, row.mayReject else { return nil }
        return SchemaKeyword(
          name: member.name, role: row.role(ofValue: member.key + 1, in: outline),
          location: member.location, source: source, key: member.key)
      }
    }
  }
}

extension KeywordRow {
  fileprivate func role(ofValue value: Int, in outline: SchemaOutline) -> SchemaKeyword.Role {
    switch keyword {
    case .anyOf, .oneOf, .not, .contains, .if, .disallow: return .asserts
    case .type, .dependentRequired: return .asserts
    // What it holds is forbidden.
    case _ where outline.tape.kind(of: value) == .false: return .asserts
    default: return vocabulary.contains(.validation) ? .asserts : .applies
    }
  }
}
