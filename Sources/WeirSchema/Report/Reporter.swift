package import WeirJSON

/// Makes reports: evaluates with a collecting observer and tells what that has seen.
///
/// One worker's. Keeps its storage, and what it has learnt of the schema, from report to report.
struct Reporter: ~Copyable {
  private let facts: SchemaFacts
  private var evaluator: Evaluator<Collector>

  init(_ facts: SchemaFacts, limits: EvaluationLimits, tape: Tape) {
    self.facts = facts
    evaluator = Evaluator(facts.program, limits: limits, observer: Collector(), tape: tape)
  }

  /// Everything that is wrong with a document, up to the limit.
  ///
  /// - Parameters:
  ///   - text: What places refer to; `sourceMap` has the nodes' places there, if it is not the
  ///     tape's own text.
  ///   - root: The schema to judge by, where it is not the program's.
  mutating func report(
    on tape: Tape, text: ByteSlice, sourceMap: SourceMap?, by root: Target? = nil,
    _ detail: ReportDetail
  ) -> Report {
    evaluator.observer.start(limit: detail.limit)
    _ = evaluator.evaluate(tape, by: root ?? facts.program.root)
    if let exceeded = evaluator.exceeded { return Report(exceeded, in: text) }
    let entries = evaluator.observer.entries
      .withoutAftermath(facts, evaluator.observer.steps, tape)
    var builder = ReportBuilder(
      facts, steps: evaluator.observer.steps, tape: tape, text: text, sourceMap: sourceMap,
      detail: detail)
    // A union may be told as several errors.
    let errors = builder.errors(Array(entries.prefix(evaluator.observer.limit)))
    return Report(
      errors: Array(errors.prefix(evaluator.observer.limit)),
      isTruncated: max(entries.count, errors.count) > evaluator.observer.limit)
  }
}

extension [UInt8] {
  /// What messages call a key, by its bytes, quotes included: `the key "a"`.
  package func keyName(_ range: Range<Int>) -> String {
    "the key \(cutInMiddle(String(decoding: self[range], as: UTF8.self), to: 60))"
  }
}

extension Report {
  /// Errors per instance unless somebody asks for more or fewer.
  public static let defaultLimit = 32

  /// A text that is no JSON.
  ///
  /// - Parameter namesKeys: Whether the text may be quoted, for a key that stands twice.
  package init(_ error: SyntaxError, in text: ByteSlice, namesKeys: Bool = true) {
    let bytes = text.copied()
    let explained = error.explained(
      in: bytes, key: { namesKeys ? bytes.keyName($0) : "this key" })
    var message = MessageParts(explained.message)
    message.suggestion = explained.help
    self.init(
      errors: [
        ValidationError(
          code: error.code.rawValue, byteRange: error.byteRange(in: bytes),
          position: TextPosition(of: error.byteOffset, in: text), message: message)
      ])
  }

  /// An instance that cannot be judged within the limits.
  init(_ limit: EvaluationLimit, in text: ByteSlice) {
    self.init(
      errors: [
        ValidationError(
          code: limit.rawValue, byteRange: 0..<min(1, text.count),
          position: TextPosition(line: 1, column: 1), message: limit.description)
      ], isTruncated: true)
  }
}
