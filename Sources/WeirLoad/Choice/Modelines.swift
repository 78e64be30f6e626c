import WeirJSON
package import WeirYAML

/// The schemas that comments of a YAML file name, as editors read them:
/// `# yaml-language-server: $schema=service.schema.json`.
///
/// One in front of a document is for that document; one in front of the first is also for all that
/// have none of their own.
package struct Modelines {
  private var references: [String?] = []

  /// - Parameter text: What `documents` were read from. Linear.
  package init(_ text: [UInt8], of documents: [YAMLDocument]) {
    guard text.contains(UInt8(ascii: "#")) else { return }
    var start = 0
    for document in documents {
      let root = document.sourceMap.ranges.first.map { Int($0.lowerBound)..<Int($0.upperBound) }
      guard let root else { continue }
      references.append(Modelines.reference(in: text[start..<max(start, root.lowerBound)]))
      start = max(start, root.upperBound)
    }
  }

  /// The schema that the document of this number, from 0, is said to have.
  package func reference(for document: Int) -> String? {
    guard references.indices.contains(document) else { return nil }
    return references[document] ?? references[0]
  }

  /// The first that the comment lines of a text name.
  static func reference(in text: ArraySlice<UInt8>) -> String? {
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
      if !value.isEmpty { return String(decoding: value, as: UTF8.self) }
    }
    return nil
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
