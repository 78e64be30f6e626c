package import WeirJSON
package import WeirSchema

extension Validator: RecordJudge {
  package mutating func accepts(_ line: ByteSlice) -> Bool {
    validate(line: line) == .valid
  }

  package mutating func report(on line: ByteSlice, limit: Int) -> Report {
    // A quarantine record tells each error's message, which says what matters of its causes.
    report(borrowing: line, .messages(limit: limit))
  }
}

extension Filter {
  /// Filters by a schema.
  package func run(_ schema: Schema) -> FilterOutcome {
    if options.marksRecords { return run([schema], routes: nil) }
    return run(hasUncheckedFormats: schema.hasUncheckedFormats) { Validator(schema) }
  }

  /// Filters by several schemas, in the order of `options.routedSchemas`.
  package func run(_ schemas: [Schema], routes: RouteTable?) -> FilterOutcome {
    run(hasUncheckedFormats: schemas.contains { $0.hasUncheckedFormats }) {
      BlockJudge(MarkingJudge(schemas, routes: routes, marker: $0.makeMarker()), $0)
    }
  }
}
