import WeirJSON

/// JSON Pointers that are followed on tape after tape: their names with their hashes, in storage of its
/// own, so that following one touches nothing that threads share. One worker's.
struct PointerTable: ~Copyable {
  private let names: CellBuffer<UInt8>
  private let steps: CellBuffer<Step>

  /// Where the steps of each pointer end.
  private let ends: CellBuffer<Int>

  /// Not private: the compiler (6.3) breaks on a private type in storage that nobody copies.
  struct Step: BitwiseCopyable {
    /// Where its name stands.
    let start: Int
    let count: Int
    let hash: UInt32

    /// Which element of an array it names; -1 for none.
    let element: Int
  }

  init(_ pointers: [JSONPointer]) {
    let tokens = pointers.flatMap(\.tokens)
    names = CellBuffer(capacity: tokens.reduce(0) { $0 + $1.count })
    steps = CellBuffer(capacity: tokens.count)
    ends = CellBuffer(capacity: pointers.count)
    var start = 0
    for (index, token) in tokens.enumerated() {
      for (offset, byte) in token.enumerated() { names[start + offset] = byte }
      steps[index] = Step(
        start: start, count: token.count, hash: token.withByteSlice { KeyHash.shared.hash($0) },
        element: JSONPointer.arrayIndex(token) ?? -1)
      start += token.count
    }
    var end = 0
    for (number, pointer) in pointers.enumerated() {
      end += pointer.tokens.count
      ends[number] = end
    }
  }

  /// Index of the value that a pointer leads to from the root; nil where nothing is. As
  /// `Tape.index(at:)`.
  ///
  /// - Parameter number: Place of the pointer among those of the table.
  func index(of number: Int, on tape: Tape) -> Int? {
    var index = 0
    var step = number == 0 ? 0 : ends[number &- 1]
    let end = ends[number]
    while step < end {
      guard let child = child(of: index, steps[step], on: tape) else { return nil }
      index = child
      step &+= 1
    }
    return index
  }

  private func child(of index: Int, _ step: Step, on tape: Tape) -> Int? {
    switch tape.kind(of: index) {
    case .object: return member(of: index, step, on: tape)
    case .array:
      guard step.element >= 0, step.element < Int(tape[index].length) else { return nil }
      var child = index + 1
      for _ in 0..<step.element { child = tape.next(after: child) }
      return child
    default: return nil
    }
  }

  private func member(of index: Int, _ step: Step, on tape: Tape) -> Int? {
    let name = names.cells.slice(count: names.capacity)[step.start..<step.start &+ step.count]
    var key = index &+ 1
    let end = tape.next(after: index)
    while key < end {
      let node = tape[key]
      if node.keyHash == step.hash, isNamed(node, name, on: tape) { return key &+ 1 }
      key = tape.next(after: key &+ 1)
    }
    return nil
  }

  private func isNamed(_ key: Node, _ name: ByteSlice, on tape: Tape) -> Bool {
    if !key.hasEscapes { return tape.rawContent(of: key).elementsEqual(name) }
    var scratch = CellBuffer<UInt8>(capacity: 1)
    return tape.content(of: key, scratch: &scratch).elementsEqual(name)
  }
}
