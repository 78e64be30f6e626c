package import WeirJSON
package import WeirSchema

/// Judges records by one of several schemas, and marks each accepted one with what the run has to
/// know of it. One worker's.
///
/// A record is parsed once: schema and marks are found on the tape that it is judged on.
package struct MarkingJudge: RecordJudge, ~Copyable {
  private let routes: RouteTable?
  private var validator: Validator

  /// Those of the schemas behind the first.
  private let others: [OwnedValidator]
  private var lines: LineParser
  private var document: Document
  private var marker: RecordMarker
  private var lastMark = RecordMark()
  private var scratch = CellBuffer<UInt8>(capacity: 256)

  package private(set) var schemaIndex: Int?

  package static var marksRecords: Bool { true }

  /// - Parameters:
  ///   - schemas: By number; at least one. They were compiled with the same options for instances.
  ///   - routes: Nil where the first schema is for all.
  init(_ schemas: [Schema], routes: RouteTable?, marker: consuming RecordMarker) {
    self.routes = routes
    self.marker = marker
    validator = Validator(schemas[0])
    others = schemas.dropFirst().map { OwnedValidator($0) }
    lines = LineParser(options: schemas[0].options.instances)
    document = Document(options: schemas[0].options.instances)
  }

  package mutating func expect(_ lines: ByteSlice) { self.lines.expect(lines) }

  package mutating func accepts(_ line: ByteSlice) -> Bool {
    if lines.parse(line) { return accepts(lines.tape) }
    do {
      try document.parse(borrowing: line)
    } catch {
      schemaIndex = nil
      return false
    }
    return accepts(document.tape)
  }

  private mutating func accepts(_ tape: Tape) -> Bool {
    schemaIndex = nil
    var index = 0
    if routes != nil {
      do {
        index = try routes?.schema(for: tape, scratch: &scratch) ?? 0
      } catch {
        return false
      }
    }
    schemaIndex = index
    let verdict =
      index == 0 ? validator.validate(tape) : others[index - 1].validator.validate(tape)
    guard verdict == .valid else { return false }
    lastMark = marker.mark(tape, schemaIndex: index, scratch: &scratch)
    return true
  }

  package mutating func report(on line: ByteSlice, limit: Int) -> Report {
    schemaIndex = nil
    do throws(SyntaxError) {
      try document.parse(borrowing: line)
    } catch {
      return Report(error, in: line)
    }
    do throws(RouteFault) {
      let index = try routes?.schema(for: document.tape, scratch: &scratch) ?? 0
      schemaIndex = index
      return index == 0
        ? validator.report(on: document, originalText: line, .messages(limit: limit))
        : others[index - 1].validator.report(
          on: document, originalText: line, .messages(limit: limit))
    } catch {
      return error.report(on: document.tape, text: line)
    }
  }

  package func mark() -> RecordMark { lastMark }
}

/// A validator that can stand in an array.
private final class OwnedValidator {
  var validator: Validator

  init(_ schema: Schema) { validator = Validator(schema) }
}
