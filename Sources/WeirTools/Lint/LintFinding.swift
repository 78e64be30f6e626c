package import WeirReport
package import WeirSchema

/// Something in a schema that is allowed and most likely not meant.
package struct LintFinding: Sendable {
  package let code: LintCode

  /// One line, without the place.
  package let message: String
  package let place: SchemaPlace

  /// RFC 6901 pointer into the document; nil where a text has no such place.
  package let pointer: String?

  /// What to do about it.
  package var help: [String] = []

  /// The other side of a contradiction.
  package var other: SchemaPlace?

  /// What would mend it, if there is one way only.
  package var fix: TextEdit?
}

/// A change of a text: the bytes in `range` become `replacement`.
package struct TextEdit: Hashable, Sendable {
  package let range: Range<Int>
  package let replacement: [UInt8]
}

extension Diagnostic {
  /// - Parameter texts: The document.
  package init(_ finding: LintFinding, in texts: SchemaTexts) {
    self.init(
      severity: .warning, code: finding.code.rawValue, title: finding.message,
      primary: Label(finding.place, in: texts), help: finding.help,
      secondary: finding.other.map { Label($0, in: texts) }, pointer: finding.pointer)
  }
}
