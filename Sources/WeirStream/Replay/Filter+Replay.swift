package import WeirJSON
package import WeirSchema

extension Filter {
  /// Judges the payloads of quarantine records anew, by one schema.
  package func replay(_ schema: Schema, _ options: ReplayOptions) -> FilterOutcome {
    replay(hasUncheckedFormats: schema.hasUncheckedFormats, options) { Validator(schema) }
  }

  /// The same by several schemas, in the order of `options.routedSchemas`.
  ///
  /// - Parameter instances: The options that the schemas were compiled with.
  package func replay(
    _ schemas: [Schema], routes: RouteTable, instances: DocumentOptions, _ options: ReplayOptions
  ) -> FilterOutcome {
    replay(hasUncheckedFormats: schemas.contains { $0.hasUncheckedFormats }, options) {
      MarkingJudge(schemas, routes: routes, instances: instances)
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
