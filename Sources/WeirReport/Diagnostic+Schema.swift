public import WeirSchema

extension Diagnostic {
  /// A schema that cannot be used.
  ///
  /// - Parameter schemas: Texts to quote from; the place is named even without.
  public init(_ error: SchemaError, schemas: SchemaTexts) {
    self.init(
      code: error.code.rawValue,
      title: error.message,
      primary: error.place.map { Label($0, in: schemas) },
      help: Diagnostic.help(for: error),
      pointer: error.code == .syntax || error.place == nil ? nil : error.pointer)
  }

  private static func help(for error: SchemaError) -> [String] {
    if let help = error.help { return [help] }
    return switch error.code {
    case .unresolvedReference, .unknownDialect:
      error.ownMissing.map {
        "say where it is: --resolve \($0)=FILE, or a folder: --resolve-dir DIR"
      }
    case .unsupportedPattern, .unsupportedFormat:
      [
        "this version cannot run it; it is refused rather than skipped, since skipping would accept too much"
      ]
    default: []
    }
  }
}
