/// Limits of an evaluation. An instance that exceeds one gets no verdict but the limit's name.
public struct EvaluationLimits: Hashable, Sendable {
  /// How many schemas may be applied within each other: about the nesting of the instance times
  /// the applicators per level. Each takes about a kilobyte of stack in an optimised build and up to
  /// four in a debug build. The defaults, 4,000 and 2,000, leave room in the eight megabytes that a
  /// thread commonly has; a thread with less wants a lower limit.
  public var maxEvaluationDepth: Int

  /// Steps that matching one text against one pattern with back references may take. Patterns
  /// without them take linear time and no steps.
  public var maxPatternSteps: Int

  /// How many applications of a schema to a value are collected for annotations and output formats.
  /// Each takes 24 bytes, and about 300 in the most detailed output.
  public var maxOutputUnits: Int

  /// How many of those may be within each other. Each takes some thousand bytes of stack.
  public var maxOutputDepth: Int

  #if DEBUG
    private static let evaluationDepthForStack = 2_000
  #else
    private static let evaluationDepthForStack = 4_000
  #endif

  public init(
    maxEvaluationDepth: Int? = nil, maxPatternSteps: Int = 1_000_000,
    maxOutputUnits: Int = 1_000_000, maxOutputDepth: Int = 1_000
  ) {
    self.maxEvaluationDepth = maxEvaluationDepth ?? Self.evaluationDepthForStack
    self.maxPatternSteps = maxPatternSteps
    self.maxOutputUnits = maxOutputUnits
    self.maxOutputDepth = maxOutputDepth
  }
}

/// Which limit ended an evaluation. The raw value is the code in reports and quarantine records.
public enum EvaluationLimit: String, Error, Hashable, Sendable {
  case evaluationDepth = "limit.evaluation_depth"
  case patternBudget = "limit.pattern_budget"
  /// The schema applies itself to the same value again and again.
  case infiniteRecursion = "limit.infinite_recursion"
  case outputUnits = "limit.output_units"
  case outputDepth = "limit.output_depth"
}

extension EvaluationLimit: CustomStringConvertible {
  public var description: String {
    switch self {
    case .evaluationDepth: "schemas nest deeper in this value than the limit allows"
    case .infiniteRecursion: "a schema applies itself to the same value again and again"
    case .outputUnits: "more schemas apply to this value than annotations may be collected from"
    case .outputDepth: "schemas nest deeper in this value than annotations may be collected from"
    case .patternBudget: "a pattern needs more steps on this text than the limit allows"
    }
  }
}
