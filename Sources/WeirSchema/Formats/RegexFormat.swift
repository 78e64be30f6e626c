import WeirJSON

/// The format `regex`: a pattern of ECMA-262 with the `u` flag.
enum RegexFormat {
  /// A pattern that is well-formed counts, even one that this implementation would not run.
  static func accepts(_ text: ByteSlice) -> Bool {
    do throws(PatternError) {
      try PatternParser.check(text.copied())
      return true
    } catch {
      return error.isUnsupported
    }
  }
}
