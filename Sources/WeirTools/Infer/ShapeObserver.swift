import WeirJSON

/// Adds documents to shapes.
///
/// Cost: linear in the document. Allocates only for what is seen for the first time.
struct ShapeObserver: ~Copyable {
  let limits: ShapeLimits
  private var scratch = CellBuffer<UInt8>(capacity: 64)

  init(_ limits: ShapeLimits) { self.limits = limits }

  /// Adds the value at `index`.
  mutating func observe(_ tape: Tape, _ index: Int, as shape: Shape, depth: Int = 0) {
    let node = tape[index]
    switch node.kind {
    case .null: shape.nulls += 1
    case .true, .false: shape.booleans += 1
    case .integer, .decimal: shape.numbers.add(tape.rawContent(of: node), kind: node.kind)
    case .string:
      shape.strings.add(tape.content(of: node, scratch: &scratch), limit: limits.maxEnum)
    case .array: observeArray(tape, index, as: shape, depth: depth)
    case .object:
      let objects = shape.objects ?? ObjectShape(tags: shape.tags)
      shape.objects = objects
      observeObject(tape, index, as: objects, depth: depth)
    }
  }

  private mutating func observeArray(_ tape: Tape, _ index: Int, as shape: Shape, depth: Int) {
    let size = Int(tape[index].length)
    shape.arrays.add(size: size)
    guard size > 0, depth < InferLimits.maxDepth else { return }
    if shape.arrays.items == nil, limits.budget.take() {
      shape.arrays.items = Shape(tags: shape.tags?.items)
    }
    guard let items = shape.arrays.items else { return }
    for element in tape.elements(of: index) {
      observe(tape, element, as: items, depth: depth + 1)
    }
  }

  private mutating func observeObject(
    _ tape: Tape, _ index: Int, as shape: ObjectShape, depth: Int
  ) {
    let branch = branch(of: shape, for: tape, index)
    shape.countObject()
    if let branch {
      branch.countObject()
      observeMembers(tape, index, as: branch, depth: depth)
    } else {
      observeMembers(tape, index, as: shape, depth: depth)
    }
  }

  /// The branch of an object that a tag tells apart; an object without its tag ends that.
  private mutating func branch(
    of shape: ObjectShape, for tape: Tape, _ index: Int
  ) -> ObjectShape? {
    guard let union = shape.union else { return nil }
    for key in tape.members(of: index) where tape.kind(of: key + 1) == .string {
      let name = tape.content(of: tape[key], scratch: &scratch)
      guard union.tag.withByteSlice({ $0.elementsEqual(name) }) else { continue }
      let value = tape.content(of: tape[key + 1], scratch: &scratch)
      return shape.branch(for: value, limits)
    }
    shape.dissolveUnion(limits)
    return nil
  }

  private mutating func observeMembers(
    _ tape: Tape, _ index: Int, as shape: ObjectShape, depth: Int
  ) {
    guard depth < InferLimits.maxDepth else {
      if tape[index].length > 0 { shape.hasOthers = true }
      return
    }
    var expected = 0
    for key in tape.members(of: index) {
      let node = tape[key]
      let name = tape.content(of: node, scratch: &scratch)
      let value = shape.value(of: name, hash: node.keyHash, expected: &expected, limits)
      if let value {
        observe(tape, key + 1, as: value, depth: depth + 1)
      } else {
        shape.hasOthers = true
      }
    }
  }
}
