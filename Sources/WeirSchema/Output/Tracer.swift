import WeirJSON

/// Evaluates with a trace, for annotations and output formats. One worker's; storage is kept.
struct Tracer: ~Copyable {
  private let facts: SchemaFacts
  private var evaluator: Evaluator<Trace>

  init(_ facts: SchemaFacts, limits: EvaluationLimits, tape: Tape) {
    self.facts = facts
    evaluator = Evaluator(
      facts.program, limits: limits, observer: Trace(limits), tape: tape)
  }

  /// The annotations of a document that is valid.
  mutating func annotations(of tape: Tape) -> Result<[Annotation], EvaluationLimit> {
    if case .limitExceeded(let limit) = trace(tape) { return .failure(limit) }
    var gatherer = AnnotationGatherer(reader(of: tape))
    gatherer.gather(0)
    return .success(gatherer.annotations)
  }

  mutating func output(
    of tape: Tape, _ detail: OutputDetail, _ redacted: RedactedNodes
  ) -> OutputResult {
    if case .limitExceeded(let limit) = trace(tape) { return .limitExceeded(limit) }
    var builder = OutputBuilder(reader(of: tape), detail: detail, redacted: redacted)
    return .unit(builder.unit(of: 0))
  }

  private mutating func trace(_ tape: Tape) -> Verdict {
    evaluator.observer.start()
    let isValid = evaluator.evaluate(tape)
    if let limit = evaluator.exceeded { return .limitExceeded(limit) }
    return isValid ? .valid : .invalid
  }

  private func reader(of tape: Tape) -> TraceReader {
    TraceReader(trace: evaluator.observer, facts: facts, instance: tape)
  }
}
