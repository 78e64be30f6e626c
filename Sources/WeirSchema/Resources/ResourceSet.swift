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
}

/// All schema resources that a compilation has met, found by URI, and the way from a reference to
/// the node it means.
///
/// Sources come in as references ask for them: from the registry, then from the built-in
/// metaschemas. Each is walked once, at known subschema locations only.
struct ResourceSet {
  let registry: Registry
  let defaultDialect: Dialect
  private(set) var sources: [SchemaSource] = []
  var resources: [SchemaResource] = []
  var resourceByURI: [URIReference: Int] = [:]
  private var sourceByURI: [String: Int] = [:]
  private var didSearchRegistry = false

  /// Per source, per node: 1 + the resource of a schema met there, 0 elsewhere.
  var resourceOfNode: [[UInt32]] = []

  /// Roots of what has been walked, each with its resource: what metaschemas have to judge.
  var roots: [(place: SchemaNode, resource: Int)] = []

  /// Whether any source so far uses `$dynamicRef` or `$recursiveRef`.
  var usesDynamicReferences = false

  init(registry: Registry, defaultDialect: Dialect) {
    self.registry = registry
    self.defaultDialect = defaultDialect
  }

  /// Adds a source and walks it. Returns its index.
  mutating func add(_ source: SchemaSource) throws(SchemaError) -> Int {
    if let known = sources.firstIndex(where: { $0 === source }) { return known }
    let index = sources.count
    sources.append(source)
    resourceOfNode.append(Array(repeating: 0, count: source.tape.count))
    if !source.uri.isEmpty { sourceByURI[source.uri] = index }
    let uri = URIReference(source.uri).withoutFragment
    try scanDocument(index, base: uri)
    // A document answers to the URI it was retrieved from, whatever its own `$id` says.
    if !source.uri.isEmpty, resourceByURI[uri] == nil {
      resourceByURI[uri] = Int(resourceOfNode[index][0]) - 1
    }
    return index
  }

  /// The resource of the schema at `place`, which has been walked.
  func resource(of place: SchemaNode) -> Int? {
    let entry = resourceOfNode[place.source][place.node]
    return entry == 0 ? nil : Int(entry) - 1
  }

  /// The resource that `uri` (without fragment) names, loading its source if need be; nil if no
  /// such document is at hand.
  mutating func resource(for uri: URIReference) throws(SchemaError) -> Int? {
    if let known = resourceByURI[uri] { return known }
    let text = uri.text
    if let source = registry.source(for: text) ?? registry.source(for: text + "#") {
      let index = try add(source)
      if resourceByURI[uri] == nil, registry.isAlias(text) {
        resourceByURI[uri] = Int(resourceOfNode[index][0]) - 1
      }
      if let found = resourceByURI[uri] { return found }
    }
    if let metaschema = Metaschemas.text(for: text) {
      _ = try add(SchemaSource(uri: text, json: Array(metaschema.utf8)))
      return resourceByURI[uri]
    }
    if !didSearchRegistry {
      // It may be an `$id` somewhere inside a document that was registered under another URI.
      didSearchRegistry = true
      for source in registry.sources { _ = try add(source) }
      return resourceByURI[uri]
    }
    return nil
  }

  func tape(_ place: SchemaNode) -> Tape { sources[place.source].tape }

  /// An error at `place`.
  func error(
    _ code: SchemaError.Code, _ message: String, at place: SchemaNode, missing: [String] = []
  ) -> SchemaError {
    SchemaError(
      code, message, place: sources[place.source].place(of: place.node),
      pointer: tape(place).pointer(to: place.node), missing: missing)
  }
}
