import WeirJSON

// What a schema is made of: the documents that its references lead to, and those references.

/// A document that a schema needs.
package struct LinkedDocument: Sendable {
  package let source: SchemaSource

  /// The canonical URI of the resource that the whole document is.
  package let uri: String

  /// URI of its metaschema.
  package let metaschema: String

  /// `$id`, or `id` up to draft 4.
  package let identifierKeyword: String

  /// `$defs`, or `definitions` up to draft 7.
  package let definitionsKeyword: String

  /// Keys of the root that a `$ref` beside them makes void, as up to draft 7, and that would count
  /// without it; nil where there is no such `$ref`.
  package let voidMembers: [Int]?

  /// Whether its schemas can name themselves; those of OpenAPI 3.0 cannot.
  package let hasIdentifiers: Bool

  /// Those that were met, in the order of the text; references by a fragment alone left out.
  package fileprivate(set) var references: [Reference] = []

  /// A reference to a resource.
  package struct Reference: Sendable {
    /// Tape node of its text.
    package let node: Int

    /// What it is relative to.
    package let base: String

    /// As resolved, without its fragment.
    package let uri: String

    /// The canonical URI of the resource found under `uri`, and the document that it is in.
    package let target: String
    package let targetSource: SchemaSource

    /// With its `#`, as written; empty if there is none.
    package let fragment: String
  }
}

extension ReferenceWalk {
  /// The documents that have been reached, the schema's own first; the dialects' own metaschemas left
  /// out, which every validator has.
  ///
  /// Complete where nothing is `missing`.
  package var documents: [LinkedDocument] {
    var resources = self.resources
    var documents = reachedSources.map { index -> LinkedDocument in
      let root = Int(resources.resourceOfNode[index][0]) - 1
      let rules = resources.resources[root].rules
      return LinkedDocument(
        source: resources.sources[index], uri: resources.resources[root].uri.text,
        metaschema: rules.metaschema,
        identifierKeyword: rules.identifierKeyword == .id ? "id" : "$id",
        definitionsKeyword: rules.dialect < .draft2019_09 ? "definitions" : "$defs",
        voidMembers: resources.voidMembers(of: SchemaNode(source: index, node: 0)),
        hasIdentifiers: rules.hasIdentifiers)
    }
    let indexOfSource = Dictionary(
      reachedSources.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for link in links {
      guard let document = indexOfSource[link.place.source],
        let reference = resources.reference(of: link)
      else { continue }
      documents[document].references.append(reference)
    }
    for index in documents.indices { documents[index].references.sort { $0.node < $1.node } }
    return documents
  }

  private var reachedSources: [Int] {
    isReached.indices.filter { index in
      isReached[index].contains(true) && Metaschemas.text(for: resources.sources[index].uri) == nil
    }
  }
}

extension ResourceSet {
  fileprivate func voidMembers(of root: SchemaNode) -> [Int]? {
    let tape = self.tape(root)
    guard let resource = resource(of: root), resources[resource].rules.referenceHidesSiblings,
      tape.kind(of: root.node) == .object, tape.hasReference(root.node)
    else { return nil }
    return tape.members(of: root.node).filter { key in
      KeywordTable.shared.row(for: key, in: tape, resources[resource].rules)
        .map { $0.vocabulary.isDisjoint(with: [.core, .metaData]) } ?? false
    }
  }

  fileprivate mutating func reference(
    of link: ReferenceWalk.Link
  ) -> LinkedDocument.Reference? {
    guard let resource = resource(of: link.place) else { return nil }
    let base = resources[resource].uri
    let written = URIReference(tape(link.place).bytes(at: link.text))
    let uri = written.resolved(against: base).withoutFragment
    guard !written.isFragmentOnly, let target = try? self.resource(for: uri) else { return nil }
    return LinkedDocument.Reference(
      node: link.text, base: base.text, uri: uri.text, target: resources[target].uri.text,
      targetSource: sources[resources[target].root.source],
      fragment: written.fragment.map { "#" + String(decoding: $0, as: UTF8.self) } ?? "")
  }
}
