/// Schema documents at hand when a schema is compiled, by URI. Pure: it fetches nothing. What a
/// schema needs and a registry lacks, `missing(for:pointer:options:)` tells; the caller may supply
/// it.
///
/// ```swift
/// var registry = Registry()
/// for uri in try registry.missing(for: source) { registry.add(try load(uri)) }
/// ```
///
/// URIs are compared in their normal form (RFC 3986 §6.2.2 and §6.2.3).
public struct Registry: Sendable {
  package private(set) var sources: [SchemaSource] = []
  /// By normalised URI.
  private var byURI: [URIReference: Int] = [:]
  /// URIs that other URIs stand for, both normalised.
  private var aliases: [URIReference: URIReference] = [:]

  public init() {}

  /// Adds a document under its retrieval URI. Its `$id`s are found as well. The first of two with
  /// the same URI counts.
  public mutating func add(_ source: SchemaSource) {
    let key = Self.key(source.uri)
    if byURI[key] == nil { byURI[key] = sources.count }
    sources.append(source)
  }

  /// Lets the document at `uri` be found under `alias` too, its base unchanged: where a redirect
  /// led from one to the other.
  package mutating func addAlias(_ alias: String, of uri: String) {
    aliases[Self.key(alias)] = Self.key(uri)
  }

  /// The document that was added under `uri`, its fragment left out.
  package func source(for uri: String) -> SchemaSource? {
    let key = Self.key(uri)
    return (byURI[key] ?? aliases[key].flatMap { byURI[$0] }).map { sources[$0] }
  }

  func isAlias(_ uri: String) -> Bool { aliases[Self.key(uri)] != nil }

  private static func key(_ uri: String) -> URIReference {
    URIReference(uri).withoutFragment.normalized
  }

  /// The URIs, without fragment, of the documents that a schema needs and that are neither here nor
  /// built in; those that only such documents refer to are not known yet. In the order in which the
  /// references to them were met.
  ///
  /// To complete a registry, supply what is missing and ask again, or follow a `ReferenceWalk`,
  /// which goes on where it stopped.
  ///
  /// - Throws: `SchemaError` if the schema cannot be read at all.
  public func missing(
    for source: SchemaSource, pointer: String = "", options: SchemaOptions = SchemaOptions()
  ) throws(SchemaError) -> [String] {
    try ReferenceWalk(source, pointer: pointer, registry: self, options: options).missing
  }
}
