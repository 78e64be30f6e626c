/// Limits of an evaluation. An instance that exceeds one gets no verdict but the limit's name.
public struct EvaluationLimits: Hashable, Sendable {
  /// How many schemas may be applied within each other: about the nesting of the instance times
  /// the applicators per level. Each takes some hundred bytes of stack.
  public var maxEvaluationDepth: Int

  /// Steps that matching one text against one pattern with back references may take. Patterns
  /// without them take linear time and no steps.
  public var maxPatternSteps: Int

  public init(maxEvaluationDepth: Int = 10_000, maxPatternSteps: Int = 1_000_000) {
    self.maxEvaluationDepth = maxEvaluationDepth
    self.maxPatternSteps = maxPatternSteps
  }
}

/// Which limit ended an evaluation. The raw value is the code in reports and quarantine records.
public enum EvaluationLimit: String, Hashable, Sendable {
  case evaluationDepth = "limit.evaluation_depth"
  case patternBudget = "limit.pattern_budget"
  /// The schema applies itself to the same value again and again.
  case infiniteRecursion = "limit.infinite_recursion"
}

extension EvaluationLimit: CustomStringConvertible {
  public var description: String {
    switch self {
    case .evaluationDepth: "schemas nest deeper in this value than the limit allows"
    case .infiniteRecursion: "a schema applies itself to the same value again and again"
    case .patternBudget: "a pattern needs more steps on this text than the limit allows"
    }
  }
}
