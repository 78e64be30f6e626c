import WeirJSON

/// Every keyword that identifies, applies, asserts or annotates something in some dialect.
///
/// Cases are named as in the specifications, with `dollar` for `$`.
enum Keyword: UInt8, CaseIterable {
  case id, dollarId, dollarSchema, dollarAnchor, dollarDynamicAnchor, dollarRecursiveAnchor
  case dollarRef, dollarDynamicRef, dollarRecursiveRef, dollarDefs, definitions, dollarVocabulary
  case type, nullable, `enum`, const
  case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
  case minLength, maxLength, pattern, format
  case items, additionalItems, prefixItems, contains, minContains, maxContains
  case minItems, maxItems, uniqueItems, unevaluatedItems
  case properties, patternProperties, additionalProperties, propertyNames, required
  case minProperties, maxProperties, dependencies, dependentRequired, dependentSchemas
  case propertyDependencies
  case unevaluatedProperties
  case allOf, anyOf, oneOf, not, `if`, then, `else`
  case extends, disallow, divisibleBy
  case contentEncoding, contentMediaType, contentSchema
  case title, description, `default`, deprecated, readOnly, writeOnly, examples, dollarComment
}

/// Where a keyword's value holds subschemas.
enum SubschemaShape: UInt8 {
  /// Nowhere.
  case none
  /// It is one.
  case schema
  /// It is an array of them.
  case array
  /// It is an object of them.
  case object
  /// It is one, or an array that holds some (`items`; `extends`, `type`, `disallow` of draft 3).
  case schemaOrArray
  /// An object of subschemas or arrays of names (`dependencies`).
  case objectOfSchemaOrNames
  /// An object of objects of them (`propertyDependencies`).
  case objectOfObjects
}

/// One row of the keyword table: what a dialect needs to know about a keyword.
struct KeywordRow {
  let keyword: Keyword
  let name: StaticString
  let dialects: ClosedRange<Dialect>
  let vocabulary: Vocabularies
  let shape: SubschemaShape

  init(
    _ keyword: Keyword, _ name: StaticString, _ dialects: ClosedRange<Dialect>,
    _ vocabulary: Vocabularies, _ shape: SubschemaShape = .none
  ) {
    self.keyword = keyword
    self.name = name
    self.dialects = dialects
    self.vocabulary = vocabulary
    self.shape = shape
  }
}

/// All keywords of all dialects: the only place where drafts differ by name.
struct KeywordTable: Sendable {
  static let shared = KeywordTable()

  /// Rows of one name stand in a row; the table finds the first.
  let rows: [KeywordRow]
  private let keys: KeyPool
  private let table: KeyTable

  private init() {
    rows = Self.allRows
    var builder = KeyPoolBuilder()
    table = builder.addTable(rows.enumerated().map { (ByteSlice($1.name).copied(), UInt32($0)) })
    keys = KeyPool(builder)
  }

  /// The row of the member name at `key`, if it is a keyword by these rules.
  func row(for key: Int, in tape: Tape, _ rules: SchemaRules) -> KeywordRow? {
    let node = tape[key]
    guard !node.hasEscapes else {
      return rows.first { tape.string(at: key, equals: $0.name) && $0.applies(rules) }
    }
    let name = tape.rawContent(of: node)
    guard let first = keys.view.find(name, hash: node.keyHash, in: table) else { return nil }
    var row = first
    while !rows[row].applies(rules) {
      row += 1
      guard row < rows.count, rows[row].keyword == rows[first].keyword else { return nil }
    }
    return rows[row]
  }

  /// The names of all keywords by these rules.
  func names(_ rules: SchemaRules) -> [[UInt8]] {
    rows.filter { $0.applies(rules) }.map { ByteSlice($0.name).copied() }
  }

  static func name(of keyword: Keyword) -> StaticString {
    allRows.first { $0.keyword == keyword }?.name ?? ""
  }

  private static let allRows: [KeywordRow] = {
    let all = Dialect.draft3...Dialect.v1
    let only3 = Dialect.draft3...Dialect.draft3
    let from4 = Dialect.draft4...Dialect.v1
    let from6 = Dialect.draft6...Dialect.v1
    let from7 = Dialect.draft7...Dialect.v1
    let from2019 = Dialect.draft2019_09...Dialect.v1
    let from2020 = Dialect.draft2020_12...Dialect.v1
    let only2019 = Dialect.draft2019_09...Dialect.draft2019_09
    return [
      KeywordRow(.id, "id", .draft3 ... .draft4, .core),
      KeywordRow(.dollarId, "$id", from6, .core),
      KeywordRow(.dollarSchema, "$schema", all, .core),
      KeywordRow(.dollarAnchor, "$anchor", from2019, .core),
      KeywordRow(.dollarDynamicAnchor, "$dynamicAnchor", from2020, .core),
      KeywordRow(.dollarRecursiveAnchor, "$recursiveAnchor", only2019, .core),
      KeywordRow(.dollarRef, "$ref", all, .core),
      KeywordRow(.dollarDynamicRef, "$dynamicRef", from2020, .core),
      KeywordRow(.dollarRecursiveRef, "$recursiveRef", only2019, .core),
      KeywordRow(.dollarDefs, "$defs", from2019, .core, .object),
      // Walked for identifiers where it is no keyword yet, or no more: old habits die late.
      KeywordRow(.definitions, "definitions", all, .core, .object),
      KeywordRow(.dollarVocabulary, "$vocabulary", from2019, .core),
      KeywordRow(.dollarComment, "$comment", from7, .core),
      KeywordRow(.type, "type", only3, .validation, .schemaOrArray),
      KeywordRow(.type, "type", from4, .validation),
      KeywordRow(.nullable, "nullable", .draft4 ... .draft4, .openAPI),
      KeywordRow(.disallow, "disallow", only3, .validation, .schemaOrArray),
      KeywordRow(.extends, "extends", only3, .applicator, .schemaOrArray),
      KeywordRow(.enum, "enum", all, .validation),
      KeywordRow(.const, "const", from6, .validation),
      KeywordRow(.minimum, "minimum", all, .validation),
      KeywordRow(.maximum, "maximum", all, .validation),
      KeywordRow(.exclusiveMinimum, "exclusiveMinimum", all, .validation),
      KeywordRow(.exclusiveMaximum, "exclusiveMaximum", all, .validation),
      KeywordRow(.multipleOf, "multipleOf", from4, .validation),
      KeywordRow(.divisibleBy, "divisibleBy", only3, .validation),
      KeywordRow(.minLength, "minLength", all, .validation),
      KeywordRow(.maxLength, "maxLength", all, .validation),
      KeywordRow(.pattern, "pattern", all, .validation),
      KeywordRow(.format, "format", all, [.formatAnnotation, .formatAssertion]),
      // From 2020-12 on an array is no valid value any more; the metaschema says so.
      KeywordRow(.items, "items", all, .applicator, .schemaOrArray),
      KeywordRow(
        .additionalItems, "additionalItems", .draft3 ... .draft2019_09, .applicator, .schema),
      KeywordRow(.prefixItems, "prefixItems", from2020, .applicator, .array),
      KeywordRow(.contains, "contains", from6, .applicator, .schema),
      KeywordRow(.minContains, "minContains", from2019, .validation),
      KeywordRow(.maxContains, "maxContains", from2019, .validation),
      KeywordRow(.minItems, "minItems", all, .validation),
      KeywordRow(.maxItems, "maxItems", all, .validation),
      KeywordRow(.uniqueItems, "uniqueItems", all, .validation),
      KeywordRow(.unevaluatedItems, "unevaluatedItems", from2019, .unevaluated, .schema),
      KeywordRow(.properties, "properties", all, .applicator, .object),
      KeywordRow(.patternProperties, "patternProperties", all, .applicator, .object),
      KeywordRow(.additionalProperties, "additionalProperties", all, .applicator, .schema),
      KeywordRow(.propertyNames, "propertyNames", from6, .applicator, .schema),
      // In draft 3 a boolean inside the property's schema.
      KeywordRow(.required, "required", all, .validation),
      KeywordRow(.minProperties, "minProperties", from4, .validation),
      KeywordRow(.maxProperties, "maxProperties", from4, .validation),
      KeywordRow(
        .dependencies, "dependencies", .draft3 ... .draft7, .applicator, .objectOfSchemaOrNames),
      KeywordRow(
        .dependencies, "dependencies", from2019, .legacyDependencies, .objectOfSchemaOrNames),
      KeywordRow(.dependentRequired, "dependentRequired", from2019, .validation),
      KeywordRow(.dependentSchemas, "dependentSchemas", from2019, .applicator, .object),
      // A proposal for v1, which may still change.
      KeywordRow(
        .propertyDependencies, "propertyDependencies", .v1 ... .v1, .applicator, .objectOfObjects),
      KeywordRow(
        .unevaluatedProperties, "unevaluatedProperties", from2019, .unevaluated, .schema),
      KeywordRow(.allOf, "allOf", from4, .applicator, .array),
      KeywordRow(.anyOf, "anyOf", from4, .applicator, .array),
      KeywordRow(.oneOf, "oneOf", from4, .applicator, .array),
      KeywordRow(.not, "not", from4, .applicator, .schema),
      KeywordRow(.if, "if", from7, .applicator, .schema),
      KeywordRow(.then, "then", from7, .applicator, .schema),
      KeywordRow(.else, "else", from7, .applicator, .schema),
      KeywordRow(.contentEncoding, "contentEncoding", from7, .content),
      KeywordRow(.contentMediaType, "contentMediaType", from7, .content),
      KeywordRow(.contentSchema, "contentSchema", from2019, .content, .schema),
      KeywordRow(.title, "title", all, .metaData),
      KeywordRow(.description, "description", all, .metaData),
      KeywordRow(.default, "default", all, .metaData),
      KeywordRow(.deprecated, "deprecated", from2019, .metaData),
      KeywordRow(.readOnly, "readOnly", from7, .metaData),
      KeywordRow(.writeOnly, "writeOnly", from7, .metaData),
      KeywordRow(.examples, "examples", from6, .metaData),
    ]
  }()
}

extension KeywordRow {
  func applies(_ rules: SchemaRules) -> Bool {
    dialects.contains(rules.dialect) && !vocabulary.isDisjoint(with: rules.vocabularies)
  }
}
