public import WeirJSON

/// What is wrong with one instance, in full, or else what its schemas say about it: made only when
/// asked for.
public struct Report: Hashable, Sendable {
  /// In document order of the instance, then of the schema; at most as many as asked for.
  public let errors: [ValidationError]

  /// Whether more was wrong than `errors` holds.
  public let isTruncated: Bool

  /// What the schemas that apply say about the instance's values, in the order in which they were
  /// applied; empty unless the instance is valid and annotations were asked for.
  public let annotations: [Annotation]

  public var isValid: Bool { errors.isEmpty }

  package init(
    errors: [ValidationError], isTruncated: Bool = false, annotations: [Annotation] = []
  ) {
    self.errors = errors
    self.isTruncated = isTruncated
    self.annotations = annotations
  }
}

/// One fault of an instance: what, where in the instance, and which keyword of the schema says so.
///
/// The same record in every output: reports, quarantine records, problem bodies.
public struct ValidationError: Hashable, Sendable {
  /// Stable: `schema.required`, `decode.utf8`, `limit.depth`, … (stage, dot, name).
  public let code: String

  /// The failing keyword; empty for a malformed instance and for a `false` schema.
  public let keyword: String

  /// RFC 6901 pointer to the value at fault; empty for the whole instance.
  public let instanceLocation: String

  /// Keywords walked from the schema's root, through references, as an RFC 6901 pointer.
  public let evaluationPath: String

  /// Absolute URI of the keyword with a JSON Pointer fragment.
  public let schemaLocation: String

  /// Where the value at fault (for an unexpected member: its key) stands in the instance's text.
  public let byteRange: Range<Int>

  /// `byteRange.lowerBound` as line and column of the instance's text.
  public let position: TextPosition

  /// Where the keyword's value stands in the schema's text, for a second label.
  public let schemaPlace: SchemaPlace?

  /// One line for people, without the place.
  public let message: String

  /// The same in pieces, for a renderer with more than one line.
  package let messageParts: MessageParts

  /// Of an `anyOf` or `oneOf` that no branch of stands out for: what was wrong inside its branches.
  /// Where a branch was clearly meant, its faults are the errors. Empty for a leaf.
  public let causes: [ValidationError]

  /// The schemas around the keyword, the innermost first; empty unless asked for.
  package let frames: [ReportFrame]

  package init(
    code: String, keyword: String = "", instanceLocation: String = "", evaluationPath: String = "",
    schemaLocation: String = "", byteRange: Range<Int>, position: TextPosition,
    schemaPlace: SchemaPlace? = nil, message: MessageParts, causes: [ValidationError] = [],
    frames: [ReportFrame] = []
  ) {
    self.code = code
    self.keyword = keyword
    self.instanceLocation = instanceLocation
    self.evaluationPath = evaluationPath
    self.schemaLocation = schemaLocation
    self.byteRange = byteRange
    self.position = position
    self.schemaPlace = schemaPlace
    self.message = message.line
    messageParts = message
    self.causes = causes
    self.frames = frames
  }

  package init(
    code: String, byteRange: Range<Int>, position: TextPosition, message: String
  ) {
    self.init(
      code: code, byteRange: byteRange, position: position, message: MessageParts(message))
  }
}

/// A place in a schema's source text.
public struct SchemaPlace: Hashable, Sendable {
  /// The name the source was loaded under (a file path as given), or its URI.
  public let sourceName: String

  /// Bytes of the source text.
  public let byteRange: Range<Int>

  public let position: TextPosition

  package init(sourceName: String, byteRange: Range<Int>, position: TextPosition) {
    self.sourceName = sourceName
    self.byteRange = byteRange
    self.position = position
  }
}
