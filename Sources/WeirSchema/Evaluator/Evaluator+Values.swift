import WeirJSON

// Assertions on the value itself.

extension Evaluator {
  @inline(__always)
  mutating func assertTypes(_ instruction: Instruction, _ node: Int, _ kind: KindSet) -> Bool {
    let types = KindSet(rawValue: UInt8(truncatingIfNeeded: instruction.flag))
    return !types.isDisjoint(with: kind) || isIntegralDecimal(node, tape.kind(of: node), types)
      || reject(instruction, node)
  }

  @inline(__always)
  mutating func assertStringIs(_ instruction: Instruction, _ node: Int) -> Bool {
    let value = tape[node]
    if value.kind == .string,
      keys.isEqual(
        tape.content(of: value, scratch: &scratch), offset: Int(instruction.a),
        count: Int(instruction.b))
    {
      return true
    }
    return reject(instruction, node)
  }

  mutating func assertEnum(_ instruction: Instruction, _ node: Int, _ kind: KindSet) -> Bool {
    let plan = program.enums.cells[Int(instruction.a)]
    if !plan.kinds.isDisjoint(with: kind) { return true }
    if kind == .string {
      if plan.hasStrings {
        let text = tape.content(of: tape[node], scratch: &scratch)
        let hash = keys.hash.hash(padded: text)
        if keys.find(text, hash: hash, in: plan.strings) != nil { return true }
      }
      return reject(instruction, node)
    }
    for index in 0..<Int(plan.literalCount) {
      let literal = program.literals.cells[Int(plan.firstLiteral) &+ index]
      let other = program.sourceTapes.view[Int(literal.source)]
      if ValueEquality.areEqual(tape, node, other, Int(literal.node)) { return true }
    }
    return reject(instruction, node)
  }

  /// Where the number stands: -1 below the instruction's bound, 0 on it, 1 above.
  @inline(__always)
  func order(_ instruction: Instruction, _ node: Int) -> Int {
    let number = tape[node]
    let token = tape.rawContent(of: number)
    return number.kind == .integer
      ? bounds[Int(instruction.a)].order(ofInteger: token)
      : bounds[Int(instruction.a)].order(of: token)
  }

  mutating func assertMultipleOf(_ instruction: Instruction, _ node: Int) -> Bool {
    let number = tape[node]
    let token = tape.rawContent(of: number)
    let divides =
      number.kind == .integer
      ? program.divisors.view[Int(instruction.a)].divides(integer: token)
      : program.divisors.view[Int(instruction.a)].divides(token)
    return divides || reject(instruction, node)
  }

  /// Whether the string has at least `count` Unicode scalars.
  ///
  /// A scalar takes one to twelve bytes as written, so most answers need no counting.
  @inline(__always)
  mutating func hasLength(_ node: Int, atLeast count: Int) -> Bool {
    let string = tape[node]
    let bytes = Int(string.length)
    if bytes < count { return false }
    if bytes >= count &* 12 { return true }
    return tape.content(of: string, scratch: &scratch).scalarCount >= count
  }

  @inline(__always)
  mutating func assertPattern(_ instruction: Instruction, _ node: Int) -> Bool {
    let text = tape.content(of: tape[node], scratch: &scratch)
    return matches(Int(instruction.a), text) || reject(instruction, node)
  }

  /// Whether a pattern matches; running out of steps ends the evaluation.
  @inline(__always)
  mutating func matches(_ pattern: Int, _ text: ByteSlice) -> Bool {
    do throws(PatternBudgetExceeded) {
      return try patterns[pattern].matches(text, scratch: &patternScratch)
    } catch {
      return giveUp(.patternBudget)
    }
  }

  @inline(__always)
  mutating func assertFormat(_ instruction: Instruction, _ node: Int) -> Bool {
    let text = tape.content(of: tape[node], scratch: &scratch)
    guard let format = Format(rawValue: UInt8(truncatingIfNeeded: instruction.a)) else {
      return true
    }
    return format.accepts(text) || reject(instruction, node)
  }
}

extension ByteSlice {
  /// Number of Unicode scalars: of bytes that are no continuation bytes. Linear, 8 bytes a step.
  var scalarCount: Int {
    var continuations = 0
    var index = 0
    while index &+ 8 <= count {
      let word = self.word(at: index)
      // The high bit set and the next one clear.
      continuations &+= (word & ~(word << 1) & 0x8080_8080_8080_8080).nonzeroBitCount
      index &+= 8
    }
    while index < count {
      if self[index] & 0xC0 == 0x80 { continuations &+= 1 }
      index &+= 1
    }
    return count &- continuations
  }
}
