import WeirJSON

// Walking a source for resources and anchors. Identifiers count at known subschema locations only:
// an `$id` inside `enum`, `const` or an unknown keyword identifies nothing.

extension ResourceSet {
  /// Walks a whole document.
  mutating func scanDocument(_ source: Int, base: URIReference) throws(SchemaError) {
    let root = SchemaNode(source: source, node: 0)
    let rules = try openAPIRules(of: root) ?? defaultRules(of: sources[source])
    try scan(root, base: base, rules: rules)
  }

  /// Walks the schema at `root` as the start of a new resource with base `base`, or, where
  /// `resource` is given, as a part of that one. Iterative; linear in the schema.
  mutating func scan(
    _ root: SchemaNode, base: URIReference, rules: SchemaRules, into resource: Int? = nil
  ) throws(SchemaError) {
    var pending: [(node: Int, resource: Int?)] = [(root.node, resource)]
    var children: [Int] = []
    let tape = self.tape(root)
    while let (node, parent) = pending.popLast() {
      guard resourceOfNode[root.source][node] == 0 else { continue }
      let place = SchemaNode(source: root.source, node: node)
      let current = try enter(place, parent: parent, base: base, rules: rules)
      resourceOfNode[root.source][node] = UInt32(current + 1)
      if node == root.node { roots.append(WalkedRoot(place: place, resource: current)) }
      guard tape.kind(of: node) == .object else { continue }
      for key in tape.members(of: node) {
        guard let row = KeywordTable.shared.row(for: key, in: tape, resources[current].rules)
        else { continue }
        if row.keyword == .dollarDynamicRef || row.keyword == .dollarRecursiveRef {
          usesDynamicReferences = true
        }
        tape.forEachSubschema(at: key + 1, row.shape) { children.append($0) }
      }
      // In the order of the text: of two that claim a name, the first has it.
      while let child = children.popLast() { pending.append((child, current)) }
    }
  }

  /// Whether the identifier at `node` is that of a resource: more than a fragment, which up to draft 7
  /// is an anchor.
  private func identifiesResource(_ node: Int, in tape: Tape) -> Bool {
    !URIReference(tape.bytes(at: node)).isFragmentOnly
  }

  /// Registers what the schema at `place` identifies; returns the resource it belongs to.
  private mutating func enter(
    _ place: SchemaNode, parent: Int?, base: URIReference, rules: SchemaRules
  ) throws(SchemaError) -> Int {
    let tape = self.tape(place)
    var rules = parent.map { resources[$0].rules } ?? rules
    let base = parent.map { resources[$0].uri } ?? base
    guard tape.kind(of: place.node) == .object else {
      return parent ?? addResource(uri: base, place, rules)
    }
    let members = IdentifyingMembers(of: place.node, in: tape)
    if let declared = members.schema {
      // A resource may name its own dialect, which also decides how it names itself.
      let declaration = SchemaNode(source: place.source, node: declared)
      let startsResource =
        parent == nil || members.identifier(rules).map { identifiesResource($0, in: tape) } == true
        || standardRules(named: declaration).flatMap { members.identifier($0) }
          .map { identifiesResource($0, in: tape) } == true
      if startsResource { rules = try self.rules(named: declaration) }
    }
    var current = parent
    if let node = members.identifier(rules) {
      let id = URIReference(tape.bytes(at: node))
      let uri = id.resolved(against: base)
      if parent == nil || !id.isFragmentOnly {
        let resource = addResource(uri: uri.withoutFragment, place, rules)
        if let parent, resources[parent].rules.metaschema != rules.metaschema {
          roots.append(WalkedRoot(place: place, resource: resource))
          embeddedRoots[place.source, default: []].append(place.node)
        }
        current = resource
      }
      if let fragment = uri.decodedFragment, !fragment.isEmpty, let current {
        resources[current].name(place.node, fragment)
      }
    }
    let resource = current ?? addResource(uri: base, place, rules)
    addAnchors(members, of: place, to: resource)
    return resource
  }

  private mutating func addResource(
    uri: URIReference, _ root: SchemaNode, _ rules: SchemaRules
  ) -> Int {
    resources.append(SchemaResource(uri: uri, root: root, rules: rules))
    name(resources.count - 1, uri)
    return resources.count - 1
  }

  private mutating func addAnchors(
    _ members: IdentifyingMembers, of place: SchemaNode, to resource: Int
  ) {
    let rules = resources[resource].rules
    guard rules.dialect >= .draft2019_09 else { return }
    let tape = self.tape(place)
    if let anchor = members.anchor {
      resources[resource].name(place.node, tape.bytes(at: anchor))
    }
    if rules.dialect >= .draft2020_12, let anchor = members.dynamicAnchor {
      resources[resource].nameDynamically(place.node, tape.bytes(at: anchor))
    }
    if rules.dialect == .draft2019_09, resources[resource].root == place,
      members.isRecursiveAnchor
    {
      resources[resource].hasRecursiveAnchor = true
    }
  }
}

extension Tape {
  /// Whether the object at `index` has a `$ref` that is a string.
  func hasReference(_ index: Int) -> Bool {
    member("$ref", of: index).map { kind(of: $0) == .string } ?? false
  }

  /// Calls `body` with every subschema in the value of a keyword of the given shape.
  func forEachSubschema(at value: Int, _ shape: SubschemaShape, _ body: (Int) -> Void) {
    func schema(_ index: Int) {
      switch kind(of: index) {
      case .object, .true, .false: body(index)
      default: break
      }
    }
    switch shape {
    case .none: break
    case .schema: schema(value)
    case .array: for element in elements(of: value) { schema(element) }
    case .object, .objectOfSchemaOrNames: for key in members(of: value) { schema(key + 1) }
    case .objectOfObjects:
      for key in members(of: value) {
        for inner in members(of: key + 1) { schema(inner + 1) }
      }
    case .schemaOrArray:
      if kind(of: value) == .array {
        for element in elements(of: value) { schema(element) }
      } else {
        schema(value)
      }
    }
  }
}
