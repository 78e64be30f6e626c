import WeirJSON

/// Follows the references of a schema through all the documents at hand, without compiling anything,
/// to learn which documents it needs besides.
///
/// Pure: it fetches nothing. It goes on where it stopped, so that a chain of references through
/// thousands of documents takes time in proportion to their text.
///
/// ```swift
/// var walk = try ReferenceWalk(source)
/// while !walk.missing.isEmpty { walk.supply(try walk.missing.map(load)) }
/// let schema = try Schema(source: source, registry: walk.registry)
/// ```
public struct ReferenceWalk: Sendable {
  /// The URIs, without fragment, of the documents that references met so far need, in the order in
  /// which these were met.
  public private(set) var missing: [String] = []

  /// A reference: the schema it stands in, and the node of its text.
  struct Link {
    let place: SchemaNode
    let text: Int
  }

  private let source: SchemaSource
  private let pointer: String
  private let options: SchemaOptions

  private(set) var resources: ResourceSet
  /// Schemas that have been reached and not looked at yet.
  private var pending: [SchemaNode] = []
  /// Per source, per node: whether the schema there has been reached.
  private(set) var isReached: [[Bool]] = []
  private var isEntered: [Bool] = []
  /// References whose documents are missing, by those documents' URIs.
  private var waiting: [String: [(reference: URIReference, link: Link)]] = [:]
  /// References that led somewhere.
  private(set) var links: [Link] = []
  /// Whether a document could not be read for want of its metaschema, so that all begins anew.
  private var needsRestart = false

  /// Walks as far as the documents of `registry` lead.
  ///
  /// - Parameter pointer: To the schema in `source` (RFC 6901); empty for the whole.
  /// - Throws: `SchemaError` if the schema cannot be read at all. What is wrong further on, the
  ///   compilation will say.
  public init(
    _ source: SchemaSource, pointer: String = "", registry: Registry = Registry(),
    options: SchemaOptions = SchemaOptions()
  ) throws(SchemaError) {
    self.source = source
    self.pointer = pointer
    self.options = options
    resources = ResourceSet(registry: registry, options: options)
    try begin()
    // Nobody reads the errors from here on, and places take a look through the text.
    resources.locatesErrors = false
    walk()
  }

  /// The registry the walk began with, and all that has been supplied.
  public package(set) var registry: Registry {
    get { resources.registry }
    set { resources.registry = newValue }
  }

  /// Adds documents, each under its retrieval URI, and goes on. What is missing from then on is in
  /// `missing`: among it what was asked for and not supplied.
  public mutating func supply(_ documents: [SchemaSource]) {
    for document in documents { resources.registry.add(document) }
    goOn()
  }

  /// Where the first reference stands that needs a missing document. Linear in the text before it.
  package func placeOfReference(to uri: String) -> SchemaPlace? {
    waiting[uri]?.first.map {
      resources.sources[$0.link.place.source].place(of: $0.link.text)
    }
  }

  /// Goes on after the registry has grown.
  package mutating func goOn() {
    missing.removeAll()
    if needsRestart {
      restart()
    } else {
      // An embedded resource may be what another reference waits for.
      let waited = waiting.sorted { $0.key < $1.key }
      waiting.removeAll()
      for (reference, link) in waited.flatMap(\.value) { follow(reference, at: link) }
    }
    walk()
  }

  private mutating func begin() throws(SchemaError) {
    do throws(SchemaError) {
      let index = try resources.add(source)
      let document = SchemaNode(source: index, node: 0)
      let fragment = URIReference("").withFragment(pointer.utf8)
      let resource = resources.resource(of: document) ?? 0
      reach(try resources.resolve(fragment, from: resource, at: document))
    } catch {
      guard isForWantOfMetaschema(error) else { throw error }
    }
  }

  private mutating func restart() {
    resources = ResourceSet(registry: resources.registry, options: options)
    resources.locatesErrors = false
    pending.removeAll()
    isReached.removeAll()
    isEntered.removeAll()
    waiting.removeAll()
    links.removeAll()
    needsRestart = false
    // What may be wrong with it now was hidden by the want of its metaschema; compiling it tells.
    try? begin()
  }

  private mutating func walk() {
    while let place = pending.popLast() { lookAt(place) }
  }

  private mutating func lookAt(_ place: SchemaNode) {
    let tape = resources.tape(place)
    guard tape.kind(of: place.node) == .object, let resource = resources.resource(of: place) else {
      return
    }
    enter(resource)
    let rules = resources.resources[resource].rules
    let isReferenceOnly = rules.referenceHidesSiblings && tape.hasReference(place.node)
    for key in tape.members(of: place.node) {
      guard let row = KeywordTable.shared.row(for: key, in: tape, rules) else { continue }
      switch row.keyword {
      case .dollarRef, .dollarDynamicRef, .dollarRecursiveRef:
        guard tape.kind(of: key + 1) == .string else { continue }
        follow(URIReference(tape.bytes(at: key + 1)), at: Link(place: place, text: key + 1))
      // Only references lead to what they hold.
      case .dollarDefs, .definitions: continue
      case .contentSchema where !options.assertsContent: continue
      case _ where isReferenceOnly: continue
      default:
        tape.forEachSubschema(at: key + 1, row.shape) { node in
          reach(SchemaNode(source: place.source, node: node))
        }
      }
    }
  }

  private mutating func follow(_ reference: URIReference, at link: Link) {
    guard let resource = resources.resource(of: link.place) else { return }
    do throws(SchemaError) {
      reach(try resources.resolve(reference, from: resource, at: link.place))
      links.append(link)
    } catch {
      if isForWantOfMetaschema(error) { return }
      for uri in error.missing {
        if waiting[uri] == nil { missing.append(uri) }
        waiting[uri, default: []].append((reference, link))
      }
    }
  }

  /// Reaches a metaschema, which is at hand: the rules of the resource have been made from it.
  private mutating func followMetaschema(of resource: SchemaResource) {
    let uri = URIReference(resource.rules.metaschema)
    guard let known = resources.resource(of: resource.root),
      let place = try? resources.resolve(uri, from: known, at: resource.root)
    else { return }
    reach(place)
  }

  private mutating func isForWantOfMetaschema(_ error: SchemaError) -> Bool {
    guard error.code == .unknownDialect, !error.missing.isEmpty else { return false }
    needsRestart = true
    for uri in error.missing where !missing.contains(uri) { missing.append(uri) }
    return true
  }

  private mutating func reach(_ place: SchemaNode) {
    while isReached.count < resources.sources.count {
      isReached.append(
        Array(repeating: false, count: resources.sources[isReached.count].tape.count))
    }
    guard !isReached[place.source][place.node] else { return }
    isReached[place.source][place.node] = true
    pending.append(place)
  }

  /// What counts besides as soon as a resource is entered: its metaschema, if that is none of the
  /// standard ones, and what dynamic references may find in it.
  private mutating func enter(_ resource: Int) {
    while isEntered.count < resources.resources.count { isEntered.append(false) }
    guard !isEntered[resource] else { return }
    isEntered[resource] = true
    let entered = resources.resources[resource]
    if Dialect(rawValue: entered.rules.metaschema) == nil {
      followMetaschema(of: entered)
    }
    guard resources.usesDynamicReferences else { return }
    for node in entered.dynamicAnchors.values {
      reach(SchemaNode(source: entered.root.source, node: node))
    }
    if entered.hasRecursiveAnchor { reach(entered.root) }
  }
}
