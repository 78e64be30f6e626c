import WeirJSON

/// Runs a `BacktrackingProgram` on a text, with a budget of steps.
struct BacktrackingMatcher {
  private let program: BacktrackingProgram
  private let text: ByteSlice
  private var steps = 0
  private var captures: [Int]
  private var registers: [Int]

  /// A way not taken, or something to undo on the way back to one.
  private enum Choice {
    case resume(instruction: Int, position: Int)
    case capture(slot: Int, value: Int)
    case register(Int, value: Int)
  }

  private var choices: [Choice] = []

  init(_ program: BacktrackingProgram, _ text: ByteSlice) {
    self.program = program
    self.text = text
    captures = Array(repeating: -1, count: program.captureCount * 2 + 2)
    registers = Array(repeating: -1, count: program.registerCount)
  }

  /// Whether the pattern matches anywhere.
  mutating func search() throws(PatternBudgetExceeded) -> Bool {
    var position = 0
    while true {
      if try run(from: 0, at: position) != nil { return true }
      guard position < text.count else { return false }
      position += text.decodedScalar(at: position).length
      for slot in captures.indices { captures[slot] = -1 }
    }
  }

  /// Runs from an instruction up to `accept`; returns the position there. What was captured stays,
  /// the ways not taken are forgotten. Recursion is bounded by the nesting of lookarounds.
  private mutating func run(
    from start: Int, at startPosition: Int
  ) throws(PatternBudgetExceeded) -> Int? {
    let bottom = choices.count
    var next = start
    var position = startPosition
    while true {
      steps += 1
      guard steps <= PatternLimits.maxSteps else { throw PatternBudgetExceeded() }
      var isAlive = true
      switch program.instructions[next] {
      case .accept:
        keepUndoing(above: bottom)
        return position
      case .jump(let target): next = target - 1
      case .split(let first, let second):
        choices.append(.resume(instruction: second, position: position))
        next = first - 1
      case .scalar(let set, let isBackward):
        if let moved = step(position, isBackward), program.sets[set].contains(moved.scalar) {
          position = moved.position
        } else {
          isAlive = false
        }
      case .start: isAlive = position == 0
      case .end: isAlive = position == text.count
      case .wordBoundary(let isNegated):
        isAlive = (isWord(before: position) != isWord(at: position)) != isNegated
      case .save(let slot): capture(slot, position)
      case .forget(let groups):
        for slot in groups.lowerBound * 2...groups.upperBound * 2 + 1 { capture(slot, -1) }
      case .mark(let register):
        choices.append(.register(register, value: registers[register]))
        registers[register] = position
      case .requireProgress(let register): isAlive = registers[register] != position
      case .look(let isNegated, let end):
        let saved = captures
        let found = try run(from: next + 1, at: position) != nil
        if isNegated { captures = saved }
        isAlive = found != isNegated
        next = end - 1
      case .backReference(let index, let isBackward):
        if let moved = repeatCapture(index, position, isBackward) {
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

  private mutating func backtrack(to bottom: Int) -> (Int, Int)? {
    while choices.count > bottom {
      switch choices.removeLast() {
      case .resume(let instruction, let position): return (instruction, position)
      case .capture(let slot, let value): captures[slot] = value
      case .register(let register, let value): registers[register] = value
      }
    }
    return nil
  }

  /// After a lookaround has matched there is no way back into it, but what it captured must still
  /// be undone when an earlier way is taken.
  private mutating func keepUndoing(above bottom: Int) {
    var kept = bottom
    for index in bottom..<choices.count {
      if case .resume = choices[index] { continue }
      choices[kept] = choices[index]
      kept += 1
    }
    choices.removeSubrange(kept...)
  }

  private mutating func capture(_ slot: Int, _ value: Int) {
    choices.append(.capture(slot: slot, value: captures[slot]))
    captures[slot] = value
  }

  private func step(_ position: Int, _ isBackward: Bool) -> (scalar: UInt32, position: Int)? {
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

  /// A group that has not matched repeats nothing, which always succeeds.
  private func repeatCapture(_ index: Int, _ position: Int, _ isBackward: Bool) -> Int? {
    let start = captures[index * 2]
    let end = captures[index * 2 + 1]
    guard start >= 0, end >= start else { return position }
    let length = end - start
    let from = isBackward ? position - length : position
    guard from >= 0, from + length <= text.count,
      text[from..<from + length].elementsEqual(text[start..<end])
    else { return nil }
    return isBackward ? from : from + length
  }

  private func isWord(at position: Int) -> Bool {
    position < text.count && ScalarSet.word.contains(UInt32(text[position]))
  }

  private func isWord(before position: Int) -> Bool { position > 0 && isWord(at: position - 1) }
}
