import WeirJSON
import WeirSchema

/// A text that reports quote from, an instance or a schema, under the name people know it by.
///
/// The bytes may be a piece of the file (one record of an event stream): `firstLine` says where the
/// piece begins, so that what is printed are places in the file.
public struct SourceText: Sendable {
  /// The file path as given, `-` for standard input, or a URI.
  public let name: String

  /// The text; UTF-8, not necessarily valid.
  public let bytes: [UInt8]

  /// The line of the file, from 1, on which `bytes` begins.
  public let firstLine: Int

  public init(name: String, bytes: [UInt8], firstLine: Int = 1) {
    self.name = name
    self.bytes = bytes
    self.firstLine = firstLine
  }

  /// The place in the file of a position in `bytes`.
  func place(of position: TextPosition) -> TextPosition {
    TextPosition(line: position.line + firstLine - 1, column: position.column)
  }
}

/// The schema texts a report may quote from, by the name they were loaded under.
///
/// A schema whose text is not here is still named by file, line and column.
public struct SchemaTexts: Sendable {
  private var texts: [String: SourceText] = [:]

  public init() {}

  public mutating func add(_ text: SourceText) {
    texts[text.name] = text
  }

  func text(named name: String) -> SourceText? {
    texts[name]
  }
}
