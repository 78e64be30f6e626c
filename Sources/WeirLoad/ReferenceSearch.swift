import WeirJSON
import WeirSchema

/// The search for the documents that one schema refers to, and what it has found so far.
struct ReferenceSearch {
  private let loader: SchemaLoader
  private(set) var registry: Registry
  private(set) var sources: [SchemaSource] = []
  private(set) var warnings: [LoadWarning] = []

  /// URIs that were looked for; the reason why for those that were not found.
  private var reasonByURI: [String: String?] = [:]
  /// What relative references of the schema are relative to: its folder's URI, and its `$id`'s.
  private var bases: [String] = []
  /// Where the user stands, to be left out of names; empty where the user thinks in absolute paths.
  private let shownFrom: String

  init(_ loader: SchemaLoader, isAbsolute: Bool) {
    self.loader = loader
    registry = loader.registry
    let current = currentDirectory()
    shownFrom = isAbsolute ? "" : current.hasSuffix("/") ? current : current + "/"
  }

  enum Finding {
    case found(SchemaSource)
    case absent(reason: String)
  }

  /// Takes the schema itself, whose bases then count.
  mutating func begin(with source: SchemaSource) {
    if !sources.contains(where: { $0 === source }) { sources.insert(source, at: 0) }
    bases = [source.uri, source.rootIdentifier].compactMap(\.self).filter { !$0.isEmpty }.map {
      uri in
      uri.lastIndex(of: "/").map { String(uri[...$0]) } ?? uri
    }
  }

  /// Looks for all documents that an error says are missing, for those that they refer to, and so
  /// on, each once.
  ///
  /// - Returns: Whether one was found, so that compiling again makes sense.
  mutating func supply(
    _ error: SchemaError, for source: SchemaSource, pointer: String
  ) throws(LoadError) -> Bool {
    let faults = [error] + error.others
    let isNew = try find(all: faults.flatMap(\.missing)) { uri in
      faults.first { $0.ownMissing.contains(uri) }?.place
    }
    guard isNew else { return false }
    // What these need in turn, the walk finds without compiling what leads there.
    guard
      var walk = try? ReferenceWalk(
        source, pointer: pointer, registry: registry, options: loader.options)
    else { return true }
    // The documents are the walk's meanwhile: with a copy here, each one found would copy all others.
    registry = Registry()
    while try findMissing(of: &walk) { walk.goOn() }
    registry = walk.registry
    return true
  }

  private mutating func findMissing(of walk: inout ReferenceWalk) throws(LoadError) -> Bool {
    swap(&registry, &walk.registry)
    defer { swap(&registry, &walk.registry) }
    let missing = walk.missing
    return try find(all: missing) { [walk] uri in walk.placeOfReference(to: uri) }
  }

  /// Looks for those documents that were not looked for before.
  ///
  /// - Parameter place: Of a reference to a document.
  /// - Returns: Whether one was found.
  private mutating func find(
    all wanted: [String], referredToAt place: (String) -> SchemaPlace?
  ) throws(LoadError) -> Bool {
    var hasNew = false
    for uri in wanted where reasonByURI[uri] == nil {
      switch try find(uri, referredToAt: place) {
      case .found(let source):
        registry.add(source)
        reasonByURI[uri] = .some(nil)
        hasNew = true
      case .absent(let reason): reasonByURI[uri] = reason
      }
    }
    return hasNew
  }

  private mutating func find(
    _ uri: String, referredToAt place: (String) -> SchemaPlace?
  ) throws(LoadError) -> Finding {
    do throws(LoadError) {
      return try find(uri)
    } catch {
      guard case .schema(let fault, let sources) = error, let place = place(uri) else {
        throw error
      }
      throw .schema(fault.referred(from: place), sources: sources)
    }
  }

  /// The error with the reasons why its missing documents were not found.
  func explained(_ error: SchemaError) -> SchemaError {
    // One that was meant to name a dialect is looked for nowhere.
    let isMisspelt = error.code == .unknownDialect && error.help != nil
    let reasons = (isMisspelt ? [] : error.ownMissing).compactMap { uri in
      (reasonByURI[uri] ?? nil).map { "\(uri) cannot be resolved: \($0)" }
    }
    return SchemaError(
      error.code, reasons.isEmpty ? error.message : reasons.joined(separator: "; "),
      place: error.place, pointer: error.pointer, missing: error.missing,
      ownMissing: error.ownMissing, help: error.help,
      others: error.others.map(explained))
  }
}

extension ReferenceSearch {
  /// Reads a schema file; a file that the user names must be readable.
  mutating func read(_ path: String, uri: String, name: String) throws(LoadError) -> SchemaSource {
    let bytes = try readSchemaFile(path)
    do {
      let text = try SchemaText(
        bytes, uri: uri, name: name, format: DocumentFormat(fileName: path))
      sources.append(text.source)
      warnings += text.warnings
      return text.source
    } catch {
      throw .schema(error, sources: sources)
    }
  }

  /// Looks for the document that is to be had under `uri`, which is absolute and has no fragment.
  mutating func find(_ uri: String) throws(LoadError) -> Finding {
    if let path = loader.pathByURI[uri] { return .found(try read(path, uri: uri, name: path)) }
    var reason = reasonWithoutFile(uri)
    if let path = FileURI.path(of: uri) {
      switch try readIfPresent(path, uri: uri, name: shown(path)) {
      case .found(let source): return .found(source)
      case .absent(let fileReason): reason = fileReason
      }
    }
    for folder in loader.folders where uri.hasPrefix(folder.uri) {
      let relative = FileURI.percentDecoded(uri.dropFirst(folder.uri.count))
      guard let path = folder.directory.file(at: relative) else { continue }
      switch try readIfPresent(path, uri: uri, name: path) {
      case .found(let source): return .found(source)
      case .absent(let fileReason): reason = fileReason
      }
    }
    for directory in loader.directories {
      for base in bases where uri.hasPrefix(base) {
        let relative = FileURI.percentDecoded(uri.dropFirst(base.count))
        guard let path = directory.file(at: relative) else { continue }
        if case .found(let source) = try readIfPresent(path, uri: uri, name: path) {
          return .found(source)
        }
      }
      if let path = try file(identifiedBy: uri, in: directory) {
        // The identifier may be that of a part; then the rest must not answer to it.
        return .found(try read(path, uri: FileURI.uri(ofPath: path), name: path))
      }
      if let remark = directory.remark() { reason += " (\(remark))" }
    }
    if let remote = loader.remote, isHTTP(uri) { return try fetch(uri, from: remote) }
    return .absent(reason: reason)
  }

  private mutating func fetch(
    _ uri: String, from remote: RemoteDocuments
  ) throws(LoadError) -> Finding {
    let document: RemoteDocument
    switch try remote.document(at: uri) {
    case .success(let found): document = found
    case .failure(let fault): return .absent(reason: fault.description)
    }
    do {
      let text = try SchemaText(
        document.bytes, uri: document.finalURI, name: uri, format: document.format)
      if document.finalURI != uri { registry.addAlias(uri, of: document.finalURI) }
      sources.append(text.source)
      warnings += text.warnings
      if let remark = document.remark {
        let place = SchemaPlace(0..<0, in: document.bytes, of: uri)
        warnings.append(LoadWarning(code: "http.stale", message: remark, place: place))
      }
      return .found(text.source)
    } catch {
      throw .schema(error, sources: sources)
    }
  }

  /// Reads a file that may be missing or unreadable without that being the user's mistake.
  private mutating func readIfPresent(
    _ path: String, uri: String, name: String
  ) throws(LoadError) -> Finding {
    do {
      return .found(try read(path, uri: uri, name: name))
    } catch {
      guard case .file(let error) = error else { throw error }
      return .absent(reason: "\(name): \(error)")
    }
  }

  private func file(
    identifiedBy uri: String, in directory: SchemaDirectory
  ) throws(LoadError) -> String? {
    do {
      return try directory.file(identifiedBy: uri)
    } catch {
      throw .file(error)
    }
  }

  private func reasonWithoutFile(_ uri: String) -> String {
    switch FileURI.scheme(of: uri) {
    case "http", "https":
      "nothing is fetched over the network; name a local copy (\(loader.advice.local))"
        + (loader.advice.fetching.map { " or allow fetching (\($0))" } ?? "")
    case nil:
      "it is relative, and the schema has no base (--base-uri)"
    default:
      "no document is known under it; name a local copy (\(loader.advice.local))"
    }
  }

  private func isHTTP(_ uri: String) -> Bool {
    FileURI.scheme(of: uri).map { $0 == "http" || $0 == "https" } ?? false
  }

  private func shown(_ path: String) -> String {
    path.hasPrefix(shownFrom) ? String(path.dropFirst(shownFrom.count)) : path
  }
}

extension SchemaError {
  /// The same fault of a document, with the reference that made it worth reading.
  fileprivate func referred(from origin: SchemaPlace) -> SchemaError {
    let position = origin.position
    return SchemaError(
      code,
      message + " (referred to at \(origin.sourceName):\(position.line):\(position.column))",
      place: place, pointer: pointer, missing: missing, ownMissing: ownMissing, help: help,
      others: others)
  }

  /// The same, where a fault is in another document than the schema's own, with a reference that leads
  /// there: nobody else names that document. Of several faults of a document the first has it.
  func tellingReferences(
    in schema: SchemaSource, _ pointer: String, registry: Registry, _ options: SchemaOptions
  ) -> SchemaError {
    let isElsewhere = { (fault: SchemaError) in
      fault.code != .unresolvedReference && (fault.place?.sourceName ?? schema.name) != schema.name
    }
    guard ([self] + others).contains(where: isElsewhere),
      let walk = try? ReferenceWalk(
        schema, pointer: pointer, registry: registry, options: options)
    else { return self }
    let documents = walk.documents
    var told: Set<String> = []
    let tell = { (fault: SchemaError) -> SchemaError in
      guard isElsewhere(fault), let name = fault.place?.sourceName, told.insert(name).inserted,
        let origin = documents.placeOfReference(to: name)
      else { return fault }
      return fault.referred(from: origin)
    }
    let first = tell(self)
    return SchemaError(
      first.code, first.message, place: first.place, pointer: first.pointer,
      missing: first.missing, ownMissing: first.ownMissing, help: first.help,
      others: others.map(tell))
  }
}

extension [LinkedDocument] {
  /// Where a document is first referred to from another one.
  fileprivate func placeOfReference(to name: String) -> SchemaPlace? {
    for document in self where document.source.name != name {
      guard let reference = document.references.first(where: { $0.targetSource.name == name })
      else { continue }
      return document.source.place(of: reference.node)
    }
    return nil
  }
}
