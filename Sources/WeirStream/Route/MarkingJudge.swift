package import WeirJSON
package import WeirSchema

/// Judges records by one of several schemas, and marks each accepted one with what the run has to
/// know of it. One worker's.
///
/// A record is parsed once: schema and marks are found on the tape that it is judged on.
package struct MarkingJudge: RecordJudge, ~Copyable {
  private let routes: RouteTable
  private let validators: [OwnedValidator]
  private var document: Document
  private var scratch = CellBuffer<UInt8>(capacity: 256)

  package private(set) var schemaIndex: Int?

  package static var marksRecords: Bool { true }

  /// - Parameters:
  ///   - schemas: By number; they were compiled with the same options for instances.
  ///   - instances: Those options.
  package init(_ schemas: [Schema], routes: RouteTable, instances: DocumentOptions) {
    self.routes = routes
    validators = schemas.map { OwnedValidator($0) }
    document = Document(options: instances)
  }

  package mutating func accepts(_ line: ByteSlice) -> Bool {
    schemaIndex = nil
    do {
      try document.parse(borrowing: line)
      let index = try routes.schema(for: document.tape, scratch: &scratch)
      schemaIndex = index
      return validators[index].validator.validate(document) == .valid
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
      let index = try routes.schema(for: document.tape, scratch: &scratch)
      schemaIndex = index
      return validators[index].validator.report(on: document, originalText: line, limit: limit)
    } catch {
      return error.report(on: document.tape, text: line)
    }
  }

  package func mark() -> RecordMark { RecordMark(schemaIndex: schemaIndex ?? 0) }
}

/// A validator that can stand in an array.
private final class OwnedValidator {
  var validator: Validator

  init(_ schema: Schema) { validator = Validator(schema) }
}
