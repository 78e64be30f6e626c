/// The Swift of a Markdown document, held against a test that compiles it.
package enum SwiftExamples {
  /// - Returns: How many lines the `swift` blocks of the document have, and those of them that do not
  ///   stand in the source. A comment at the end of a line does not count.
  package static func lines(
    of document: String, notIn source: String
  ) throws -> (count: Int, missing: [String]) {
    let compiled = try Set(lines(ofFile: source).map { code(of: $0) })
    var count = 0
    var missing: [String] = []
    var isSwift = false
    for line in try lines(ofFile: document) {
      if line.hasPrefix("```") {
        isSwift = line == "```swift"
      } else if isSwift {
        count += 1
        if !compiled.contains(code(of: line)) { missing.append(String(line)) }
      }
    }
    return (count, missing)
  }

  private static func lines(ofFile path: String) throws -> [Substring] {
    String(decoding: try TestData.bytes(ofFile: path), as: UTF8.self).split(separator: "\n")
  }

  private static func code(of line: Substring) -> Substring {
    var code = (line.split(separator: "  //").first ?? line).trimmingPrefix(while: \.isWhitespace)
    while code.last?.isWhitespace == true { code.removeLast() }
    return code
  }
}
