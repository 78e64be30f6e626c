import WeirJSON
import WeirReport
import WeirSchema

extension SourceText {
  /// The text of a document as reports may quote it: the values at these pointers are masked, byte by
  /// byte, so that places stay.
  ///
  /// Nothing may be quoted where a value may stand at two places: behind a duplicate key, or at an
  /// anchor of YAML.
  func masking(_ pointers: [JSONPointer], of document: borrowing Document) -> SourceText {
    guard !pointers.isEmpty else { return self }
    let mayHaveAnchors = document.sourceMap != nil && bytes.contains(UInt8(ascii: "&"))
    guard document.duplicateKeyOffsets.isEmpty, !mayHaveAnchors else { return withheld }
    var masked = bytes
    for node in RedactedNodes(pointers, in: document.tape).nodes.joined() {
      let range =
        document.sourceMap.map { Int($0.ranges[node].lowerBound)..<Int($0.ranges[node].upperBound) }
        ?? document.tape.byteRange(of: node)
      for index in range where masked[index] != UInt8(ascii: "\n") {
        masked[index] = UInt8(ascii: "*")
      }
    }
    return SourceText(
      name: name, bytes: masked, firstLine: firstLine, firstByteOffset: firstByteOffset)
  }
}
