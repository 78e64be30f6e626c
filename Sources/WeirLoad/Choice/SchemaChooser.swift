import Synchronization
package import WeirJSON
package import WeirSchema

/// Which schema a document is checked by: the one given for all; else the one that a `weir.yaml` has
/// for its file; else the one it names itself by `$schema`; else the one that a comment of a YAML file
/// names; else the one that a catalog has for the file's name.
///
/// Shared by all threads. Each schema is compiled once, each `weir.yaml` read once.
package final class SchemaChooser: Sendable {
  private let loader: SchemaLoader
  private let general: ChosenSchema?
  private let catalog: SchemaCatalog?
  private let configurations = ConfigurationFinder()
  private let known = Mutex(Known())

  private struct Known {
    var byReference: [String: Result<ChosenSchema, UnusableSchema>] = [:]
    var count = 1
  }

  /// - Parameters:
  ///   - general: The schema for all documents.
  ///   - catalog: Path of a catalog in SchemaStore's form.
  package init(
    loader: SchemaLoader, general: LoadedSchema? = nil, catalog: String? = nil
  ) throws(LoadError) {
    self.loader = loader
    self.general = general.map { ChosenSchema(number: 0, loaded: $0) }
    self.catalog = try catalog.map { path throws(LoadError) in try SchemaCatalog(path) }
  }

  /// What is known of a file before its documents are.
  ///
  /// - Parameter path: What the file is called; `-` is in the current directory.
  package func file(at path: String) -> FileSchemas {
    if let general { return FileSchemas(self, path, byPath: .success(general)) }
    do throws(UnusableSchema) {
      let schema = try configuredSchema(for: path)
      return FileSchemas(self, path, byPath: .success(schema))
    } catch {
      return FileSchemas(self, path, byPath: .failure(error))
    }
  }

  private func configuredSchema(for path: String) throws(UnusableSchema) -> ChosenSchema? {
    guard let configuration = try configurations.configuration(for: path) else { return nil }
    let names = absoluteNames(of: path).dropFirst(configuration.depth).map(PathName.init)
    guard let node = configuration.content.schemaNode(for: names[...]) else { return nil }
    return try schema(namedAt: node, in: configuration.content.file)
  }

  /// The schema that a catalog has for a file.
  fileprivate func cataloguedSchema(for path: String) throws(UnusableSchema) -> ChosenSchema? {
    guard let catalog else { return nil }
    let names = absoluteNames(of: path).map(PathName.init)
    return try catalog.reference(for: names).map { reference throws(UnusableSchema) in
      try schema(reference)
    }
  }

  /// The schema that a configuration names.
  private func schema(
    namedAt node: Int, in file: ConfigurationFile
  ) throws(UnusableSchema) -> ChosenSchema {
    let reference = SchemaLoader.reference(declared: file.tape.string(at: node), by: file.path)
    do throws(UnusableSchema) {
      return try schema(reference)
    } catch {
      guard case .file(let fault) = error.error else {
        throw error.named(by: .file(file.place(of: node)))
      }
      throw UnusableSchema(
        number: error.number, error: file.fault("cannot read \(fault.path): \(fault)", at: node))
    }
  }

  fileprivate func schema(_ reference: String) throws(UnusableSchema) -> ChosenSchema {
    // Under the lock, so that nobody compiles what another is at.
    let result = known.withLock { known in
      if let result = known.byReference[reference] { return result }
      known.count += 1
      let result: Result<ChosenSchema, UnusableSchema>
      do throws(LoadError) {
        result = .success(ChosenSchema(number: known.count, loaded: try load(reference)))
      } catch {
        result = .failure(UnusableSchema(number: known.count, error: error))
      }
      known.byReference[reference] = result
      return result
    }
    return try result.get()
  }

  /// What nothing else answers for, a file beside the catalog may.
  private func load(_ reference: String) throws(LoadError) -> LoadedSchema {
    do {
      return try loader.load(reference)
    } catch {
      guard case .schema(let fault, _) = error, fault.code == .unresolvedReference,
        fault.missing == [reference.withoutFragment],
        let path = catalog?.localFile(for: reference)
      else { throw error }
      return try loader.load(path + reference.drop { $0 != "#" })
    }
  }
}

/// Which schemas the documents of one file are checked by.
package struct FileSchemas: Sendable {
  private let chooser: SchemaChooser
  private let path: String

  /// What the file's path decides; nil where the documents do.
  private let byPath: Result<ChosenSchema?, UnusableSchema>

  fileprivate init(
    _ chooser: SchemaChooser, _ path: String, byPath: Result<ChosenSchema?, UnusableSchema>
  ) {
    self.chooser = chooser
    self.path = path
    self.byPath = byPath
  }

  /// The schema for one document; nil where nothing names one.
  ///
  /// - Parameter modeline: The comment in front of the document.
  package func schema(
    for document: borrowing Document, modeline: Modelines.Modeline? = nil
  ) throws(UnusableSchema) -> ChosenSchema? {
    if let schema = try byPath.get() { return schema }
    guard let declared = document.declaredSchema ?? modeline else {
      return try chooser.cataloguedSchema(for: path)
    }
    do throws(UnusableSchema) {
      return try chooser.schema(SchemaLoader.reference(declared: declared.reference, by: path))
    } catch {
      throw error.named(by: .document(byteOffset: declared.byteOffset))
    }
  }
}

/// A schema that documents are checked by. Its number tells it from others of the same run.
package struct ChosenSchema: Sendable {
  package let number: Int
  package let loaded: LoadedSchema
}

/// Why the schema that is meant cannot be used. The number tells the fault from others of the run.
package struct UnusableSchema: Error, Sendable {
  package let number: Int
  package let error: LoadError

  /// Where the schema is named; nil where the error says it, and for a catalog.
  package private(set) var naming: Naming?

  package enum Naming: Sendable {
    /// In the text of the document that is to be checked.
    case document(byteOffset: Int)
    case file(SchemaPlace)
  }

  init(number: Int, error: LoadError) {
    self.number = number
    self.error = error
  }

  /// Who names it is told anew by each who does: the error is the same for all.
  fileprivate func named(by naming: Naming) -> UnusableSchema {
    var named = self
    named.naming = naming
    return named
  }
}

/// Finds the nearest `weir.yaml` above files, and reads each once. Shared by all threads.
private final class ConfigurationFinder: Sendable {
  struct Found: Sendable {
    let content: ProjectConfiguration
    /// How many names lead to its folder.
    let depth: Int
  }

  /// What counts in a folder, by its path.
  private let byFolder = Mutex<[String: Result<Found?, UnusableSchema>]>([:])

  func configuration(for path: String) throws(UnusableSchema) -> Found? {
    let result = byFolder.withLock { known in
      find(in: folder(of: path == "-" ? "stdin" : shortened(path)), &known)
    }
    return try result.get()
  }

  private func find(
    in folder: String, _ known: inout [String: Result<Found?, UnusableSchema>]
  ) -> Result<Found?, UnusableSchema> {
    if let result = known[folder] { return result }
    let result: Result<Found?, UnusableSchema>
    let path = pathOf(ProjectConfiguration.fileName, in: folder)
    let depth = absoluteNames(of: folder).count
    if fileExists(path) {
      do throws(LoadError) {
        result = .success(Found(content: try ProjectConfiguration(path), depth: depth))
      } catch {
        // Schemas have positive numbers.
        result = .failure(UnusableSchema(number: -1 - known.count, error: error))
      }
    } else {
      result = depth == 0 ? .success(nil) : find(in: parent(of: folder), &known)
    }
    known[folder] = result
    return result
  }

  /// The folder that holds a file.
  private func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The folder that holds a folder.
  private func parent(of path: String) -> String {
    if path == "." { return ".." }
    return path == ".." || path.hasSuffix("/..") ? path + "/.." : folder(of: path)
  }
}

extension Document {
  /// The value of `$schema`, if it is a string.
  fileprivate var declaredSchema: Modelines.Modeline? {
    guard let value = tape.member("$schema", of: 0), tape.kind(of: value) == .string else {
      return nil
    }
    let start = sourceMap.map { Int($0.ranges[value].lowerBound) }
    return Modelines.Modeline(
      reference: tape.string(at: value),
      byteOffset: start ?? tape.byteRange(of: value).lowerBound)
  }
}

extension PathName {
  fileprivate init(_ name: Substring) { self = Array(name.unicodeScalars) }
}
