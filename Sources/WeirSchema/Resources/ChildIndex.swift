import WeirJSON

/// The children of containers that JSON Pointers lead through, looked up in constant time where
/// there are many, so that thousands of references into one `$defs` take linear time.
struct ChildIndex {
  /// Up to this many children are looked through.
  private static let smallCount = 32

  private var members: [SchemaNode: [[UInt8]: Int]] = [:]
  private var elements: [SchemaNode: [Int]] = [:]

  /// The child of the value at `place` that a pointer's token names; nil if there is none.
  mutating func child(_ token: [UInt8], of place: SchemaNode, in tape: Tape) -> Int? {
    let node = tape[place.node]
    guard node.isContainer, node.length > Self.smallCount else {
      return tape.child(token, of: place.node)
    }
    if node.kind == .array {
      guard let position = JSONPointer.arrayIndex(token) else { return nil }
      let children = elements[place] ?? Array(tape.elements(of: place.node))
      elements[place] = children
      return position < children.count ? children[position] : nil
    }
    if let known = members[place] { return known[token] }
    let pairs = tape.members(of: place.node).map { (tape.bytes(at: $0), $0 + 1) }
    let found = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    members[place] = found
    return found[token]
  }
}
