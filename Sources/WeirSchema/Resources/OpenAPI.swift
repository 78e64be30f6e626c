import WeirJSON

/// OpenAPI descriptions: documents that hold schemas and are none.
///
/// The schemas of OpenAPI 3.1 are those of 2020-12 with a vocabulary of annotations (§4.8.24 there).
/// Those of 3.0, and of Swagger 2.0, are taken for draft 4 with `nullable`, without identifiers:
/// an approximation, since keywords of draft 4 that OpenAPI 3.0 leaves out count too.
enum OpenAPI {
  static let dialect31 = "https://spec.openapis.org/oas/3.1/dialect/base"
  static let schema30 = "urn:weir:openapi-3.0:schema"
  static let vocabulary31 = "https://spec.openapis.org/oas/3.1/vocab/base"

  /// The formats of numbers: what a value of the type can hold, ends included. OpenAPI 3.0.3 §4.4.
  struct NumberFormat {
    let minimum: StaticString
    let maximum: StaticString
    var isIntegral = true
  }

  static let numberFormats: [String: NumberFormat] = [
    "int32": NumberFormat(minimum: "-2147483648", maximum: "2147483647"),
    "int64": NumberFormat(minimum: "-9223372036854775808", maximum: "9223372036854775807"),
    "float": NumberFormat(
      minimum: "-3.4028234663852886e38", maximum: "3.4028234663852886e38", isIntegral: false),
    "double": NumberFormat(
      minimum: "-1.7976931348623157e308", maximum: "1.7976931348623157e308", isIntegral: false),
  ]
}

extension ResourceSet {
  /// The rules for the schemas of an OpenAPI description; nil for any other document.
  ///
  /// - Throws: Like `rules(named:)` for a `jsonSchemaDialect`; `unknownDialect` for a version that
  ///   is not known.
  mutating func openAPIRules(of root: SchemaNode) throws(SchemaError) -> SchemaRules? {
    let tape = self.tape(root)
    guard let version = tape.openAPIVersion else { return nil }
    if version.isBefore31 { return openAPI30Rules }
    if let declared = tape.member("jsonSchemaDialect", of: 0), tape.kind(of: declared) == .string {
      return try rules(named: SchemaNode(source: root.source, node: declared))
    }
    if version.isVersion("3.1") {
      return try rules(named: URIReference(OpenAPI.dialect31), at: root)
    }
    guard version.isVersion("3") else {
      throw error(.unknownDialect, "OpenAPI \(version) is not known", at: root)
    }
    var rules = self.rules(of: .draft2020_12)
    rules.vocabularies.insert(.openAPI)
    return rules
  }

  private var openAPI30Rules: SchemaRules {
    var rules = self.rules(of: .draft4)
    rules.vocabularies.insert(.openAPI)
    rules.metaschema = OpenAPI.schema30
    return rules
  }

  /// The rules of a document that does not say its own. Files that the schemas of an OpenAPI 3.0
  /// description are spread over are read like these, unless the user names another dialect.
  func defaultRules(of source: SchemaSource) -> SchemaRules {
    if let dialect = source.defaultDialect { return rules(of: dialect) }
    let isStandard = options.defaultDialect == SchemaOptions().defaultDialect
    let isBefore31 = sources.first?.tape.openAPIVersion?.isBefore31 ?? false
    return isStandard && isBefore31 ? openAPI30Rules : rules(of: options.defaultDialect)
  }
}

extension Tape {
  /// The version that an OpenAPI (or Swagger) description names; nil for any other document.
  var openAPIVersion: String? {
    guard kind(of: 0) == .object,
      let version = member("openapi", of: 0) ?? member("swagger", of: 0),
      // YAML makes a number of `3.1`.
      [.string, .decimal, .integer].contains(kind(of: version)),
      ["info", "paths", "components", "webhooks", "definitions"].contains(where: { name in
        member(name, of: 0).map { kind(of: $0) == .object } ?? false
      })
    else { return nil }
    return string(at: version)
  }

  /// The name of a schema in the description, for an example.
  var firstOpenAPISchema: String {
    guard let components = member("components", of: 0), kind(of: components) == .object,
      let schemas = member("schemas", of: components), kind(of: schemas) == .object,
      let first = members(of: schemas).first(where: { _ in true })
    else { return "Order" }
    return string(at: first)
  }
}

extension String {
  fileprivate var isBefore31: Bool { isVersion("3.0") || isVersion("2.0") }

  /// Whether a version is this one or one of its parts: `3.1.0` is a `3.1`.
  fileprivate func isVersion(_ version: String) -> Bool {
    self == version || hasPrefix(version + ".")
  }
}
