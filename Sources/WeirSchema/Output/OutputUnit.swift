/// What output formats tell of one application of a schema to a value.
package struct OutputUnit: Sendable {
  package let isValid: Bool

  /// Keywords walked from the root schema to this one, as an RFC 6901 pointer.
  package let evaluationPath: String

  /// Absolute URI of the schema with a JSON Pointer fragment.
  package let schemaLocation: String

  /// RFC 6901 pointer to the value.
  package let instanceLocation: String

  /// What is wrong by the schema as a whole: it is `false`.
  package var error: String?

  /// In the order of the schema's text.
  package var keywords: [OutputKeyword] = []
}

extension OutputUnit {
  /// For an instance that could not be evaluated.
  package init(error: String) {
    self.init(
      isValid: false, evaluationPath: "", schemaLocation: "#", instanceLocation: "", error: error)
  }
}

/// What output formats tell of one keyword of an applied schema.
package struct OutputKeyword: Sendable {
  package let name: String
  package let isValid: Bool

  /// Whether it concerns values of this kind at all, as `minLength` does not concern numbers.
  package let isApplicable: Bool

  /// Whether it may reject a value, rather than identify or annotate something.
  package let mayReject: Bool

  /// Those of the schema, and the keyword.
  package let evaluationPath: String
  package let schemaLocation: String

  package var error: String?

  /// JSON text.
  package var annotation: [UInt8]?

  /// The applications of its subschemas.
  package var units: [OutputUnit] = []

  /// Whether it says anything.
  package var isTelling: Bool { error != nil || annotation != nil || !units.isEmpty }
}

/// How much output units tell.
package enum OutputDetail: Sendable {
  /// Of an invalid instance the failures, of a valid one the annotations.
  case outcome
  /// Every keyword of every schema that was applied.
  case everything
}

/// What became of an instance that output units were asked for.
package enum OutputResult: Sendable {
  case unit(OutputUnit)
  /// No verdict.
  case limitExceeded(EvaluationLimit)
}
