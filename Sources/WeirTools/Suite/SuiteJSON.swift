import WeirJSON
import WeirReport
import WeirSchema

/// Writes the result of a run of tests for machines: one JSON object a line for each test, for each
/// group or file that could not be run, and last for each schema document with its coverage.
///
/// ```
/// {"file":"order.test.yaml","line":7,"group":"order","test":"no lines","expected":"invalid",
///   "outcome":"valid","passed":false}
/// ```
package struct SuiteJSON {
  package init() {}

  package func lines(_ result: SuiteResult) -> [UInt8] {
    var bytes: [UInt8] = []
    for file in result.files {
      if let fault = file.fault { bytes += lines(fault, in: file) }
      for group in file.groups { bytes += lines(group, in: file) }
    }
    for document in result.coverage?.documents ?? [] {
      bytes += line(document.name, document.entries)
    }
    return bytes
  }

  private func lines(_ fault: SuiteFault, in file: SuiteResult.FileResult) -> [UInt8] {
    Diagnostic.list(fault).flatMap { diagnostic in
      object { writer in
        writer.member("file", file.name)
        if let place = diagnostic.primary?.position { writer.member("line", place.line) }
        if !diagnostic.code.isEmpty { writer.member("code", diagnostic.code) }
        writer.member("error", diagnostic.title)
      }
    }
  }

  private func lines(
    _ group: SuiteResult.GroupResult, in file: SuiteResult.FileResult
  ) -> [UInt8] {
    if let fault = group.fault {
      return object { writer in
        writer.member("file", file.name)
        writer.member("group", group.description)
        writer.member("notRun", group.testCount)
        writer.member("error", "\(fault)")
      }
    }
    return group.tests.flatMap { test in
      object { writer in
        writer.member("file", file.name)
        writer.member("line", test.place.position.line)
        writer.member("group", group.description)
        writer.member("test", test.description)
        writer.member("expected", test.expectsValid ? "valid" : "invalid")
        writer.member("outcome", test.outcome.name)
        writer.member("passed", test.passed)
        guard !test.passed, let report = test.outcome.report else { return }
        writer.key("errors")
        writer.beginArray()
        for error in report.errors {
          writer.beginObject()
          error.writeMembers(into: &writer)
          writer.endObject()
        }
        writer.endArray()
      }
    }
  }

  private func line(_ name: String, _ entries: [SchemaCoverage.Entry]) -> [UInt8] {
    object { writer in
      writer.member("coverageOf", name)
      writer.member("keywords", entries.count)
      writer.member("reached", entries.count(where: \.isReached))
      for (title, chosen) in [
        ("neverReached", entries.filter { !$0.isReached }),
        ("neverFailed", entries.filter(\.neverFailed)),
        ("neverPassed", entries.filter(\.neverPassed)),
      ] {
        writer.key(title)
        writer.beginArray()
        for entry in chosen { writer.value(entry.keyword.location) }
        writer.endArray()
      }
    }
  }

  private func object(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    write(&writer)
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}

extension SuiteResult.Outcome {
  fileprivate var name: String {
    switch self {
    case .valid: "valid"
    case .invalid: "invalid"
    case .limitExceeded: "none"
    }
  }

  fileprivate var report: Report? {
    switch self {
    case .valid: nil
    case .invalid(let report), .limitExceeded(let report): report
    }
  }
}
