package import WeirJSON

// Documents that are a part of a text: a line of a file, a schema inside of a suite of tests. They
// stand alone, but their places are those of the whole text.

extension SchemaSource {
  /// Takes over a document that was parsed from the bytes at `offset` of `text`. Its text must be
  /// its own copy. Linear in the document, times its depth.
  package convenience init(
    uri: String, name: String, document: consuming Document, at offset: Int, of text: [UInt8]
  ) {
    if offset > 0 || document.tape.text.count != text.count {
      document.sourceMap = SourceMap(
        ranges: (0..<document.tape.count).map { node in
          let range = document.tape.byteRange(of: node)
          return UInt32(range.lowerBound + offset)..<UInt32(range.upperBound + offset)
        })
    }
    self.init(uri: uri, name: name, document: document, originalText: text)
  }

  /// The value at `node` as a document of its own, retrieved from `uri`. Linear in the value, times
  /// its depth.
  ///
  /// - Throws: Never for a value of this source, which was parsed by the same limits.
  package func part(at node: Int, uri: String) throws(SyntaxError) -> SchemaSource {
    var document = Document(options: .lenient)
    try document.parse(tape.text[tape.byteRange(of: node)].copied())
    // Nodes lie in the order of the text, so those of a part are a run of those of the whole.
    let count = document.tape.count
    var lookalikes: [Int: Bool] = [:]
    for (place, flag) in sourceMap?.booleanLookalikes ?? [:]
    where (node..<node + count).contains(place) {
      lookalikes[place - node] = flag
    }
    document.sourceMap = SourceMap(
      ranges: (0..<count).map { index in
        let range = byteRange(of: node + index)
        return UInt32(range.lowerBound)..<UInt32(range.upperBound)
      }, booleanLookalikes: lookalikes)
    return SchemaSource(uri: uri, name: name, document: document, originalText: text)
  }
}
