import WeirJSON
import WeirLoad
package import WeirReport
import WeirSchema

/// Draws the result of a run of tests for people: a line for each file, what is wrong under it.
package struct SuiteText {
  let style: RenderStyle

  package init(style: RenderStyle) {
    self.style = style
  }

  /// With line ends.
  package func text(_ result: SuiteResult) -> String {
    result.files.reduce(into: "") { $0 += text($1) }
  }

  /// One line without line end: `24 tests in 3 files: 23 passed, 1 failed`.
  package static func summary(_ result: SuiteResult) -> String {
    let failed = result.failureCount
    let unrun = result.unrunCount
    let tests = result.testCount + unrun
    var parts = ["\(result.testCount - failed) passed"]
    if failed > 0 { parts.append("\(failed) failed") }
    if unrun > 0 { parts.append("\(unrun) not run") }
    return "\(counted(tests, "test")) in \(counted(result.files.count, "file")): "
      + parts.joined(separator: ", ")
  }

  private func text(_ file: SuiteResult.FileResult) -> String {
    var text =
      file.isFine ? style.paint("ok   ", .help) : style.paint("FAIL ", .error)
    text += " \(file.name.printable)"
    if file.testCount > 0 {
      let failed = file.failureCount
      text += "  \(counted(file.testCount, "test"))"
      if failed > 0 { text += ", \(failed) failed" }
    }
    text += "\n"
    if let fault = file.fault {
      for diagnostic in Diagnostic.list(fault) { text += drawn(diagnostic) }
    }
    for group in file.groups { text += self.text(group, in: file) }
    return text
  }

  private func text(_ group: SuiteResult.GroupResult, in file: SuiteResult.FileResult) -> String {
    var text = ""
    if let fault = group.fault, !group.repeatsSchema {
      text += heading(group.description)
      for diagnostic in Diagnostic.list(fault) { text += drawn(diagnostic) }
    }
    for warning in group.warnings {
      text += drawn(
        Diagnostic(
          severity: .warning, code: warning.code, title: warning.message,
          primary: Diagnostic.Label(warning.place, in: group.texts)))
    }
    for test in group.tests where !test.passed {
      text += heading("\(group.description): \(test.description)")
      for diagnostic in Diagnostic.list(test, of: group) { text += drawn(diagnostic) }
    }
    return text
  }

  private func heading(_ words: String) -> String {
    "\n" + style.paint("\(style.frame == .unicode ? "✗" : "x") \(words.printable)", .title) + "\n"
  }

  private func drawn(_ diagnostic: Diagnostic) -> String {
    HumanRenderer(style: style).render(diagnostic)
  }
}

extension Diagnostic {
  /// What keeps a file from being a suite.
  static func list(_ fault: SuiteFault) -> [Diagnostic] {
    switch fault {
    case .unreadable(let error):
      return [Diagnostic(code: "", title: "cannot read \(error.path): \(error)")]
    case .absent: return [Diagnostic(code: "", title: "there is no file with tests")]
    case .malformed(let fault, let file): return [Diagnostic(fault, in: file)]
    case .form(let faults, let source):
      let texts = SchemaTexts([source])
      return faults.enumerated().map { index, fault in
        Diagnostic(
          code: "test.form", title: fault.message, primary: Label(fault.place, in: texts),
          help: index == faults.count - 1 ? ["the form is the JSON Schema Test Suite's"] : [])
      }
    }
  }

  /// Why a test failed.
  static func list(
    _ test: SuiteResult.TestResult, of group: SuiteResult.GroupResult
  ) -> [Diagnostic] {
    switch test.outcome {
    case .valid(let reasons):
      return [
        Diagnostic(
          code: "test.valid", title: "this is valid, and the test says that it is not",
          primary: Label(test.place, in: group.texts), notes: reasons)
      ]
    case .invalid(let report), .limitExceeded(let report):
      guard let text = group.texts.text(named: test.place.sourceName) else { return [] }
      return report.errors.map { Diagnostic($0, in: text, schemas: group.texts) }
    }
  }

  /// Why a schema cannot be used, a diagnostic for each fault.
  static func list(_ error: LoadError) -> [Diagnostic] {
    guard case .schema(let fault, let sources) = error else {
      return [Diagnostic(code: "", title: "\(error)")]
    }
    let texts = SchemaTexts(sources)
    return ([fault] + fault.others).map { Diagnostic($0, schemas: texts) }
  }
}
