import WeirJSON
package import WeirYAML

/// The schemas that comments of a YAML file name, as editors read them:
/// `# yaml-language-server: $schema=service.schema.json`.
///
/// One in front of a document is for that document; one in front of the first is also for all that
/// have none of their own.
package struct Modelines {
  private var modelines: [Modeline?] = []

  /// A comment that names a schema.
  package struct Modeline {
    package let reference: String

    /// Of the reference, in the text.
    package let byteOffset: Int
  }

  /// - Parameter text: What `documents` were read from. Linear.
  package init(_ text: [UInt8], of documents: [YAMLDocument]) {
    guard text.contains(UInt8(ascii: "#")) else { return }
    var start = 0
    for document in documents {
      let root = document.sourceMap.ranges.first.map { Int($0.lowerBound)..<Int($0.upperBound) }
      guard let root else { continue }
      modelines.append(Modelines.first(in: text[start..<max(start, root.lowerBound)]))
      start = max(start, root.upperBound)
    }
  }

  /// The schema that the document of this number, from 0, is said to have.
  package func modeline(for document: Int) -> Modeline? {
    guard modelines.indices.contains(document) else { return nil }
    return modelines[document] ?? modelines[0]
  }

  /// The first among the comment lines of a text.
  static func first(in text: ArraySlice<UInt8>) -> Modeline? {
    for line in text.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
    {
      var rest = line.drop(while: \.isBlank)
      guard rest.popFirst() == UInt8(ascii: "#") else { continue }
      rest = rest.drop(while: \.isBlank)
      guard rest.starts(with: "yaml-language-server".utf8) else { continue }
      rest = rest.dropFirst("yaml-language-server".utf8.count).drop(while: \.isBlank)
      guard rest.popFirst() == UInt8(ascii: ":") else { continue }
      rest = rest.drop(while: \.isBlank)
      guard rest.starts(with: "$schema=".utf8) else { continue }
      let value = rest.dropFirst("$schema=".utf8.count).prefix { !$0.isBlank }
      if !value.isEmpty {
        return Modeline(
          reference: String(decoding: value, as: UTF8.self), byteOffset: value.startIndex)
      }
    }
    return nil
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
