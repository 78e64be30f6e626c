import WeirJSON
import WeirReport
import WeirSchema

/// Writes what was found in schemas for machines: one JSON object a line for each finding.
///
/// ```
/// {"file":"order.json","code":"lint.misspelt_keyword","message":"…","pointer":"/requierd","line":3,
///   "column":3,"byteOffset":20,"length":10,"help":["did you mean \"required\"?"],
///   "fix":{"byteOffset":21,"length":8,"replacement":"required"}}
/// ```
package struct LintJSON {
  package init() {}

  package func lines(_ file: LintRun.FileResult) -> [UInt8] {
    guard case .findings(let findings) = file.outcome else { return [] }
    return findings.flatMap { line($0) }
  }

  private func line(_ finding: LintFinding) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("file", finding.place.sourceName)
    writer.member("code", finding.code.rawValue)
    writer.member("message", finding.message)
    if let pointer = finding.pointer { writer.member("pointer", pointer) }
    writer.member("line", finding.place.position.line)
    writer.member("column", finding.place.position.column)
    writer.member("byteOffset", finding.place.byteRange.lowerBound)
    writer.member("length", finding.place.byteRange.count)
    if !finding.help.isEmpty {
      writer.key("help")
      writer.beginArray()
      for line in finding.help { writer.value(line) }
      writer.endArray()
    }
    if let fix = finding.fix {
      writer.key("fix")
      writer.beginObject()
      writer.member("byteOffset", fix.range.lowerBound)
      writer.member("length", fix.range.count)
      writer.member("replacement", String(decoding: fix.replacement, as: UTF8.self))
      writer.endObject()
    }
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
