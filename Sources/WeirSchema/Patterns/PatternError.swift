/// Why a text cannot be used as a pattern, and where.
struct PatternError: Error, Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case unexpected, unterminatedClass, unterminatedGroup, unmatchedParenthesis
    case nothingToRepeat, quantifier, quantifierOrder, escape, classRange, classRangeOrder
    case groupName, duplicateGroupName, unknownGroup, unknownProperty, group, modifiers
    case tooDeep, tooLarge
  }

  let kind: Kind

  /// Offset in bytes of the fault in the pattern.
  let byteOffset: Int

  init(_ kind: Kind, at byteOffset: Int) {
    self.kind = kind
    self.byteOffset = byteOffset
  }

  /// Whether the pattern is right, but more than this engine can run.
  var isUnsupported: Bool {
    switch kind {
    case .tooDeep, .tooLarge: true
    default: false
    }
  }
}

extension PatternError: CustomStringConvertible {
  var description: String {
    (isUnsupported ? "unsupported pattern: " : "not a regular expression (ECMA-262): ")
      + "\(reason), at offset \(byteOffset)"
  }

  /// The fault alone.
  var reason: String {
    switch kind {
    case .unexpected: "this character needs a backslash before it"
    case .unterminatedClass: "the character class is never closed"
    case .unterminatedGroup: "the group is never closed"
    case .unmatchedParenthesis: "this ) closes no group"
    case .nothingToRepeat: "there is nothing here to repeat"
    case .quantifier: "not a quantifier"
    case .quantifierOrder: "the numbers of the quantifier are out of order"
    case .escape: "not an escape that ECMA-262 knows"
    case .classRange: "a class escape cannot bound a range"
    case .classRangeOrder: "the range is out of order"
    case .groupName: "not a group name"
    case .duplicateGroupName: "two groups have this name"
    case .unknownGroup: "there is no such group"
    case .unknownProperty: "there is no such Unicode property"
    case .modifiers: "the modifiers i, m and s come once each"
    case .group: "not a kind of group that ECMA-262 knows"
    case .tooDeep: "groups nest deeper than the limit of \(PatternLimits.maxNesting)"
    case .tooLarge: "repetitions make it larger than the limit"
    }
  }
}

/// The steps of a pattern with back references ran out before it had an answer.
struct PatternBudgetExceeded: Error {}

/// Named limits of the pattern engine.
enum PatternLimits {
  /// How deep groups may nest.
  static let maxNesting = 200

  /// How many instructions a pattern may become; bounded repetitions are written out.
  static let maxInstructions = 200_000

  /// Cells of four bytes that a worker's automata may take together; when they are full they start
  /// anew.
  static let maxCells = 1 << 20

  /// How many different lookarounds a pattern may have, and how many of them at one level, to be
  /// run in linear time. One with more is run step by step.
  static let maxLooks = 8
  static let maxLooksPerAutomaton = 4
}
