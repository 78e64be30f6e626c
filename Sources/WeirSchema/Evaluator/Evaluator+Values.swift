package import WeirJSON

// Assertions on the value itself.

extension Evaluator {
  @inline(never)
  mutating func assertTypes(_ instruction: Instruction, _ node: Int) -> Bool {
    let types = KindSet(rawValue: UInt8(truncatingIfNeeded: instruction.flag))
    let kind = tape.kind(of: node)
    return types.contains(kind: kind) || isIntegralDecimal(node, kind, types)
      || reject(instruction, node)
  }

  @inline(never)
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

  @inline(never)
  mutating func assertEnum(_ instruction: Instruction, _ node: Int) -> Bool {
    let plan = enums[Int(instruction.a)]
    let kind = tape.kind(of: node)
    if plan.kinds.contains(kind: kind) { return true }
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

  @inline(never)
  mutating func assertMinimum(_ instruction: Instruction, _ node: Int) -> Bool {
    order(instruction, node) >= 0 || reject(instruction, node)
  }

  @inline(never)
  mutating func assertExclusiveMinimum(_ instruction: Instruction, _ node: Int) -> Bool {
    order(instruction, node) > 0 || reject(instruction, node)
  }

  @inline(never)
  mutating func assertMaximum(_ instruction: Instruction, _ node: Int) -> Bool {
    order(instruction, node) <= 0 || reject(instruction, node)
  }

  @inline(never)
  mutating func assertExclusiveMaximum(_ instruction: Instruction, _ node: Int) -> Bool {
    order(instruction, node) < 0 || reject(instruction, node)
  }

  /// Where the number stands: -1 below the instruction's bound, 0 on it, 1 above.
  @inline(__always)
  private func order(_ instruction: Instruction, _ node: Int) -> Int {
    let number = tape[node]
    let token = tape.rawContent(of: number)
    let estimate = boundEstimates[Int(instruction.a)]
    let order =
      number.kind == .integer
      ? estimate.order(ofInteger: token) : estimate.order(ofDecimal: token)
    return order ?? exactOrder(Int(instruction.a), token)
  }

  @inline(never)
  private func exactOrder(_ bound: Int, _ token: ByteSlice) -> Int {
    program.bounds.view[bound].order(of: token)
  }

  @inline(never)
  mutating func assertMultipleOf(_ instruction: Instruction, _ node: Int) -> Bool {
    let number = tape[node]
    let token = tape.rawContent(of: number)
    let divides =
      number.kind == .integer
      ? program.divisors.view[Int(instruction.a)].divides(integer: token)
      : program.divisors.view[Int(instruction.a)].divides(token)
    return divides || reject(instruction, node)
  }

  @inline(never)
  mutating func assertMinLength(_ instruction: Instruction, _ node: Int) -> Bool {
    hasLength(node, atLeast: Int(instruction.a)) || reject(instruction, node)
  }

  @inline(never)
  mutating func assertMaxLength(_ instruction: Instruction, _ node: Int) -> Bool {
    !hasLength(node, atLeast: Int(instruction.a) &+ 1) || reject(instruction, node)
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

  @inline(never)
  mutating func assertPattern(_ instruction: Instruction, _ node: Int) -> Bool {
    let text = tape.content(of: tape[node], scratch: &scratch)
    return matches(Int(instruction.a), text) || reject(instruction, node)
  }

  /// Whether a pattern matches; running out of steps ends the evaluation.
  @inline(__always)
  mutating func matches(_ pattern: Int, _ text: ByteSlice) -> Bool {
    let plan = patternPlans[pattern]
    switch plan.kind {
    case .always: return true
    case .run: return plan.run.matches(text)
    case .equals:
      return keys.isEqual(text, offset: Int(plan.offset), count: Int(plan.length))
    case .hasPrefix: return text.hasPrefix(keys.bytes(plan))
    case .hasSuffix: return text.hasSuffix(keys.bytes(plan))
    case .contains: return text.contains(keys.bytes(plan))
    case .places: return PlaceTable.matches(text, keys.bytes(plan), isClosed: true)
    case .openPlaces: return PlaceTable.matches(text, keys.bytes(plan), isClosed: false)
    case .automaton, .lookaround: return matchesByAutomata(pattern, plan, text)
    case .counted:
      let count = text.scalarCount
      return count >= plan.min && count <= plan.max && matchesByAutomata(pattern, plan, text)
    case .backtracking: return matchesSlowly(pattern, text)
    }
  }

  @inline(__always)
  private mutating func matchesByAutomata(
    _ pattern: Int, _ plan: PatternPlan, _ text: ByteSlice
  ) -> Bool {
    let keys = Int(plan.firstKey)..<Int(plan.lastKey) &+ 1
    return patternScratch.isReady(keys)
      ? patternScratch.matches(text, keys) : matchesSlowly(pattern, text)
  }

  @inline(never)
  private mutating func matchesSlowly(_ pattern: Int, _ text: ByteSlice) -> Bool {
    do throws(PatternBudgetExceeded) {
      return try patterns[pattern].matches(
        text, scratch: &patternScratch, maxSteps: limits.maxPatternSteps)
    } catch {
      return giveUp(.patternBudget)
    }
  }

  @inline(never)
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
  package var scalarCount: Int {
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
