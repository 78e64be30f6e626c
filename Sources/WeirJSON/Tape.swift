/// A borrowed view of a parsed document: its nodes and its text. Copying it costs nothing.
///
/// This is the face that the evaluator crosses once per value (ARCHITECTURE.md, "The hot seam"),
/// hence the annotations. Invariant, kept by `Document`: the view is used only while its document
/// is alive and not parsing. Indices are tape indices, `0..<count`; node 0 is the root.
@usableFromInline
package struct Tape {
  @usableFromInline let nodes: Cells<Node>

  /// The JSON text; node offsets count from its start.
  public let text: ByteSlice

  /// Number of nodes.
  public let count: Int

  @inlinable
  init(nodes: Cells<Node>, text: ByteSlice, count: Int) {
    self.nodes = nodes
    self.text = text
    self.count = count
  }

  @inlinable
  package subscript(index: Int) -> Node { nodes[index] }

  @inlinable
  package func kind(of index: Int) -> NodeKind { nodes[index].kind }

  /// Index of the node behind `index` and all its descendants: of a key its value, of a value the
  /// next key or element.
  @inlinable
  package func next(after index: Int) -> Int {
    let node = nodes[index]
    return node.isContainer ? Int(node.next) : index + 1
  }

  /// A string's bytes between the quotes as written, or the bytes of a number or literal.
  @inlinable
  package func rawContent(of index: Int) -> ByteSlice {
    rawContent(of: nodes[index])
  }

  @inlinable
  @inline(__always)
  package func rawContent(of node: Node) -> ByteSlice {
    let start = Int(node.offset) + (node.kind == .string ? 1 : 0)
    return text[start..<start + Int(node.length)]
  }

  /// A string's content with its escapes decoded: the raw bytes where there are none, else bytes in
  /// `scratch`, which stay valid until its next use. Lone surrogates come as WTF-8.
  @inlinable
  @inline(__always)
  package func content(of node: Node, scratch: inout CellBuffer<UInt8>) -> ByteSlice {
    node.hasEscapes ? decoded(node, scratch: &scratch) : rawContent(of: node)
  }

  @usableFromInline
  func decoded(_ node: Node, scratch: inout CellBuffer<UInt8>) -> ByteSlice {
    let raw = rawContent(of: node)
    scratch.reserve(raw.count + StructureIndex.padding, keeping: 0)
    let cells = scratch.cells
    return cells.slice(count: decodeEscapes(raw, into: cells))
  }
}

extension Tape {
  /// A string's content, decoded. Allocates; U+FFFD stands for a lone surrogate.
  package func string(at index: Int) -> String {
    bytes(at: index).withByteSlice { $0.decodedString() }
  }

  /// A string's decoded bytes, or those of a number or literal. Allocates.
  package func bytes(at index: Int) -> [UInt8] {
    var scratch = CellBuffer<UInt8>(capacity: 1)
    return content(of: self[index], scratch: &scratch).copied()
  }

  /// Whether the string at `index` has exactly the bytes of `text`; escapes count as what they mean.
  package func string(at index: Int, equals text: StaticString) -> Bool {
    let node = self[index]
    guard node.kind == .string else { return false }
    let expected = ByteSlice(text)
    if !node.hasEscapes { return rawContent(of: node).elementsEqual(expected) }
    return bytes(at: index).withByteSlice { $0.elementsEqual(expected) }
  }

  /// Index of the value of member `name` of the object at `index`. Linear in the members.
  package func member(_ name: StaticString, of index: Int) -> Int? {
    members(of: index).first { string(at: $0, equals: name) }.map { $0 + 1 }
  }

  /// Indices of the keys of the object at `index`, in text order; empty for anything else.
  package func members(of index: Int) -> Children {
    let isObject = kind(of: index) == .object
    return Children(
      tape: self, position: index + 1, end: isObject ? next(after: index) : 0, isObject: true)
  }

  /// Indices of the elements of the array at `index`; empty for anything else.
  package func elements(of index: Int) -> Children {
    let isArray = kind(of: index) == .array
    return Children(
      tape: self, position: index + 1, end: isArray ? next(after: index) : 0, isObject: false)
  }
}

/// The children of a container, one index a step.
package struct Children: Sequence, IteratorProtocol {
  let tape: Tape
  var position: Int
  let end: Int
  let isObject: Bool

  package mutating func next() -> Int? {
    guard position < end else { return nil }
    defer { position = tape.next(after: isObject ? position + 1 : position) }
    return position
  }
}

extension ByteSlice {
  /// The bytes of a literal, which live as long as the program.
  package init(_ text: StaticString) {
    unsafe self.init(base: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}
