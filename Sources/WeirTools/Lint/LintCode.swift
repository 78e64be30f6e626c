/// The kinds of findings. The raw value is the stable code: `lint.` and the name, but for what reading
/// any text finds.
package enum LintCode: String, CaseIterable, Sendable {
  // Keywords.
  case misspeltKeyword = "lint.misspelt_keyword"
  case unknownKeyword = "lint.unknown_keyword"
  case keywordAsProperty = "lint.keyword_as_property"
  case otherDialect = "lint.other_dialect"
  case besideReference = "lint.beside_reference"
  case inapplicableKeyword = "lint.inapplicable_keyword"
  case missingPartner = "lint.missing_partner"
  // What no value satisfies.
  case emptyRange = "lint.empty_range"
  case emptyEnum = "lint.empty_enum"
  case noType = "lint.no_type"
  case impossibleValue = "lint.impossible_value"
  case forbiddenRequired = "lint.forbidden_required"
  case nothingAllowed = "lint.nothing_allowed"
  // What decides nothing.
  case duplicateBranch = "lint.duplicate_branch"
  case unreachableBranch = "lint.unreachable_branch"
  case constantCondition = "lint.constant_condition"
  case duplicateValue = "lint.duplicate_value"
  case unusedDefinition = "lint.unused_definition"
  case unseenProperties = "lint.unseen_properties"
  // Texts.
  case slowPattern = "lint.slow_pattern"
  case looseAlternation = "lint.loose_alternation"
  case delimitedPattern = "lint.delimited_pattern"
  case uselessWildcard = "lint.useless_wildcard"
  case unknownFormat = "lint.unknown_format"
  case uncheckedFormat = "lint.unchecked_format"
  case misspeltRequired = "lint.misspelt_required"
  // The document.
  case invalidDefault = "lint.invalid_default"
  case invalidExample = "lint.invalid_example"
  case missingDialect = "lint.missing_dialect"
  case duplicateKey = "decode.duplicate_key"

  /// Whether it is looked for unless somebody says otherwise. The others are a matter of taste.
  package var isOnByDefault: Bool {
    switch self {
    case .unknownKeyword, .uncheckedFormat: false
    default: true
    }
  }

  /// The code, with or without what stands before its dot.
  package init?(name: String) {
    guard
      let code = Self.allCases.first(where: {
        $0.rawValue == name || $0.rawValue.drop { $0 != "." }.dropFirst() == name
      })
    else { return nil }
    self = code
  }
}
