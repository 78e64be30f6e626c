/// A version of JSON Schema. The raw value is its metaschema's URI, without an empty fragment.
public enum Dialect: String, Hashable, Sendable, CaseIterable {
  case draft3 = "http://json-schema.org/draft-03/schema"
  case draft4 = "http://json-schema.org/draft-04/schema"
  case draft6 = "http://json-schema.org/draft-06/schema"
  case draft7 = "http://json-schema.org/draft-07/schema"
  // swift-format-ignore: AlwaysUseLowerCamelCase
  case draft2019_09 = "https://json-schema.org/draft/2019-09/schema"
  // swift-format-ignore: AlwaysUseLowerCamelCase
  case draft2020_12 = "https://json-schema.org/draft/2020-12/schema"
  case v1 = "https://json-schema.org/v1"
}

extension Dialect: Comparable {
  public static func < (a: Dialect, b: Dialect) -> Bool { a.order < b.order }

  private var order: Int {
    switch self {
    case .draft3: 3
    case .draft4: 4
    case .draft6: 6
    case .draft7: 7
    case .draft2019_09: 2019
    case .draft2020_12: 2020
    case .v1: 2026
    }
  }
}

/// Groups of keywords that a metaschema switches on by `$vocabulary`. Core Specification §8.1.2.
struct Vocabularies: OptionSet, Hashable, Sendable {
  let rawValue: UInt16

  static let core = Vocabularies(rawValue: 1)
  static let applicator = Vocabularies(rawValue: 2)
  static let unevaluated = Vocabularies(rawValue: 4)
  static let validation = Vocabularies(rawValue: 8)
  static let metaData = Vocabularies(rawValue: 16)
  static let formatAnnotation = Vocabularies(rawValue: 32)
  static let formatAssertion = Vocabularies(rawValue: 64)
  static let content = Vocabularies(rawValue: 128)
  /// Of no metaschema: `dependencies` where the dialect has it no more.
  static let legacyDependencies = Vocabularies(rawValue: 256)
  /// The formats of OpenAPI; `nullable` in 3.0. Its other keywords annotate.
  static let openAPI = Vocabularies(rawValue: 512)

  /// What a dialect's own metaschema switches on.
  static let standard: Vocabularies = [
    .core, .applicator, .unevaluated, .validation, .metaData, .formatAnnotation, .content,
  ]

  /// The vocabulary that `uri` names in `dialect`; nil if it is none we know.
  static func named(_ uri: String, in dialect: Dialect) -> Vocabularies? {
    if uri == OpenAPI.vocabulary31 { return .openAPI }
    let base =
      dialect == .draft2019_09
      ? "https://json-schema.org/draft/2019-09/vocab/"
      : "https://json-schema.org/draft/2020-12/vocab/"
    guard uri.utf8.starts(with: base.utf8) else { return nil }
    switch String(decoding: uri.utf8.dropFirst(base.utf8.count), as: UTF8.self) {
    case "core": return .core
    case "applicator" where dialect == .draft2019_09: return [.applicator, .unevaluated]
    case "applicator": return .applicator
    case "unevaluated": return .unevaluated
    case "validation": return .validation
    case "meta-data": return .metaData
    case "format" where dialect == .draft2019_09: return .formatAnnotation
    case "format-annotation": return .formatAnnotation
    case "format-assertion": return .formatAssertion
    case "content": return .content
    default: return nil
    }
  }
}

/// The rules a schema resource is read by: a dialect, and the vocabularies its metaschema asks for.
struct SchemaRules: Hashable, Sendable {
  var dialect: Dialect
  var vocabularies: Vocabularies

  /// URI of the metaschema that the resource must satisfy.
  var metaschema: String

  init(_ dialect: Dialect) {
    self.dialect = dialect
    // From v1 on `format` asserts unless somebody says no.
    vocabularies = dialect < .v1 ? .standard : .standard.union(.formatAssertion)
    metaschema = dialect.rawValue
  }

  /// Up to draft 7 a `$ref` makes everything beside it void, `$id` included.
  var referenceHidesSiblings: Bool { dialect <= .draft7 }

  /// The schemas of OpenAPI 3.0 identify nothing: `id` is no keyword there.
  var hasIdentifiers: Bool { dialect != .draft4 || !vocabularies.contains(.openAPI) }

  var identifierKeyword: Keyword { dialect <= .draft4 ? .id : .dollarId }
}
