import WeirJSON

/// A regular expression as tools for authors look at it.
package struct SchemaPattern: ~Copyable {
  private let pattern: Pattern
  private var scratch = PatternScratch()

  /// Nil if it is none that can be run.
  package init?(_ source: [UInt8]) {
    guard let pattern = try? Pattern(source) else { return nil }
    self.pattern = pattern
  }

  /// Whether matching takes time linear in the text, whatever the text.
  package var isLinear: Bool { pattern.isLinear }

  /// Whether it matches somewhere in `text`; nil if that takes too many steps to tell.
  package mutating func matches(_ text: [UInt8]) -> Bool? {
    text.withByteSlice { slice in
      try? pattern.matches(
        slice, scratch: &scratch, maxSteps: EvaluationLimits().maxPatternSteps)
    }
  }
}

/// Whether a `format` of this name means something to a dialect.
package func isKnownFormat(_ name: String, in dialect: Dialect) -> Bool {
  Format.named(name, dialect: dialect) != nil
}

/// The names of the formats of the latest dialect.
package let knownFormatNames = Format.names
