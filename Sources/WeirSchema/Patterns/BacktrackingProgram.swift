/// What a pattern with back references becomes: instructions for a matcher that tries one way after
/// the other. ECMA-262 §22.2.2.
struct BacktrackingProgram: Sendable {
  enum Instruction: Sendable {
    /// Takes a character of the set: the next one, or for lookbehind the one before.
    case scalar(set: Int, isBackward: Bool)
    case jump(Int)
    /// Tries the first way, then the second.
    case split(Int, Int)
    case start
    case end
    case wordBoundary(isNegated: Bool)
    case save(slot: Int)
    /// Forgets captures, as every iteration of a repetition begins with none.
    case forget(ClosedRange<Int>)
    /// Notes the position in a register …
    case mark(register: Int)
    /// … and fails if it has not moved since: an empty iteration would go on for ever.
    case requireProgress(register: Int)
    /// Runs what follows as a lookaround, up to `accept`; goes on at `end`.
    case look(isNegated: Bool, end: Int)
    /// Repeats what the one of some groups that has matched holds.
    case backReference(groups: Int, ignoresCase: Bool, isBackward: Bool)
    case accept
  }

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [ScalarSet] = []
  /// What back references mean: one group, or several of one name.
  private(set) var groups: [[Int]] = []
  /// Two for every group: where it starts and ends.
  let slotCount: Int
  private(set) var registerCount = 0
  let isAnchored: Bool

  /// - Throws: `tooLarge`.
  init(_ tree: PatternNode) throws(PatternError) {
    slotCount = ((tree.captures?.upperBound ?? 0) + 1) * 2
    isAnchored = tree.isAnchored
    try add(tree, isBackward: false)
    try append(.accept)
  }

  private mutating func append(_ instruction: Instruction) throws(PatternError) {
    guard instructions.count < PatternLimits.maxInstructions else {
      throw PatternError(.tooLarge, at: 0)
    }
    instructions.append(instruction)
  }

  private mutating func add(_ node: PatternNode, isBackward: Bool) throws(PatternError) {
    switch node {
    case .empty: break
    case .scalars(let set):
      sets.append(set)
      try append(.scalar(set: sets.count - 1, isBackward: isBackward))
    case .sequence(let parts):
      for part in isBackward ? parts.reversed() : parts { try add(part, isBackward: isBackward) }
    case .alternation(let branches): try addAlternation(branches, isBackward)
    case .repetition(let body, let min, let max, let isLazy):
      try addRepetition(body, min: min, max: max, isLazy: isLazy, isBackward)
    case .start: try append(.start)
    case .end: try append(.end)
    case .wordBoundary(let isNegated): try append(.wordBoundary(isNegated: isNegated))
    case .capture(let body, let index):
      try append(.save(slot: index * 2 + (isBackward ? 1 : 0)))
      try add(body, isBackward: isBackward)
      try append(.save(slot: index * 2 + (isBackward ? 0 : 1)))
    case .lookaround(let body, let isBehind, let isNegated):
      let look = instructions.count
      try append(.look(isNegated: isNegated, end: 0))
      try add(body, isBackward: isBehind)
      try append(.accept)
      instructions[look] = .look(isNegated: isNegated, end: instructions.count)
    case .backReference(let groups, let ignoresCase):
      self.groups.append(groups)
      try append(
        .backReference(
          groups: self.groups.count - 1, ignoresCase: ignoresCase, isBackward: isBackward))
    }
  }

  private mutating func addAlternation(
    _ branches: [PatternNode], _ isBackward: Bool
  ) throws(PatternError) {
    var jumps: [Int] = []
    for branch in branches.dropLast() {
      let split = instructions.count
      try append(.split(split + 1, 0))
      try add(branch, isBackward: isBackward)
      jumps.append(instructions.count)
      try append(.jump(0))
      instructions[split] = .split(split + 1, instructions.count)
    }
    if let last = branches.last { try add(last, isBackward: isBackward) }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func addRepetition(
    _ body: PatternNode, min: Int, max: Int?, isLazy: Bool, _ isBackward: Bool
  ) throws(PatternError) {
    for _ in 0..<min {
      let start = instructions.count
      try addIteration(body, isBackward)
      // What takes no instruction takes none however often.
      if instructions.count == start { return }
    }
    var splits: [Int] = []
    for _ in min..<Swift.max(min, max ?? min + 1) {
      splits.append(instructions.count)
      try append(.split(0, 0))
      try addOptionalIteration(body, isBackward)
    }
    if max == nil, let loop = splits.last { try append(.jump(loop)) }
    let end = instructions.count
    for split in splits {
      instructions[split] = isLazy ? .split(end, split + 1) : .split(split + 1, end)
    }
  }

  /// An iteration beyond the least number has to take something.
  private mutating func addOptionalIteration(
    _ body: PatternNode, _ isBackward: Bool
  ) throws(PatternError) {
    guard body.canBeEmpty else { return try addIteration(body, isBackward) }
    let register = registerCount
    registerCount += 1
    try append(.mark(register: register))
    try addIteration(body, isBackward)
    try append(.requireProgress(register: register))
  }

  private mutating func addIteration(_ body: PatternNode, _ isBackward: Bool) throws(PatternError) {
    if let captures = body.captures { try append(.forget(captures)) }
    try add(body, isBackward: isBackward)
  }
}
