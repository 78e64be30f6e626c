import WeirJSON

// From `$schema` to the rules a resource is read by. Core Specification §8.1.

extension ResourceSet {
  /// The rules of a standard dialect.
  func rules(of dialect: Dialect) -> SchemaRules {
    var rules = SchemaRules(dialect)
    if options.keepsDependencies { rules.vocabularies.insert(.legacyDependencies) }
    return rules
  }

  /// The same for the standard dialect that a `$schema` value names; nil if it names none.
  func standardRules(named place: SchemaNode) -> SchemaRules? {
    let uri = URIReference(tape(place).bytes(at: place.node)).withoutEmptyFragment
    return Dialect(metaschema: uri.text).map { rules(of: $0) }
  }

  /// The rules that the `$schema` value at `place` names.
  ///
  /// - Throws: `unknownDialect`, `unknownVocabulary`, or `unresolvedReference` for a metaschema
  ///   that is not at hand: keywords are never skipped in silence.
  mutating func rules(named place: SchemaNode) throws(SchemaError) -> SchemaRules {
    try rules(
      named: URIReference(tape(place).bytes(at: place.node)).withoutEmptyFragment, at: place)
  }

  /// The same for a URI that stands at `place` or is implied by what stands there.
  mutating func rules(
    named uri: URIReference, at place: SchemaNode
  ) throws(SchemaError) -> SchemaRules {
    if let dialect = Dialect(metaschema: uri.text) { return rules(of: dialect) }
    guard uri.isAbsolute else {
      throw error(
        .unknownDialect, "$schema \"\(uri)\" is no absolute URI of a dialect", at: place,
        help: Dialect.advice(for: uri.text))
    }
    guard let index = try resource(for: uri.withoutFragment) else {
      throw error(
        .unknownDialect,
        "$schema \"\(uri)\" names no known dialect, and no metaschema is registered under that URI",
        at: place, missing: [uri.withoutFragment.text],
        help: Dialect.isNear(uri.text) ? Dialect.advice(for: uri.text) : nil)
    }
    return try rules(ofMetaschema: index, at: place)
  }

  /// The rules for schemas whose metaschema is the given resource.
  private func rules(ofMetaschema index: Int, at place: SchemaNode) throws(SchemaError)
    -> SchemaRules
  {
    let metaschema = resources[index]
    var rules = SchemaRules(metaschema.rules.dialect)
    rules.metaschema = metaschema.uri.text
    let tape = self.tape(metaschema.root)
    guard rules.dialect >= .draft2019_09,
      let vocabulary = tape.member("$vocabulary", of: metaschema.root.node),
      tape.kind(of: vocabulary) == .object
    else {
      rules.vocabularies = metaschema.rules.vocabularies
      return rules
    }
    rules.vocabularies = options.keepsDependencies ? [.core, .legacyDependencies] : .core
    for key in tape.members(of: vocabulary) {
      let name = tape.string(at: key)
      let isRequired = tape.kind(of: key + 1) == .true
      if let known = Vocabularies.named(name, in: rules.dialect) {
        rules.vocabularies.formUnion(known)
      } else if isRequired {
        throw error(
          .unknownVocabulary,
          "the metaschema \(rules.metaschema) requires the vocabulary"
            + " \"\(name)\", which is not known", at: place)
      }
    }
    return rules
  }
}

extension Dialect {
  /// The dialect that a `$schema` value names. Old drafts are taken with `https` too, which many
  /// schemas write.
  package init?(metaschema uri: String) {
    let secure = "https://json-schema.org/draft-"
    let canonical =
      uri.utf8.starts(with: secure.utf8)
      ? "http://json-schema.org/draft-" + String(uri.dropFirst(secure.utf8.count)) : uri
    self.init(rawValue: canonical)
  }
}

extension Dialect {
  /// What to write instead of a `$schema` value that names no dialect.
  fileprivate static func advice(for uri: String) -> String {
    if let meant = Dialect(meantBy: uri) { return "did you mean \"\(meant.declaration)\"?" }
    return "known are \(listed(allCases.map(\.declaration), "and"))"
  }

  /// Whether a URI is one of json-schema.org's, or nearly: then no other metaschema was meant.
  fileprivate static func isNear(_ uri: String) -> Bool {
    uri.contains("json-schema.org/") || closest(to: uri, among: allCases.map(\.rawValue)) != nil
  }

  /// The dialect that a wrong `$schema` value speaks of, by its number or by its spelling.
  private init?(meantBy uri: String) {
    let number = String(uri.filter { ("0"..."9").contains($0) }.drop { $0 == "0" })
    let numbered = Dialect.allCases.first { dialect in
      String(dialect.rawValue.filter { ("0"..."9").contains($0) }.drop { $0 == "0" }) == number
    }
    guard
      let meant = numbered?.rawValue ?? closest(to: uri, among: Dialect.allCases.map(\.rawValue))
    else { return nil }
    self.init(rawValue: meant)
  }

  /// As `$schema` has it: old drafts write the empty fragment.
  private var declaration: String { self <= .draft7 ? rawValue + "#" : rawValue }
}
