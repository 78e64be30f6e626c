import WeirJSON
public import WeirSchema

/// Which schema a record is judged by, as a file says: the value of a discriminator, and where need
/// be a version, lead to a schema. The file's form is `schemas/schema-map.schema.json`.
public struct SchemaMap: Sendable {
  /// A schema of the map, compiled once however many routes lead to it.
  public struct Member: Sendable {
    /// As the map names it.
    public let reference: String
    public let loaded: LoadedSchema
  }

  /// One way to a schema.
  public struct Route: Hashable, Sendable {
    /// The discriminator's value.
    public let value: String

    /// nil for a record whose version has no route of its own, or that has none.
    public let version: String?

    /// Which of `members`.
    public let member: Int
  }

  /// The map's text.
  public let source: SchemaSource

  /// In the order in which the map names them.
  public private(set) var members: [Member] = []
  public private(set) var routes: [Route] = []

  /// For records that no route is for; nil where those are an error.
  public private(set) var defaultMember: Int?

  /// What is noteworthy in the texts of the map and of its schemas.
  public private(set) var warnings: [LoadWarning] = []
}

extension SchemaLoader {
  /// Loads a schema map and all its schemas.
  ///
  /// - Parameters:
  ///   - path: JSON or YAML by its extension; `-` is standard input.
  ///   - hasVersions: Whether somebody says where a record has its version, which `versions` needs.
  /// - Throws: `LoadError.schema`, with a code of its own for what is wrong with the map itself, and
  ///   always with the place.
  public func loadMap(_ path: String, hasVersions: Bool) throws(LoadError) -> SchemaMap {
    let file = try ConfigurationFile(path, schema: SchemaMap.schemaText, code: .schemaMap)
    var builder = SchemaMap.Builder(
      map: SchemaMap(source: file.source, warnings: file.warnings), loader: self, file: file,
      hasVersions: hasVersions)
    try builder.build()
    return builder.map
  }
}

extension SchemaMap {
  fileprivate init(source: SchemaSource, warnings: [LoadWarning]) {
    self.source = source
    self.warnings = warnings
  }

  /// Turns the text of a map, which is known to be valid, into routes; loads their schemas.
  fileprivate struct Builder {
    var map: SchemaMap
    let loader: SchemaLoader
    let file: ConfigurationFile
    let hasVersions: Bool
    private var memberByReference: [String: Int] = [:]

    init(map: SchemaMap, loader: SchemaLoader, file: ConfigurationFile, hasVersions: Bool) {
      self.map = map
      self.loader = loader
      self.file = file
      self.hasVersions = hasVersions
    }

    private var tape: Tape { file.tape }

    mutating func build() throws(LoadError) {
      if let value = tape.member("default", of: 0) { map.defaultMember = try member(at: value) }
      guard let routes = tape.member("routes", of: 0) else { return }
      for key in tape.members(of: routes) { try addRoute(tape.string(at: key), at: key + 1) }
    }

    private mutating func addRoute(_ value: String, at node: Int) throws(LoadError) {
      guard tape.kind(of: node) == .object else {
        map.routes.append(Route(value: value, version: nil, member: try member(at: node)))
        return
      }
      if let schema = tape.member("schema", of: node) {
        map.routes.append(Route(value: value, version: nil, member: try member(at: schema)))
      }
      guard let versions = tape.member("versions", of: node) else { return }
      guard hasVersions else {
        throw file.fault(
          "`versions` needs --route-version, which says where a record has its", at: versions)
      }
      for key in tape.members(of: versions) {
        map.routes.append(
          Route(value: value, version: tape.string(at: key), member: try member(at: key + 1)))
      }
    }

    /// The schema that the string at `node` names.
    private mutating func member(at node: Int) throws(LoadError) -> Int {
      let reference = tape.string(at: node)
      if let known = memberByReference[reference] { return known }
      let loaded = try file.loadSchema(namedAt: node, by: loader)
      memberByReference[reference] = map.members.count
      map.members.append(Member(reference: reference, loaded: loaded))
      map.warnings += loaded.warnings
      return map.members.count - 1
    }
  }
}
