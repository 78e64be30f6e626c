import WeirJSON

/// Runs a `BacktrackingProgram` on a text, with a budget of steps. One worker's: its storage is
/// reused from text to text.
struct BacktrackingMatcher: ~Copyable {
  private var stepsLeft = 0
  private var captures = CellBuffer<Int>(capacity: 16)
  private var registers = CellBuffer<Int>(capacity: 4)
  private var choices = CellBuffer<Choice>(capacity: 64)
  private var choiceCount = 0

  /// A way not taken, or something to undo on the way back to one.
  struct Choice: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable { case resume, capture, register }
    var kind: Kind
    /// An instruction, a slot or a register.
    var index: Int32
    /// A position, or what was there before.
    var value: Int
  }

  /// Whether the pattern matches anywhere.
  mutating func search(
    _ program: BacktrackingProgram, _ text: ByteSlice, maxSteps: Int
  ) throws(PatternBudgetExceeded) -> Bool {
    stepsLeft = maxSteps
    captures.reserve(program.slotCount, keeping: 0)
    registers.reserve(program.registerCount, keeping: 0)
    choiceCount = 0
    defer { choices.shrink(to: PatternLimits.maxCells) }
    var position = 0
    while true {
      for slot in 0..<program.slotCount { captures[slot] = -1 }
      for register in 0..<program.registerCount { registers[register] = -1 }
      if try run(program, text, from: 0, at: position) != nil { return true }
      guard position < text.count, !program.isAnchored else { return false }
      position += text.decodedScalar(at: position).length
    }
  }

  /// Runs from an instruction up to `accept`; returns the position there. What was captured stays,
  /// the ways not taken are forgotten. Recursion is bounded by the nesting of lookarounds.
  private mutating func run(
    _ program: borrowing BacktrackingProgram, _ text: ByteSlice, from start: Int,
    at startPosition: Int
  ) throws(PatternBudgetExceeded) -> Int? {
    let bottom = choiceCount
    var next = start
    var position = startPosition
    while true {
      guard stepsLeft > 0 else { throw PatternBudgetExceeded() }
      stepsLeft -= 1
      var isAlive = true
      switch program.instructions[next] {
      case .accept:
        keepUndoing(above: bottom)
        return position
      case .jump(let target): next = target - 1
      case .split(let first, let second):
        push(Choice(kind: .resume, index: Int32(second), value: position))
        next = first - 1
      case .scalar(let set, let isBackward):
        if let moved = step(text, position, isBackward), program.sets[set].contains(moved.scalar) {
          position = moved.position
        } else {
          isAlive = false
        }
      case .start: isAlive = position == 0
      case .end: isAlive = position == text.count
      case .wordBoundary(let isNegated):
        isAlive = (isWord(text, position - 1) != isWord(text, position)) != isNegated
      case .save(let slot): capture(slot, position)
      case .forget(let groups):
        for slot in groups.lowerBound * 2...groups.upperBound * 2 + 1 { capture(slot, -1) }
      case .mark(let register):
        push(Choice(kind: .register, index: Int32(register), value: registers[register]))
        registers[register] = position
      case .requireProgress(let register): isAlive = registers[register] != position
      case .look(let isNegated, let end):
        let undone = choiceCount
        let found = try run(program, text, from: next + 1, at: position) != nil
        // What a negated lookaround captured does not come out of it.
        if found, isNegated { _ = backtrack(to: undone) }
        isAlive = found != isNegated
        next = end - 1
      case .backReference(let groups, let ignoresCase, let isBackward):
        let group = capture(of: program.groups[groups])
        if let moved = ignoresCase
          ? foldedRepeat(of: group, text, position, isBackward)
          : `repeat`(of: group, text, position, isBackward)
        {
          position = moved
        } else {
          isAlive = false
        }
      }
      if isAlive {
        next += 1
      } else {
        guard let resumed = backtrack(to: bottom) else { return nil }
        (next, position) = resumed
      }
    }
  }

  private mutating func push(_ choice: Choice) {
    choices.reserve(choiceCount + 1, keeping: choiceCount)
    choices[choiceCount] = choice
    choiceCount += 1
  }

  private mutating func backtrack(to bottom: Int) -> (Int, Int)? {
    while choiceCount > bottom {
      choiceCount -= 1
      let choice = choices[choiceCount]
      switch choice.kind {
      case .resume: return (Int(choice.index), choice.value)
      case .capture: captures[Int(choice.index)] = choice.value
      case .register: registers[Int(choice.index)] = choice.value
      }
    }
    return nil
  }

  /// After a lookaround has matched there is no way back into it, but what it captured must still
  /// be undone when an earlier way is taken.
  private mutating func keepUndoing(above bottom: Int) {
    var kept = bottom
    for index in bottom..<choiceCount where choices[index].kind != .resume {
      choices[kept] = choices[index]
      kept += 1
    }
    choiceCount = kept
  }

  private mutating func capture(_ slot: Int, _ value: Int) {
    push(Choice(kind: .capture, index: Int32(slot), value: captures[slot]))
    captures[slot] = value
  }

  private func step(
    _ text: ByteSlice, _ position: Int, _ isBackward: Bool
  ) -> (scalar: UInt32, position: Int)? {
    if !isBackward {
      guard position < text.count else { return nil }
      let (scalar, length) = text.decodedScalar(at: position)
      return (scalar, position + length)
    }
    guard position > 0 else { return nil }
    var start = position - 1
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    return (text.decodedScalar(at: start).value, start)
  }

  /// What one of some groups has captured: of those that share a name at most one has matched. Where
  /// none has, it is nothing, which can always be repeated.
  private func capture(of groups: [Int]) -> Range<Int> {
    for index in groups {
      let start = captures[index * 2]
      let end = captures[index * 2 + 1]
      if start >= 0, end >= start { return start..<end }
    }
    return 0..<0
  }

  /// The position behind a repetition of what was captured, or before it; nil if there is none.
  private func `repeat`(
    of group: Range<Int>, _ text: ByteSlice, _ position: Int, _ isBackward: Bool
  ) -> Int? {
    let start = isBackward ? position - group.count : position
    guard start >= 0, start + group.count <= text.count,
      text[start..<start + group.count].elementsEqual(text[group])
    else { return nil }
    return isBackward ? start : start + group.count
  }

  /// The same by what characters fold to; those may take another number of bytes.
  private func foldedRepeat(
    of group: Range<Int>, _ text: ByteSlice, _ position: Int, _ isBackward: Bool
  ) -> Int? {
    var captured = isBackward ? group.upperBound : group.lowerBound
    var position = position
    while isBackward ? captured > group.lowerBound : captured < group.upperBound {
      guard let expected = step(text, captured, isBackward),
        let found = step(text, position, isBackward),
        CaseFolding.fold(expected.scalar) == CaseFolding.fold(found.scalar)
      else { return nil }
      captured = expected.position
      position = found.position
    }
    return position
  }

  private func isWord(_ text: ByteSlice, _ position: Int) -> Bool {
    position >= 0 && position < text.count && ScalarSet.word.contains(UInt32(text[position]))
  }
}
