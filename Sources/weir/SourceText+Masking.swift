import WeirJSON
import WeirReport
import WeirSchema
import WeirYAML

extension SourceText {
  /// The text of a document as reports may quote it: the values at these pointers are masked, byte by
  /// byte, so that places stay.
  ///
  /// Nothing may be quoted where a value may stand at two places: behind a duplicate key, or, in YAML, at
  /// an anchor.
  func masking(_ pointers: [JSONPointer], of document: borrowing Document) -> SourceText {
    guard !pointers.isEmpty else { return self }
    guard document.duplicateKeyOffsets.isEmpty else { return withheld }
    var masked = bytes
    masked.mask(document.ranges(at: pointers))
    return replacing(masked)
  }

  /// The same for all documents of a YAML text at once: a copy for each would take quadratic time.
  func masking(
    _ pointers: [JSONPointer], of documents: [YAMLDocument], options: DocumentOptions
  ) -> SourceText {
    guard !pointers.isEmpty else { return self }
    guard !bytes.contains(UInt8(ascii: "&")) else { return withheld }
    var masked = bytes
    var document = Document(options: options)
    for source in documents {
      do throws(SyntaxError) {
        try source.parse(into: &document)
      } catch {
        return withheld
      }
      masked.mask(document.ranges(at: pointers))
    }
    return replacing(masked)
  }

  private func replacing(_ bytes: [UInt8]) -> SourceText {
    SourceText(name: name, bytes: bytes, firstLine: firstLine, firstByteOffset: firstByteOffset)
  }
}

extension Document {
  /// Where the values at these pointers stand in the text that was read.
  fileprivate func ranges(at pointers: [JSONPointer]) -> [Range<Int>] {
    RedactedNodes(pointers, in: tape).nodes.joined().map { node in
      sourceMap.map { Int($0.ranges[node].lowerBound)..<Int($0.ranges[node].upperBound) }
        ?? tape.byteRange(of: node)
    }
  }
}

extension [UInt8] {
  fileprivate mutating func mask(_ ranges: [Range<Int>]) {
    for index in ranges.joined() where self[index] != UInt8(ascii: "\n") {
      self[index] = UInt8(ascii: "*")
    }
  }
}
