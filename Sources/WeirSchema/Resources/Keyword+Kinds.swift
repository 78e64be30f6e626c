// What a keyword has a say in. Validation Specification §4.2: an assertion is
// satisfied by every value of a type that it is not about.

extension Keyword {
  /// The kinds of values that the keyword concerns.
  func kinds(in dialect: Dialect) -> KindSet {
    switch self {
    // Of draft 3, which says by it that the object around the value must have it.
    case .required where dialect == .draft3: .all
    case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .divisibleBy:
      .number
    case .minLength, .maxLength, .pattern, .contentEncoding, .contentMediaType, .contentSchema:
      .string
    case .items, .additionalItems, .prefixItems, .contains, .minContains, .maxContains, .minItems,
      .maxItems, .uniqueItems, .unevaluatedItems:
      .array
    case .properties, .patternProperties, .additionalProperties, .propertyNames, .required,
      .minProperties, .maxProperties, .dependencies, .dependentRequired, .dependentSchemas,
      .unevaluatedProperties:
      .object
    default: .all
    }
  }
}

extension KeywordRow {
  /// Whether the keyword asserts something or applies subschemas. Not counted are `format` and those
  /// of content, which do so only where somebody asks for it.
  var mayReject: Bool {
    switch keyword {
    case .dollarRef, .dollarDynamicRef, .dollarRecursiveRef: true
    case .definitions: false
    default: !vocabulary.isDisjoint(with: [.validation, .applicator, .unevaluated])
    }
  }
}
