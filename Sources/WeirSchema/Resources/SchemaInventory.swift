import WeirJSON

/// The schemas of a compiled schema's own document as their author sees them: all that stand where
/// the dialect knows subschemas, whether anything refers to them or not, with all their members.
package struct SchemaInventory: Sendable {
  /// One schema.
  package struct Item: Sendable {
    package let node: Int

    /// The item that it stands in, and the keyword there that holds it; nil for the root.
    package let parent: Int?
    package let keyword: String

    package let dialect: Dialect

    /// Node of the schema that references of this one are relative to.
    package let resource: Int

    /// Index in the program; nil for a schema that no instance is ever judged by.
    let schema: Int?
    package var isReached: Bool { schema != nil }

    /// Empty for a schema that is true or false.
    package let members: [Member]
  }

  /// A member of a schema object.
  package struct Member: Sendable {
    package let name: String

    /// Tape node of its key; the value follows.
    package let key: Int
    package let standing: Standing

    /// The kinds of values that the keyword concerns.
    package let kinds: KindSet
    package let mayReject: Bool
  }

  /// What the rules that a schema is read by make of a member.
  package enum Standing: Sendable, Hashable {
    case keyword
    /// A keyword that the reference beside it makes void.
    case besideReference
    /// One of the dialects from the first to the last, which this is not, or whose vocabulary the
    /// metaschema leaves out.
    case foreign(first: Dialect, last: Dialect)
    case unknown
  }

  package let source: SchemaSource

  /// In the order of the text; the first is the document, where that is a schema.
  package let items: [Item]

  /// Names of all keywords of an item's rules.
  package func keywordNames(of item: Item) -> [String] {
    (rulesOfItem[item.node].map { KeywordTable.shared.names($0) } ?? [])
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private let rulesOfItem: [Int: SchemaRules]

  /// Whether the document is an OpenAPI description.
  package let isOpenAPI: Bool

  fileprivate init(_ program: Program) {
    let source = program.sources[0]
    let tape = source.tape
    var schemaOfNode: [Int: Int] = [:]
    for (index, place) in program.schemas.enumerated() where place.source == 0 {
      schemaOfNode[place.node] = index
    }
    var items: [Item] = []
    var rulesOfItem: [Int: SchemaRules] = [:]
    var open: [Int] = []
    for node in 0..<tape.count where program.resourceOfNode[0][node] != 0 {
      while let last = open.last, node >= tape.next(after: items[last].node) { open.removeLast() }
      let resource = program.resources[Int(program.resourceOfNode[0][node]) - 1]
      let holder = open.last.flatMap { parent in
        items[parent].members.last { $0.key < node }
      }
      rulesOfItem[node] = resource.rules
      items.append(
        Item(
          node: node, parent: open.last, keyword: holder?.name ?? "",
          dialect: resource.rules.dialect,
          resource: resource.root.source == 0 ? resource.root.node : 0,
          schema: schemaOfNode[node], members: tape.schemaMembers(of: node, resource.rules)))
      if tape.kind(of: node) == .object { open.append(items.count - 1) }
    }
    self.source = source
    self.items = items
    self.rulesOfItem = rulesOfItem
    isOpenAPI = tape.openAPIVersion != nil
  }
}

extension Schema {
  /// Made when asked. Linear in the document.
  package var inventory: SchemaInventory { SchemaInventory(program) }

  /// Whether it is its whole document, rather than a part that a pointer leads to.
  package var isWholeDocument: Bool {
    program.schemas[Int(program.root.schema)] == SchemaNode(source: 0, node: 0)
  }

  /// Whether what a schema means may depend on the way that led to it.
  package var hasDynamicReferences: Bool { program.dynamicReferences.count > 0 }
}

extension Tape {
  fileprivate func schemaMembers(
    of schema: Int, _ rules: SchemaRules
  ) -> [SchemaInventory.Member] {
    let isHiding = rules.referenceHidesSiblings && hasReference(schema)
    return members(of: schema).map { key in
      let row = KeywordTable.shared.row(for: key, in: self, rules)
      let standing: SchemaInventory.Standing =
        if let row {
          isHiding && row.keyword != .dollarRef ? .besideReference : .keyword
        } else if let dialects = KeywordTable.shared.dialects(ofKeywordNamed: string(at: key)) {
          .foreign(first: dialects.lowerBound, last: dialects.upperBound)
        } else {
          .unknown
        }
      return SchemaInventory.Member(
        name: string(at: key), key: key, standing: standing,
        kinds: row?.keyword.kinds(in: rules.dialect) ?? .all,
        mayReject: row?.mayReject ?? false)
    }
  }
}

extension KeywordTable {
  /// The dialects whose own metaschema knows a keyword of that name; nil if none does.
  func dialects(ofKeywordNamed name: String) -> ClosedRange<Dialect>? {
    let ranges = rows.filter { "\($0.name)" == name && !$0.vocabulary.isDisjoint(with: .standard) }
      .map(\.dialects)
    guard let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max()
    else { return nil }
    return first...last
  }
}
