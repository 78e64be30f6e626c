import WeirJSON

/// A member of a schema that is no keyword, but nearly is one: it checks nothing, and most likely was
/// meant to.
package struct MisspeltKeyword: Hashable, Sendable {
  package let name: String

  /// The keyword that was probably meant.
  package let suggestion: String

  /// Of the name.
  package let place: SchemaPlace
}

extension Schema {
  /// In the schemas that take part, by their texts and the places there. Made when asked; linear in
  /// the texts.
  package var misspeltKeywords: [MisspeltKeyword] {
    program.schemas.sorted { ($0.source, $0.node) < ($1.source, $1.node) }
      .flatMap { program.misspeltKeywords(of: $0) }
      .stablySorted { $0.place.isBefore($1.place) }
  }
}

extension SchemaPlace {
  /// In the same text.
  fileprivate func isBefore(_ other: SchemaPlace) -> Bool {
    sourceName == other.sourceName && byteRange.lowerBound < other.byteRange.lowerBound
  }
}

extension Program {
  fileprivate func misspeltKeywords(of schema: SchemaNode) -> [MisspeltKeyword] {
    let tape = tape(of: schema.source)
    let rules = rules(of: schema)
    return tape.members(of: schema.node).compactMap { key in
      guard KeywordTable.shared.row(for: key, in: tape, rules) == nil else { return nil }
      let name = tape.string(at: key)
      guard !customKeywords.contains(name), !name.hasPrefix("x-") else { return nil }
      // Extensions often begin with a keyword's name (`defaultSnippets`): those are no slips.
      let meant = closest(to: Array(name.utf8), among: KeywordTable.shared.names(rules)) {
        abs($0.count - name.utf8.count) <= 2 && tape.child($0, of: schema.node) == nil
      }
      return meant.map {
        MisspeltKeyword(
          name: name, suggestion: String(decoding: $0, as: UTF8.self),
          place: sources[schema.source].place(of: key))
      }
    }
  }
}
