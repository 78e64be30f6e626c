/// Writes down every application of a schema to a value, with its verdict: what annotations and
/// output formats are made of. Applications lie in the order in which they began, each before those
/// within it.
struct Trace: EvaluationObserver {
  static var collects: Bool { true }
  static var seesEverySchema: Bool { true }

  struct Application: BitwiseCopyable {
    var schema: Int32
    /// The reference that led to the schema, or -1.
    var site: Int32
    /// Tape node of the value; of a key where the schema judges a property's name.
    var node: Int32
    /// The application that this one is part of, or -1.
    var outer: Int32
    /// Index behind the last application within this one.
    var end: Int32
    var isValid: Bool
  }

  private let limits: EvaluationLimits
  private(set) var applications: [Application] = []
  /// By application.
  private(set) var faults: [Int: [Fault]] = [:]
  /// What custom keywords say, by application: JSON texts with the keywords' sites.
  private(set) var annotations: [Int: [(site: Int, text: [UInt8])]] = [:]
  private var current = -1
  private var depth = 0

  init(_ limits: EvaluationLimits) { self.limits = limits }

  /// Forgets everything and begins anew; storage is kept.
  mutating func start() {
    applications.removeAll(keepingCapacity: true)
    faults.removeAll(keepingCapacity: true)
    annotations.removeAll(keepingCapacity: true)
    current = -1
    depth = 0
  }

  /// Never: whoever wants annotations wants all of them.
  var isFull: Bool { false }

  mutating func enter(schema: Int, through site: Int?, at node: Int) -> EvaluationLimit? {
    guard applications.count < min(limits.maxOutputUnits, Int(Int32.max)) else {
      return .outputUnits
    }
    guard depth < limits.maxOutputDepth else { return .outputDepth }
    depth += 1
    applications.append(
      Application(
        schema: Int32(truncatingIfNeeded: schema),
        site: site.map { Int32(truncatingIfNeeded: $0) } ?? -1,
        node: Int32(truncatingIfNeeded: node), outer: Int32(truncatingIfNeeded: current), end: 0,
        isValid: false))
    current = applications.count - 1
    return nil
  }

  mutating func leave(isValid: Bool) {
    applications[current].isValid = isValid
    applications[current].end = Int32(truncatingIfNeeded: applications.count)
    current = Int(applications[current].outer)
    depth -= 1
  }

  mutating func annotate(site: Int, _ text: [UInt8]) {
    annotations[current, default: []].append((site, text))
  }

  mutating func record(_ fault: Fault) { faults[current, default: []].append(fault) }

  // What happens in branches is told like everything else; the branches' verdicts say what counts.
  mutating func beginBranches() {}
  mutating func forgetBranches() {}
  mutating func recordBecauseOfBranches(_ fault: Fault) { record(fault) }
}
