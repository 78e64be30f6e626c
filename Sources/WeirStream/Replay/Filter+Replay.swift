import WeirJSON
package import WeirSchema

extension Filter {
  /// Judges the payloads of quarantine records anew, by one schema.
  package func replay(_ schema: Schema, _ options: ReplayOptions) -> FilterOutcome {
    if self.options.marksRecords { return replay([schema], routes: nil, options) }
    return replay(hasUncheckedFormats: schema.hasUncheckedFormats, options) { Validator(schema) }
  }

  /// The same by several schemas, in the order of `options.routedSchemas`.
  package func replay(
    _ schemas: [Schema], routes: RouteTable?, _ options: ReplayOptions
  ) -> FilterOutcome {
    run(hasUncheckedFormats: schemas.contains { $0.hasUncheckedFormats }) {
      ReplayWorker(MarkingJudge(schemas, routes: routes, marker: $0.makeMarker()), options, $0)
    }
  }

  /// The same by judges of any kind.
  func replay<Judge: RecordJudge & ~Copyable>(
    hasUncheckedFormats: Bool, _ options: ReplayOptions,
    makeJudge: @escaping @Sendable () -> Judge
  ) -> FilterOutcome {
    run(hasUncheckedFormats: hasUncheckedFormats) { ReplayWorker(makeJudge(), options, $0) }
  }
}
