import WeirLoad
package import WeirReport

/// Draws what was found in schemas for people.
package struct LintText {
  let style: RenderStyle

  package init(style: RenderStyle) {
    self.style = style
  }

  /// The findings of one document, an empty line between two.
  package func text(_ file: LintRun.FileResult) -> String {
    guard case .findings(let findings) = file.outcome else { return "" }
    let renderer = HumanRenderer(style: style)
    return findings.map { renderer.render(Diagnostic($0, in: file.texts)) }
      .joined(separator: "\n")
  }

  /// One line without line end: `3 findings in 2 schemas, 1 mended; 1 file could not be looked at`.
  package static func summary(_ files: [LintRun.FileResult]) -> String {
    let findings = files.reduce(0) { $0 + $1.findingCount }
    let mended = files.reduce(0) { $0 + $1.mendedCount }
    let schemas = files.count(where: \.isLinted)
    let missed = files.count - schemas
    let looked =
      "\(counted(findings, "finding")) in \(counted(schemas, "schema"))"
      + (mended > 0 ? ", \(mended) mended" : "")
    let rest = "\(counted(missed, "file")) could not be looked at"
    if schemas == 0 { return rest }
    return missed > 0 ? "\(looked); \(rest)" : looked
  }
}

extension LintRun.FileResult {
  package var findingCount: Int {
    if case .findings(let findings) = outcome { return findings.count }
    return 0
  }

  /// Whether it could be looked at.
  package var isLinted: Bool {
    if case .findings = outcome { return true }
    return false
  }
}
