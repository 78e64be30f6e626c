package import WeirJSON
package import WeirSchema

/// Judges records by one of several schemas, and marks each accepted one with what the run has to
/// know of it. One worker's.
///
/// A record is parsed once: schema and marks are found on the tape that it is judged on.
package struct MarkingJudge: RecordJudge, ~Copyable {
  private let routes: RouteTable?
  private let validators: [OwnedValidator]
  private var document: Document
  private var marker: RecordMarker
  private var lastMark = RecordMark()
  private var scratch = CellBuffer<UInt8>(capacity: 256)

  package private(set) var schemaIndex: Int?

  package static var marksRecords: Bool { true }

  /// - Parameters:
  ///   - schemas: By number; at least one. They were compiled with the same options for instances.
  ///   - routes: Nil where the first schema is for all.
  init(_ schemas: [Schema], routes: RouteTable?, marker: RecordMarker) {
    self.routes = routes
    self.marker = marker
    validators = schemas.map { OwnedValidator($0) }
    document = Document(options: schemas[0].options.instances)
  }

  package mutating func accepts(_ line: ByteSlice) -> Bool {
    schemaIndex = nil
    do {
      try document.parse(borrowing: line)
      let index = try routes?.schema(for: document.tape, scratch: &scratch) ?? 0
      schemaIndex = index
      guard validators[index].validator.validate(document) == .valid else { return false }
      lastMark = marker.mark(document.tape, schemaIndex: index, scratch: &scratch)
      return true
    } catch {
      return false
    }
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
      return validators[index].validator.report(
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
