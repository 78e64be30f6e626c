public import WeirSchema

/// Loads schemas from files, together with all that they refer to.
///
/// The base of references is the schema's `file:` URI, so that `$ref: "common.json"` is the file
/// beside it. Other URIs are looked up: first among the resolutions, then in the directories, by
/// the path that they add to the schema's own base and by the identifiers that files carry; last, if
/// that is allowed, over HTTP. Immutable, apart from remembering what directories and servers hold.
public struct SchemaLoader: Sendable {
  let pathByURI: [String: String]
  /// Of URIs that end in a slash: folders that stand for all URIs below them.
  let folders: [(uri: String, directory: SchemaDirectory)]
  let directories: [SchemaDirectory]
  let remote: RemoteDocuments?
  let baseURI: String?
  let registry: Registry
  let options: SchemaOptions

  /// How messages call the settings that help.
  package var advice = Advice()

  /// The names of settings, where whoever loads is told by a file and not by options.
  package struct Advice: Sendable {
    package var local = "--resolve, --resolve-dir"

    /// nil where there is no such setting.
    package var fetching: String? = "--allow-http"

    package init() {}
  }

  /// - Parameters:
  ///   - resolutions: Files that stand for URIs; for one that ends in a slash, a folder.
  ///   - directories: Paths of directories whose schemas answer references.
  ///   - remote: How documents are fetched; nil for not at all.
  ///   - baseURI: What to take as the retrieval URI of the schema itself, instead of its file's.
  ///   - registry: Documents at hand already.
  ///   - options: How schemas are compiled.
  public init(
    resolutions: [(uri: String, path: String)] = [], directories: [String] = [],
    remote: RemoteAccess? = nil, baseURI: String? = nil, registry: Registry = Registry(),
    options: SchemaOptions = SchemaOptions()
  ) {
    pathByURI = Dictionary(
      resolutions.map { ($0.uri.withoutFragment, $0.path) }, uniquingKeysWith: { first, _ in first }
    )
    folders = resolutions.filter { $0.uri.hasSuffix("/") }
      .map { ($0.uri, SchemaDirectory(path: $0.path)) }
    self.directories = directories.map(SchemaDirectory.init)
    self.remote = remote.map { RemoteDocuments($0) }
    self.baseURI = baseURI
    self.registry = registry
    self.options = options
  }
}

/// A schema that is ready for use, and what it was made from.
public struct LoadedSchema: Sendable {
  /// Compiled.
  public let schema: Schema

  /// The schema's own document first, then those that were found for its references.
  public let sources: [SchemaSource]

  /// What is noteworthy in the texts of `sources`, whatever they say as schemas.
  package let textWarnings: [LoadWarning]

  /// What is noteworthy in the texts of `sources`, and what checks nothing in the schemas there. Made
  /// when asked; linear in the texts.
  public var warnings: [LoadWarning] { textWarnings + schema.warnings.map { LoadWarning($0) } }

  /// Where in its document the schema stands: a JSON Pointer or an anchor; empty for the whole.
  package let fragment: String

  /// All documents that were at hand.
  package let registry: Registry

  /// Whether it judges schemas: the whole of a metaschema that is built in.
  package var isMetaschema: Bool {
    fragment.isEmpty && sources.first.flatMap { builtInMetaschema($0.uri) } != nil
  }
}

extension SchemaLoader {
  /// Loads the schema that a user names.
  ///
  /// - Parameter reference: A path, `-` for standard input, or a URI; with or without `#` and a JSON
  ///   Pointer to a schema inside, or the name of an anchor there. Files are JSON or YAML by their
  ///   extension.
  public func load(_ reference: String) throws(LoadError) -> LoadedSchema {
    let (document, fragment) = split(reference)
    if let scheme = FileURI.scheme(of: document) {
      if scheme == "file", let path = FileURI.path(of: document), pathByURI[document] == nil {
        return try load(path: path, fragment: fragment)
      }
      return try load(uri: document, fragment: fragment)
    }
    return try load(path: document, fragment: fragment)
  }

  /// Loads the schema that an instance names by its own `$schema`.
  ///
  /// - Parameters:
  ///   - declared: The value of `$schema`: a URI, or a path as seen from the instance.
  ///   - path: The instance's path; `-` is in the current directory.
  public func load(declared: String, byInstance path: String) throws(LoadError) -> LoadedSchema {
    try load(SchemaLoader.reference(declared: declared, by: path))
  }

  /// The reference that `declared` is in a file at `path`: a URI, or a path as the user would give it.
  static func reference(declared: String, by path: String) -> String {
    if FileURI.scheme(of: declared) != nil || declared.hasPrefix("/") { return declared }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let mark = declared.firstIndex(of: "#") ?? declared.endIndex
    return shortened(folder + FileURI.percentDecoded(declared[..<mark])) + declared[mark...]
  }

  private func load(path: String, fragment: String) throws(LoadError) -> LoadedSchema {
    let name = path == "-" ? "<stdin>" : path
    // Standard input has no name; references in it are meant from where the user stands.
    let uri = baseURI?.withoutFragment ?? retrievalURI(ofFile: path)
    var search = ReferenceSearch(self, isAbsolute: path.hasPrefix("/"))
    let source = try search.read(path, uri: uri, name: name)
    return try compile(source, fragment: fragment, &search)
  }

  private func load(uri: String, fragment: String) throws(LoadError) -> LoadedSchema {
    var search = ReferenceSearch(self, isAbsolute: true)
    if let source = registry.source(for: uri) ?? metaschema(uri) {
      return try compile(source, fragment: fragment, &search)
    }
    switch try search.find(uri) {
    case .found(let source): return try compile(source, fragment: fragment, &search)
    case .absent(let reason):
      let error = SchemaError(
        .unresolvedReference, "\(uri) cannot be loaded: \(reason)", missing: [uri])
      throw .schema(error, sources: [])
    }
  }

  /// The same for a file whose text is to become this one.
  package func load(_ reference: String, text: [UInt8]) throws(LoadError) -> LoadedSchema {
    let (path, fragment) = split(reference)
    let uri = baseURI?.withoutFragment ?? retrievalURI(ofFile: path)
    var search = ReferenceSearch(self, isAbsolute: path.hasPrefix("/"))
    let source: SchemaSource
    do {
      source = try SchemaText(
        text, uri: uri, name: path, format: DocumentFormat(fileName: path)
      ).source
    } catch {
      throw .schema(error, sources: [])
    }
    return try compile(source, fragment: fragment, &search)
  }

  /// Loads a schema whose text is at hand: its retrieval URI is what references are relative to.
  package func load(_ source: SchemaSource) throws(LoadError) -> LoadedSchema {
    var search = ReferenceSearch(self, isAbsolute: source.name.hasPrefix("/"))
    return try compile(source, fragment: "", &search)
  }

  /// Compiles, and as long as that lacks documents that can be found, adds them and tries again.
  private func compile(
    _ source: SchemaSource, fragment: String, _ search: inout ReferenceSearch
  ) throws(LoadError) -> LoadedSchema {
    search.begin(with: source)
    while true {
      let schema: Schema
      do {
        schema = try Schema(
          source: source, pointer: fragment, registry: search.registry, options: options)
      } catch {
        guard try search.supply(error, for: source, pointer: fragment) else {
          let told = search.explained(error).tellingReferences(
            in: source, fragment, registry: search.registry, options)
          throw .schema(told, sources: search.sources)
        }
        continue
      }
      try remote?.saveLockfile()
      return LoadedSchema(
        schema: schema, sources: search.sources, textWarnings: search.warnings, fragment: fragment,
        registry: search.registry)
    }
  }

  /// The dialects' metaschemas are built in.
  private func metaschema(_ uri: String) -> SchemaSource? {
    builtInMetaschema(uri).flatMap { try? SchemaSource(uri: uri, json: Array($0.utf8)) }
  }

  /// Parts a reference at the `#` before a JSON Pointer or an anchor. In a path that names a file as
  /// it stands, what only might be an anchor belongs to the name.
  private func split(_ reference: String) -> (document: String, fragment: String) {
    guard let hash = reference.lastIndex(of: "#") else { return (reference, "") }
    let fragment = reference[reference.index(after: hash)...]
    let mayBeName = !fragment.isEmpty && !fragment.hasPrefix("/")
    if mayBeName, FileURI.scheme(of: reference) == nil, fileExists(reference) {
      return (reference, "")
    }
    return (String(reference[..<hash]), FileURI.percentDecoded(fragment))
  }
}
