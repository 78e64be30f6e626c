package import WeirReport

/// What a report for a CI system has a line or a test case for: a test, a schema.
package struct ReportSubject: Sendable {
  package let name: String

  /// The file that it is, or stands in.
  package let file: String

  /// None where all is well.
  package let findings: [Finding]
}

extension SuiteResult {
  /// Each test, and each file or group of tests that could not be run.
  package var subjects: [ReportSubject] { files.flatMap(\.subjects) }
}

extension SuiteResult.FileResult {
  fileprivate var subjects: [ReportSubject] {
    if let fault { return [subject(name, Diagnostic.list(fault))] }
    return groups.flatMap { group in
      let title = "\(name): \(group.description)"
      if let fault = group.fault { return [subject(title, Diagnostic.list(fault))] }
      return group.tests.map { test in
        subject(
          "\(title): \(test.description)", test.passed ? [] : Diagnostic.list(test, of: group),
          isInstance: true)
      }
    }
  }

  /// - Parameter isInstance: The diagnostics are about the instance of a test, as a whole where they do
  ///   not say what in it.
  private func subject(
    _ title: String, _ diagnostics: [Diagnostic], isInstance: Bool = false
  ) -> ReportSubject {
    ReportSubject(
      name: title, file: name,
      findings: diagnostics.map { diagnostic in
        var finding = Finding(diagnostic, file: name)
        if title != name { finding.subject = title }
        if isInstance { finding.instanceLocation = finding.instanceLocation ?? "" }
        return finding
      })
  }
}

extension LintRun.FileResult {
  /// The document with its findings; nil for what could not be looked at, which is the run's fault.
  package var subject: ReportSubject? {
    guard case .findings(let findings) = outcome else { return nil }
    return ReportSubject(
      name: name, file: name,
      findings: findings.map { finding in
        var shown = Finding(Diagnostic(finding, in: texts))
        // The run fails for it, and what CI systems call a warning fails nothing.
        shown.level = .error
        return shown
      })
  }
}
