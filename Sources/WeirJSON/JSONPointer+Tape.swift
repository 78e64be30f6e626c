extension Tape {
  /// Index of the value that `pointer` leads to from the value at `start`; nil where nothing is.
  ///
  /// Keys are compared by their decoded bytes; of duplicate keys the one that the tape kept counts.
  /// RFC 6901 §4. Linear in the siblings on the way; does not recurse.
  package func index(at pointer: JSONPointer, from start: Int = 0) -> Int? {
    var index = start
    for token in pointer.tokens {
      guard let child = child(of: index, named: token) else { return nil }
      index = child
    }
    return index
  }

  /// Index of the member's value or the element that one unescaped token of a pointer names.
  package func child(of index: Int, named token: [UInt8]) -> Int? {
    switch kind(of: index) {
    case .object: return members(of: index).first { key(at: $0, equals: token) }.map { $0 + 1 }
    case .array:
      guard let position = JSONPointer.arrayIndex(token), position < Int(self[index].length) else {
        return nil
      }
      return elements(of: index).dropFirst(position).first { _ in true }
    default: return nil
    }
  }

  private func key(at index: Int, equals token: [UInt8]) -> Bool {
    if self[index].hasEscapes { return bytes(at: index) == token }
    return token.withByteSlice { rawContent(of: index).elementsEqual($0) }
  }
}
