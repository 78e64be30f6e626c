package import WeirJSON
public import WeirSchema

/// A text that reports quote from, an instance or a schema, under the name people know it by.
///
/// The bytes may be a piece of the file (one record of an event stream): `firstLine` says where the
/// piece begins, so that what is printed are places in the file.
public struct SourceText: Sendable {
  /// The file path as given, `<stdin>`, or a URI.
  public let name: String

  /// The text; UTF-8, not necessarily valid.
  public let bytes: [UInt8]

  /// The line of the file, from 1, on which `bytes` begins.
  public let firstLine: Int

  /// The offset in the file, from 0, at which `bytes` begins.
  public let firstByteOffset: Int

  /// Whether reports may quote from it; without, they name places alone.
  public private(set) var isQuotable = true

  public init(name: String, bytes: [UInt8], firstLine: Int = 1, firstByteOffset: Int = 0) {
    self.name = name
    self.bytes = bytes
    self.firstLine = firstLine
    self.firstByteOffset = firstByteOffset
  }

  /// The same text, of which nothing may be quoted.
  public var withheld: SourceText {
    var text = self
    text.isQuotable = false
    return text
  }

  /// The place in the file of a position in `bytes`. A piece begins at the beginning of a line.
  package func place(of position: TextPosition) -> TextPosition {
    TextPosition(line: position.line + firstLine - 1, column: position.column)
  }
}

/// The schemas a report may quote from, by the name they were loaded under.
///
/// A schema that is not here is still named by file, line and column.
public struct SchemaTexts: Sendable {
  private var texts: [String: SourceText] = [:]

  public init(_ sources: [SchemaSource] = []) {
    for source in sources { add(source) }
  }

  /// Adds a schema. The first of two with the same name counts, as in a `Registry`.
  public mutating func add(_ source: SchemaSource) {
    add(SourceText(name: source.name, bytes: source.text))
  }

  /// The same for a text that could not be read as a schema.
  public mutating func add(_ text: SourceText) {
    if texts[text.name] == nil { texts[text.name] = text }
  }

  /// A metaschema that is built in need not be added.
  public func text(named name: String) -> SourceText? {
    texts[name] ?? builtInMetaschema(name).map { SourceText(name: name, bytes: Array($0.utf8)) }
  }
}
