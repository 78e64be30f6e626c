// Where a node is: its bytes in the source, its JSON Pointer. Computed only when somebody asks.

extension Tape {
  /// Bytes of the JSON text that the value or key at `index` takes, quotes and brackets included.
  ///
  /// Linear in the descendants of a container.
  package func byteRange(of index: Int) -> Range<Int> {
    let node = self[index]
    let start = Int(node.offset)
    switch node.kind {
    case .string: return start..<start + Int(node.length) + 2
    case .array, .object: return start..<endOfContainer(at: index)
    default: return start..<start + Int(node.length)
    }
  }

  /// The tape does not store closing brackets. Behind the last leaf there are only blanks and the
  /// brackets of the containers that end with it, so counting those finds the right one.
  private func endOfContainer(at index: Int) -> Int {
    let end = Int(self[index].next)
    var open = 0
    for inner in index..<end where self[inner].isContainer && Int(self[inner].next) == end {
      open += 1
    }
    let last = self[end - 1]
    var offset = last.isContainer ? Int(last.offset) + 1 : byteRange(of: end - 1).upperBound
    while offset < text.count {
      let byte = text[offset]
      offset += 1
      if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { open -= 1 }
      if open == 0 { break }
    }
    return offset
  }

  /// RFC 6901 pointer from the root to the value at `index`; the empty string for the root. A key's
  /// pointer is its member's.
  ///
  /// Linear in the siblings on the way; does not recurse. For many nodes, see `PointerCursor`.
  package func pointer(to index: Int) -> String {
    var cursor = PointerCursor(self)
    return cursor.pointer(to: index)
  }
}

extension Document {
  /// Bytes of the original text that the value or key at `index` takes: of the YAML text for a
  /// document with a source map, else of the JSON text.
  package func byteRange(of index: Int) -> Range<Int> {
    if let sourceMap, index < sourceMap.ranges.count {
      let range = sourceMap.ranges[index]
      return Int(range.lowerBound)..<Int(range.upperBound)
    }
    return tape.byteRange(of: index)
  }
}
