public import WeirJSON

/// Limits for reading YAML.
public struct YAMLOptions: Sendable, Hashable {
  /// The limits of the JSON document that results; `isStrict` changes nothing, since YAML's
  /// duplicate keys are errors in any case.
  public var document = DocumentOptions()

  /// How much aliases and merge keys may add to each document: bytes of scalars, and a fixed cost
  /// per node. Far above what people write, far below what a "billion laughs" needs.
  public var maxAliasExpansion = 16 << 20

  /// What an expanded node costs beside its text.
  static let costOfExpandedNode = 8

  /// The defaults.
  public init() {}
}

/// One document of a YAML stream as JSON: its text, and where each value came from.
///
/// YAML 1.2 core schema plus merge keys (`<<`), aliases followed. Numbers stay as written where
/// JSON can read them. A value that came through an alias has the alias's place; what is inside of
/// it, and what a merge brought, the place where it was written.
public struct YAMLDocument: Sendable {
  /// Compact JSON, UTF-8.
  public let jsonText: [UInt8]

  /// For each node of `jsonText`, in the document tape's order, its bytes in the YAML text:
  /// collections whole, scalars without anchor, tag and comment.
  package let sourceMap: SourceMap

  /// What is legal and was perhaps not meant, roughly in document order.
  public let warnings: [YAMLWarning]

  /// Reads all documents of a YAML stream; none when it is empty or holds only comments.
  ///
  /// Linear in the text and the expansion allowed. Allocates about ten times the text.
  ///
  /// - Parameter text: UTF-8, with or without byte order mark.
  /// - Throws: the first `YAMLError` of the stream; documents before it are not returned, since a
  ///   stream whose end is unreadable may have been cut off or concatenated by mistake.
  public static func documents(
    in text: [UInt8], options: YAMLOptions = YAMLOptions()
  ) throws(YAMLError) -> [YAMLDocument] {
    do {
      let start = try contentStart(of: text)
      try checkDirectives(in: text)
      var documents: [YAMLDocument] = []
      for tree in try YAMLComposer.trees(of: text, from: start, options: options) {
        documents.append(try JSONEmitter.document(of: tree, options: options))
      }
      return documents
    } catch {
      throw error.located(in: text)
    }
  }

  /// Parses the JSON text into `document`, whose byte ranges then are those of the YAML text.
  ///
  /// - Throws: only where `document` has tighter limits than the YAML was read with.
  package func parse(into document: inout Document) throws(SyntaxError) {
    try document.parse(jsonText)
    document.sourceMap = sourceMap
  }

  /// Source places are 32-bit, and a decoded scalar can be half as long again as its escapes.
  private static let maxTextLength = 2 << 30

  /// The offset behind a UTF-8 byte order mark; an error for what is not UTF-8 at first sight.
  private static func contentStart(of text: [UInt8]) throws(YAMLError) -> Int {
    guard text.count <= maxTextLength else { throw YAMLError(.size, at: maxTextLength) }
    let head = text.prefix(4)
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return 3 }
    if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.elementsEqual([0, 0, 0xFE, 0xFF]) {
      throw YAMLError(.encoding, at: 0, subject: "this is UTF-32")
    }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      throw YAMLError(.encoding, at: 0, subject: "this is UTF-16")
    }
    // YAML 1.2.2 §5.2: without a mark, a NUL among the first two bytes gives UTF-16 away.
    if head.count >= 2, (head[0] == 0) != (head[1] == 0) {
      throw YAMLError(.encoding, at: 0, subject: "this looks like UTF-16")
    }
    return 0
  }

  /// Far more than people write, and few enough for libyaml, which compares each with each.
  private static let maxDirectives = 10_000

  /// Refuses a text with endless directives (lines that begin with `%`) in a row, blank lines and
  /// comments between them aside. YAML 1.2.2 §6.8. Linear.
  private static func checkDirectives(in text: [UInt8]) throws(YAMLError) {
    guard text.contains(UInt8(ascii: "%")) else { return }
    var isLineStart = true
    var count = 0
    for (offset, byte) in text.enumerated() {
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        isLineStart = true
        continue
      }
      guard isLineStart else { continue }
      isLineStart = false
      switch byte {
      case UInt8(ascii: "%"): count += 1
      case UInt8(ascii: "#"), UInt8(ascii: " "): break
      default: count = 0
      }
      guard count <= maxDirectives else {
        throw YAMLError(
          .syntax, at: offset, subject: "more than \(maxDirectives) directives in a row")
      }
    }
  }
}
