public import WeirJSON
public import WeirSchema

/// One thing that is wrong, as the formats of CI systems carry it: what, how bad, and where.
///
/// Errors of instances and diagnostics of any kind become this before they are written, so that every
/// command that reports can do so in every format.
public struct Finding: Hashable, Sendable {
  public var level: Diagnostic.Severity

  /// Stable, such as `schema.enum`: the rule that was broken.
  public var code: String

  /// One line for people, without the place.
  public var message: String

  /// The file as it was given; empty where there is none.
  public var file: String

  /// What of the file it is about, such as one test of a suite; empty for the file as a whole.
  public var subject = ""

  /// The part of the file that is at fault; nil for the file as a whole.
  public var region: Region?

  /// RFC 6901 pointer into the instance; nil where there is none to give.
  public var instanceLocation: String?

  /// URI of the keyword with a JSON Pointer fragment; empty where no schema says so.
  public var schemaLocation: String

  /// Where the keyword stands.
  public var schemaPlace: SchemaPlace?

  /// A run of a file's text.
  public struct Region: Hashable, Sendable {
    public var start: TextPosition

    /// Behind the last character.
    public var end: TextPosition

    /// Offsets in the file.
    public var byteRange: Range<Int>
  }

  public init(
    level: Diagnostic.Severity = .error, code: String, message: String, file: String,
    region: Region? = nil, instanceLocation: String? = nil, schemaLocation: String = "",
    schemaPlace: SchemaPlace? = nil
  ) {
    self.level = level
    self.code = code
    self.message = message
    self.file = file
    self.region = region
    self.instanceLocation = instanceLocation
    self.schemaLocation = schemaLocation
    self.schemaPlace = schemaPlace
  }
}

extension Finding {
  /// An error of an instance, with places relative to `instance`.
  public init(_ error: ValidationError, in instance: SourceText) {
    self.init(
      code: error.code, message: error.message, file: instance.name,
      region: Region(in: instance, at: error.position, byteRange: error.byteRange),
      instanceLocation: error.hasLocation ? error.instanceLocation : nil,
      schemaLocation: error.schemaLocation, schemaPlace: error.schemaPlace)
  }

  /// A warning, or an error that is not an instance's.
  ///
  /// - Parameter file: The file in hand, for a diagnostic that names none.
  public init(_ diagnostic: Diagnostic, file: String = "") {
    let label = diagnostic.primary
    self.init(
      level: diagnostic.severity, code: diagnostic.code, message: diagnostic.title,
      file: label?.sourceName ?? file,
      region: label.map { label in
        label.text.map { Region(in: $0, of: label) }
          ?? Region(start: label.position, end: label.position, byteRange: label.byteRange)
      },
      instanceLocation: diagnostic.pointer)
  }

  /// The same for the same fault however many lines come and go before it, on whatever machine, if
  /// files are named in the same way: SHA-256 of everything but the place, in hexadecimal digits.
  public var fingerprint: String {
    var hash = SHA256()
    // The URI of a file tells where somebody keeps it.
    let keyword = schemaLocation.split(separator: "#", maxSplits: 1).last.map(String.init) ?? ""
    let schema = schemaPlace?.sourceName ?? ""
    for field in [file, code, instanceLocation ?? "", schema, keyword, message] {
      hash.update(field: field)
    }
    if !subject.isEmpty { hash.update(field: subject) }
    return hash.hexadecimal()
  }
}

extension Finding.Region {
  /// A region of `text` that is given relative to it. Linear in its length.
  init(in text: SourceText, at start: TextPosition, byteRange: Range<Int>) {
    let first = text.place(of: start)
    let inside = byteRange.clamped(to: 0..<text.bytes.count)
    let length = text.bytes.withByteSlice { bytes in
      TextPosition(of: inside.count, in: bytes[inside])
    }
    self.init(
      start: first,
      end: TextPosition(
        line: first.line + length.line - 1,
        column: length.line == 1 ? first.column + length.column - 1 : length.column),
      byteRange: byteRange.lowerBound + text.firstByteOffset..<byteRange.upperBound
        + text.firstByteOffset)
  }

  /// A label's region: its position is the file's already, its range the text's.
  fileprivate init(in text: SourceText, of label: Diagnostic.Label) {
    let start = TextPosition(
      line: label.position.line - text.firstLine + 1, column: label.position.column)
    self.init(in: text, at: start, byteRange: label.byteRange)
  }
}
