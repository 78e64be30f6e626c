import WeirJSON

// Which members and elements have been evaluated, for `unevaluatedProperties` and
// `unevaluatedItems`. A set has one bit per child of one instance; sets lie on a stack. They exist
// only below a schema that has one of the two keywords.

extension Evaluator {
  /// Runs the rest of a schema that wants to know what its subschemas evaluate. What it has
  /// evaluated in the end is handed on to an enclosing set.
  mutating func runTracking(from start: Int, on node: Int, marks outer: Int) -> Bool {
    let own = pushMarks(for: node)
    let isValid = run(from: start, on: node, marks: own)
    if outer >= 0, isValid { addMarks(own, to: outer, of: node) }
    marksTop = own
    return isValid
  }

  /// Applies a schema that may fail without harm; only if it matches does it count what it
  /// evaluated.
  @inline(__always)
  mutating func applyBranch(_ target: Target, to node: Int, _ marks: Int) -> Bool {
    if marks < 0 { return apply(target, to: node) }
    let own = pushMarks(for: node)
    let isValid = apply(target, to: node, marks: own)
    if isValid { addMarks(own, to: marks, of: node) }
    marksTop = own
    return isValid
  }

  @inline(never)
  mutating func loopUnevaluatedProperties(
    _ instruction: Instruction, _ node: Int, _ marks: Int
  ) -> Bool {
    let target = targets[Int(instruction.a)]
    let end = Int(tape[node].next)
    var key = node &+ 1
    var ordinal = 0
    var isValid = true
    while key < end {
      if !isMarked(ordinal, in: marks) {
        let passes =
          target.isFalse
          ? reject(Fault(site: Int(instruction.keyword), node: key, place: .key))
          : apply(target, to: key &+ 1)
        mark(ordinal, in: marks)
        if !passes {
          if !Observer.collects || observer.isFull { return false }
          isValid = false
        }
      }
      ordinal &+= 1
      key = tape.next(after: key &+ 1)
    }
    return isValid
  }

  @inline(never)
  mutating func loopUnevaluatedItems(
    _ instruction: Instruction, _ node: Int, _ marks: Int
  ) -> Bool {
    let target = targets[Int(instruction.a)]
    let end = Int(tape[node].next)
    var element = node &+ 1
    var position = 0
    var isValid = true
    while element < end {
      if !isMarked(position, in: marks) {
        let passes = target.isFalse ? reject(instruction, element) : apply(target, to: element)
        mark(position, in: marks)
        if !passes {
          if !Observer.collects || observer.isFull { return false }
          isValid = false
        }
      }
      position &+= 1
      element = tape.next(after: element)
    }
    return isValid
  }

  // MARK: Sets

  @inline(__always)
  func mark(_ ordinal: Int, in marks: Int) {
    self.marks[marks &+ ordinal &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: ordinal & 63)
  }

  @inline(__always)
  func isMarked(_ ordinal: Int, in marks: Int) -> Bool {
    self.marks[marks &+ ordinal &>> 6] &>> UInt64(truncatingIfNeeded: ordinal & 63) & 1 != 0
  }

  func markAll(_ node: Int, in marks: Int) {
    for word in 0..<words(for: node) { self.marks[marks &+ word] = UInt64.max }
  }

  private func words(for node: Int) -> Int { (Int(tape[node].length) &+ 63) &>> 6 }

  private mutating func pushMarks(for node: Int) -> Int {
    let own = marksTop
    let top = own &+ words(for: node)
    marks.reserve(top, keeping: own)
    for word in own..<top { marks[word] = 0 }
    marksTop = top
    return own
  }

  private func addMarks(_ source: Int, to destination: Int, of node: Int) {
    for word in 0..<words(for: node) { marks[destination &+ word] |= marks[source &+ word] }
  }
}
