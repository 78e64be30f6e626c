import WeirJSON

/// Who watches an evaluation. The evaluator is specialised for each: with `VerdictOnly` all that
/// concerns reports is compiled away.
protocol EvaluationObserver {
  /// Whether failures are recorded, so that evaluation goes on behind the first.
  static var collects: Bool { get }

  /// Whether every schema that applies is to be seen, even where it cannot change the verdict.
  static var seesEverySchema: Bool { get }

  /// Whether nothing more will be recorded, so that evaluation may stop.
  var isFull: Bool { get }

  /// Takes what a custom keyword says about the value that its schema is being applied to: JSON
  /// text. Asked only of those who see every schema.
  mutating func annotate(site: Int, _ text: [UInt8])

  /// Records that a keyword rejects a node.
  mutating func record(_ fault: Fault)

  /// Enters a subschema, which is applied to the value at `node`: through the keyword at `site` for
  /// a reference, else where it stands. Returns nil, or the limit that forbids it; then nothing is
  /// entered.
  mutating func enter(schema: Int, through site: Int?, at node: Int) -> EvaluationLimit?
  mutating func leave(isValid: Bool)

  /// Begins to set faults aside, since a branch may fail without harm.
  mutating func beginBranches()
  /// Ends what `beginBranches` began and forgets the faults since.
  mutating func forgetBranches()
  /// Ends what `beginBranches` began and makes the faults since the causes of `fault`.
  mutating func recordBecauseOfBranches(_ fault: Fault)
}

/// What a keyword has found, as data: text is made when a report is.
struct Fault {
  /// Index into the program's sites; nil for a schema that is `false`.
  var site: Int?
  /// Tape node of the value at fault; of the key where `place` is `.key`.
  var node: Int
  var place = Place.value
  var detail = Detail.none

  enum Place { case value, key, opening }

  enum Detail {
    case none
    /// Tape nodes of two equal elements.
    case pair(Int, Int)
    /// How many elements matched `contains`.
    case count(Int)
    /// Of a union none of whose branches matched: their indices in the program's targets.
    case union(Range<Int>)
    /// Of a `oneOf` several of whose branches matched: which, and the first one's index in the
    /// program's targets.
    case branches([Int], first: Int)
    /// Missing names.
    case names([[UInt8]])
    /// Of an unexpected property: the name it was probably meant to have, which is missing.
    case misspelt([UInt8])
    /// Of an unexpected property: the object that lacks one of its name, as a tape node. It stands in
    /// the property's object, or that in it.
    case misplaced(Int)
    /// Names that are missing because the first one is there.
    case dependency(trigger: [UInt8], missing: [[UInt8]])
    /// Why the content of a string is not what it should be.
    case content(String)
    /// What a custom keyword says.
    case message(String)
  }
}

/// Wants the verdict and nothing else.
struct VerdictOnly: EvaluationObserver {
  static var collects: Bool { false }
  static var seesEverySchema: Bool { false }
  var isFull: Bool { false }
  mutating func annotate(site: Int, _ text: [UInt8]) {}
  mutating func record(_ fault: Fault) {}
  mutating func enter(schema: Int, through site: Int?, at node: Int) -> EvaluationLimit? { nil }
  mutating func leave(isValid: Bool) {}
  mutating func beginBranches() {}
  mutating func forgetBranches() {}
  mutating func recordBecauseOfBranches(_ fault: Fault) {}
}
