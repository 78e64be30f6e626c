public import WeirJSON

/// A keyword of one's own: what a schema may ask beyond what JSON Schema has words for.
///
/// ```swift
/// struct Even: CustomKeyword {
///   func evaluate(
///     _ instance: borrowing JSONView, parameter: borrowing JSONView
///   ) -> CustomKeywordResult {
///     guard parameter.boolean == true, let number = instance.integer else { return .valid }
///     return number.isMultiple(of: 2) ? .valid : .invalid("\(number) is odd")
///   }
/// }
///
/// var options = SchemaOptions()
/// options.keywords["x-even"] = Even()
/// ```
///
/// Called from every thread that validates. Schemas without custom keywords pay nothing for them.
public protocol CustomKeyword: Sendable {
  /// What is wrong with the keyword's value in a schema, nil if it can be used. Asked once for each
  /// schema with the keyword, when that is compiled.
  func problem(with parameter: borrowing JSONView) -> String?

  /// Judges a value that a schema with the keyword is applied to.
  ///
  /// - Parameter parameter: The keyword's value in the schema.
  func evaluate(
    _ instance: borrowing JSONView, parameter: borrowing JSONView
  ) -> CustomKeywordResult
}

extension CustomKeyword {
  public func problem(with parameter: borrowing JSONView) -> String? { nil }
}

/// What a custom keyword says of a value.
public enum CustomKeywordResult: Hashable, Sendable {
  case valid
  /// Valid, with something to say about the value: JSON text.
  case annotated([UInt8])
  /// Invalid, with a message for people: one line, without the place.
  case invalid(String)
}
