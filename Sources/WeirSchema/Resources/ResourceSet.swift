import WeirJSON

/// A node of one of the sources of a compilation.
struct SchemaNode: Hashable {
  var source: Int
  var node: Int
}

/// A schema resource (Core Specification §4.3.5): a schema that is its own base for references.
struct SchemaResource {
  /// Canonical URI, absolute unless the source has no absolute base; without fragment.
  let uri: URIReference
  let root: SchemaNode
  let rules: SchemaRules
  /// Plain-name fragments of this resource, `$dynamicAnchor`s included.
  var anchors: [[UInt8]: Int] = [:]
  var dynamicAnchors: [[UInt8]: Int] = [:]
  var hasRecursiveAnchor = false

  /// Of two schemas with one name the first has it.
  mutating func name(_ node: Int, _ anchor: [UInt8]) {
    if anchors[anchor] == nil { anchors[anchor] = node }
  }

  mutating func nameDynamically(_ node: Int, _ anchor: [UInt8]) {
    name(node, anchor)
    if dynamicAnchors[anchor] == nil { dynamicAnchors[anchor] = node }
  }
}

/// What a metaschema has to judge: a document, an embedded resource of another dialect than what
/// surrounds it, or a schema that only a pointer leads to.
struct WalkedRoot {
  let place: SchemaNode
  let resource: Int
}

/// All schema resources that a compilation has met, found by URI, and the way from a reference to
/// the node it means.
///
/// Sources come in as references ask for them: from the registry, then from the built-in
/// metaschemas. Each is walked once, at known subschema locations only.
struct ResourceSet {
  /// May grow at its end.
  var registry: Registry
  let options: SchemaOptions
  private(set) var sources: [SchemaSource] = []
  var resources: [SchemaResource] = []
  /// By normalised URI.
  private var resourceByURI: [URIReference: Int] = [:]
  private var indexOfSource: [ObjectIdentifier: Int] = [:]
  /// Why sources could not be walked to their ends, by index.
  private var faults: [Int: SchemaError] = [:]
  /// How many of the registry's documents have been looked into for the `$id`s inside.
  private var searchedCount = 0

  /// Per source, per node: 1 + the resource of a schema met there, 0 elsewhere.
  var resourceOfNode: [[UInt32]] = []

  var roots: [WalkedRoot] = []

  /// Per source, roots that stand in a resource which another metaschema judges, in no order.
  var embeddedRoots: [Int: [Int]] = [:]

  /// Whether any source so far uses `$dynamicRef` or `$recursiveRef`.
  var usesDynamicReferences = false

  /// Children of the large containers that references have led through.
  var largeContainers = ChildIndex()

  init(registry: Registry, options: SchemaOptions) {
    self.registry = registry
    self.options = options
  }

  /// Adds a source and walks it. Returns its index.
  ///
  /// - Throws: What keeps its keywords from being known; again each time it is asked for.
  mutating func add(_ source: SchemaSource) throws(SchemaError) -> Int {
    if let known = indexOfSource[ObjectIdentifier(source)] {
      if let fault = faults[known] { throw fault }
      return known
    }
    let index = sources.count
    sources.append(source)
    indexOfSource[ObjectIdentifier(source)] = index
    resourceOfNode.append(Array(repeating: 0, count: source.tape.count))
    let uri = URIReference(source.uri).withoutFragment
    do throws(SchemaError) {
      try scanDocument(index, base: uri)
    } catch {
      faults[index] = error
      throw error
    }
    // A document answers to the URI it was retrieved from, whatever its own `$id` says.
    if !source.uri.isEmpty { name(Int(resourceOfNode[index][0]) - 1, uri) }
    return index
  }

  /// Lets a resource be found under `uri`. The first of two that claim the same URI has it.
  mutating func name(_ resource: Int, _ uri: URIReference) {
    let key = uri.normalized
    if resourceByURI[key] == nil { resourceByURI[key] = resource }
  }

  /// The resource of the schema at `place`, which has been walked.
  func resource(of place: SchemaNode) -> Int? {
    let entry = resourceOfNode[place.source][place.node]
    return entry == 0 ? nil : Int(entry) - 1
  }

  /// The resource that `uri` (without fragment) names, loading its source if need be; nil if no
  /// such document is at hand.
  mutating func resource(for uri: URIReference) throws(SchemaError) -> Int? {
    let key = uri.normalized
    if let known = try resource(named: key) { return known }
    let text = key.text
    if let source = registry.source(for: text) {
      let index = try add(source)
      if registry.isAlias(text) { name(Int(resourceOfNode[index][0]) - 1, key) }
      if let found = resourceByURI[key] { return found }
    }
    if let metaschema = Metaschemas.text(for: text) {
      _ = try add(SchemaSource(uri: text, json: Array(metaschema.utf8)))
      return resourceByURI[key]
    }
    // It may be an `$id` somewhere inside a document that was registered under another URI. One
    // that cannot be walked is nobody's fault until a reference leads into it.
    let unsearched = registry.sources[searchedCount...]
    searchedCount = registry.sources.count
    for source in unsearched { _ = try? add(source) }
    return unsearched.isEmpty ? nil : try resource(named: key)
  }

  private func resource(named key: URIReference) throws(SchemaError) -> Int? {
    guard let known = resourceByURI[key] else { return nil }
    if let fault = faults[resources[known].root.source] { throw fault }
    return known
  }

  func tape(_ place: SchemaNode) -> Tape { sources[place.source].tape }

  /// Whether errors say where they are, which takes a look through the text for each.
  var locatesErrors = true

  /// An error at `place`.
  func error(
    _ code: SchemaError.Code, _ message: String, at place: SchemaNode, missing: [String] = [],
    help: String? = nil
  ) -> SchemaError {
    guard locatesErrors else { return SchemaError(code, message, missing: missing, help: help) }
    return SchemaError(
      code, message, place: sources[place.source].place(of: place.node),
      pointer: tape(place).pointer(to: place.node), missing: missing, help: help)
  }
}
