package import WeirJSON

/// Something in a schema that checks nothing, and most likely was meant to.
package struct SchemaWarning: Hashable, Sendable {
  /// The raw value is the stable code.
  package enum Code: String, Hashable, Sendable {
    /// A member that is no keyword, but nearly is one.
    case unknownKeyword = "schema.unknown_keyword"
    /// A keyword that stands among the names of `properties`.
    case keywordAsProperty = "schema.keyword_as_property"
    /// The schema has members, and none is a keyword: it is data, or stands too high in its document.
    case noKeyword = "schema.no_keyword"
    /// A format that is to be asserted and that nothing here knows.
    case unknownFormat = "schema.unknown_format"
  }

  package let code: Code

  /// One line for people, without the place.
  package let message: String

  /// What was probably meant, if anything comes near.
  package let help: String?

  /// Of what checks nothing.
  package let place: SchemaPlace
}

extension Schema {
  /// In the schemas that take part, by their texts and the places there. Made when asked; linear in
  /// the texts.
  package var warnings: [SchemaWarning] {
    let misspelt = program.schemas.sorted { ($0.source, $0.node) < ($1.source, $1.node) }
      .flatMap { program.misspeltKeywords(of: $0) + program.keywordsAsProperties(of: $0) }
    let other = [program.missingKeyword].compactMap { $0 } + program.unknownFormatWarnings
    // A slip in the only keyword is no lack of keywords.
    let root = program.schemas[Int(program.root.schema)]
    let isExplained = !program.misspeltKeywords(of: root).isEmpty
    return (misspelt + other.filter { $0.code != .noKeyword || !isExplained })
      .stablySorted { $0.place.isBefore($1.place) }
  }
}

extension SchemaPlace {
  /// In the same text.
  fileprivate func isBefore(_ other: SchemaPlace) -> Bool {
    sourceName == other.sourceName && byteRange.lowerBound < other.byteRange.lowerBound
  }
}

extension SchemaSource {
  /// The misspelt keywords of a document that is no usable schema for other reasons, so that they are
  /// told with these. Linear in the document.
  package var misspeltKeywords: [SchemaWarning] {
    guard let walk = try? ReferenceWalk(self), let reached = walk.isReached.first else { return [] }
    return reached.indices.filter { reached[$0] }.flatMap { node -> [SchemaWarning] in
      let place = SchemaNode(source: 0, node: node)
      guard let resource = walk.resources.resource(of: place) else { return [] }
      return misspeltKeywords(at: node, walk.resources.resources[resource].rules)
    }
  }

  /// Those of one schema.
  fileprivate func misspeltKeywords(
    at schema: Int, _ rules: SchemaRules, custom: Set<String> = []
  ) -> [SchemaWarning] {
    let tape = self.tape
    guard tape.kind(of: schema) == .object else { return [] }
    return tape.members(of: schema).compactMap { key in
      guard KeywordTable.shared.row(for: key, in: tape, rules) == nil else { return nil }
      let name = tape.string(at: key)
      guard !custom.contains(name) else { return nil }
      let member = KeywordSpelling(
        name: tape.bytes(at: key), value: tape.text[tape.byteRange(of: key + 1)].copied(),
        dialect: rules.dialect)
      return member.meant(among: KeywordTable.shared.names(rules)).map { meant in
        SchemaWarning(
          code: .unknownKeyword, message: "\"\(name)\" is no keyword, so it checks nothing",
          help: KeywordSpelling.advice(
            meant, isPresent: tape.child(Array(meant.utf8), of: schema) != nil),
          place: place(of: key))
      }
    }
  }
}

/// A keyword with a boolean that stands in `properties`: there it says that a property of its name may be
/// anything, or may not be.
package struct StrayKeyword {
  package let message: String
  package static let help = "for the keyword, move it out of \"properties\""

  private static let names: Set = [
    "additionalProperties", "unevaluatedProperties", "additionalItems", "unevaluatedItems",
    "uniqueItems",
  ]

  /// - Parameter key: Of a member of `properties`. - Returns: Nil for any other member.
  package init?(_ key: Int, of tape: Tape) {
    let name = tape.string(at: key)
    guard Self.names.contains(name), [.true, .false].contains(tape.kind(of: key + 1)) else {
      return nil
    }
    message = "\"\(name)\" stands in \"properties\", where it is a property's name"
  }
}

extension Program {
  fileprivate func misspeltKeywords(of schema: SchemaNode) -> [SchemaWarning] {
    sources[schema.source].misspeltKeywords(
      at: schema.node, rules(of: schema), custom: customKeywords)
  }

  /// Those among the names of the schema's `properties`.
  fileprivate func keywordsAsProperties(of schema: SchemaNode) -> [SchemaWarning] {
    let tape = tape(of: schema.source)
    guard tape.kind(of: schema.node) == .object,
      let properties = tape.member("properties", of: schema.node),
      tape.kind(of: properties) == .object
    else { return [] }
    return tape.members(of: properties).compactMap { key in
      guard let stray = StrayKeyword(key, of: tape) else { return nil }
      return SchemaWarning(
        code: .keywordAsProperty, message: stray.message, help: StrayKeyword.help,
        place: sources[schema.source].place(of: key))
    }
  }

  /// Of the schema that instances are checked against: `{}` is meant to accept everything, and what
  /// only identifies or annotates says so.
  fileprivate var missingKeyword: SchemaWarning? {
    let root = schemas[Int(self.root.schema)]
    let tape = tape(of: root.source)
    guard tape.kind(of: root.node) == .object, tape[root.node].length > 0,
      tape.members(of: root.node).allSatisfy({ !isKeyword($0, of: root) })
    else { return nil }
    let inner = tape.members(of: root.node).filter { key in
      tape.members(of: key + 1).contains { isKeyword($0, of: root) }
    }
    let references = inner.prefix(Self.mostSuggestions).map { "#\(tape.pointer(to: $0 + 1))" }
    return SchemaWarning(
      code: .noKeyword, message: "this schema has no keyword: everything is valid",
      help: references.isEmpty
        ? "if this is what is to be checked, swap the two: the schema is what stands behind --schema"
        : "did you mean \(listed(references, "or"))?",
      place: sources[root.source].place(of: root.node))
  }

  private static let mostSuggestions = 3

  /// By the rules of `schema`, or one that the user of the library brings.
  private func isKeyword(_ key: Int, of schema: SchemaNode) -> Bool {
    let tape = tape(of: schema.source)
    return KeywordTable.shared.row(for: key, in: tape, rules(of: schema)) != nil
      || customKeywords.contains(tape.string(at: key))
  }

  /// Each name once, at its first place.
  fileprivate var unknownFormatWarnings: [SchemaWarning] {
    var seen: Set<String> = []
    let inOrder = unknownFormats.sorted { ($0.source, $0.node) < ($1.source, $1.node) }
    return inOrder.compactMap { place in
      let name = tape(of: place.source).string(at: place.node)
      guard seen.insert(name).inserted else { return nil }
      return SchemaWarning(
        code: .unknownFormat, message: "no format \"\(name)\" is known, so it checks nothing",
        help: closest(to: name, among: Format.names).map { "did you mean \"\($0)\"?" },
        place: sources[place.source].place(of: place.node))
    }
  }
}
