public import WeirJSON
public import WeirSchema

/// One finding as it is shown to people: what, where, what else helps.
///
/// Errors of instances, errors of schemas and warnings all become this before they are drawn, so
/// that there is one way to draw.
public struct Diagnostic: Sendable {
  public enum Severity: String, Sendable {
    case error, warning
  }

  /// A place in a text, quoted where the text is at hand.
  public struct Label: Sendable {
    public var sourceName: String

    /// In the file (not in the piece of it that `text` may be).
    public var position: TextPosition

    /// Bytes of `text`.
    public var byteRange: Range<Int>
    public var text: SourceText?

    /// Stands behind the carets.
    public var caption: String

    public init(
      sourceName: String, position: TextPosition, byteRange: Range<Int>, text: SourceText? = nil,
      caption: String = ""
    ) {
      self.sourceName = sourceName
      self.position = position
      self.byteRange = byteRange
      self.text = text
      self.caption = caption
    }

    /// A place in `text`, given relative to it.
    public init(
      in text: SourceText, at position: TextPosition, byteRange: Range<Int>, caption: String = ""
    ) {
      self.init(
        sourceName: text.name, position: text.place(of: position), byteRange: byteRange,
        text: text.isQuotable ? text : nil, caption: caption)
    }
  }

  public var severity: Severity

  /// Stable, such as `schema.enum`; empty where nothing more precise is known.
  public var code: String

  /// One line, without the place.
  public var title: String

  /// Where the reader has to look.
  public var primary: Label?

  /// Remarks under the primary place, one line each.
  public var notes: [String]

  /// What to do about it, one line each.
  public var help: [String]

  /// The part of the schema that says so.
  public var secondary: Label?

  /// How the secondary place was reached, such as `#/$defs/Logging`; empty when directly.
  public var via: String

  /// RFC 6901 pointer into the instance or the schema; nil where there is none to give.
  public var pointer: String?

  public init(
    severity: Severity = .error, code: String, title: String, primary: Label? = nil,
    notes: [String] = [], help: [String] = [], secondary: Label? = nil, via: String = "",
    pointer: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.title = title
    self.primary = primary
    self.notes = notes
    self.help = help
    self.secondary = secondary
    self.via = via
    self.pointer = pointer
  }
}

extension Diagnostic {
  /// An error of an instance.
  ///
  /// - Parameters:
  ///   - error: With places relative to `instance`.
  ///   - schemas: Texts to quote the keyword from.
  public init(_ error: ValidationError, in instance: SourceText, schemas: SchemaTexts) {
    let parts = error.messageParts
    self.init(
      code: error.code,
      title: parts.headline,
      primary: Label(
        in: instance, at: error.position, byteRange: error.byteRange, caption: parts.expectation),
      notes: parts.branchNotes + error.frames.map(\.line),
      help: parts.suggestion.isEmpty ? [] : [parts.suggestion],
      secondary: error.schemaPlace.map { Label($0, in: schemas) },
      via: error.lastReferenceTarget,
      pointer: error.hasLocation ? error.instanceLocation : nil)
  }
}

extension ReportFrame {
  /// `in /logging by schemas/app.json:40:3 (#/$defs/Logging)`
  fileprivate var line: String {
    let value = instanceLocation.isEmpty ? "the root" : instanceLocation
    let position = schemaPlace.position
    return "in \(value) by \(schemaPlace.sourceName):\(position.line):\(position.column)"
      + " (\(schemaPointer))"
  }
}

extension MessageParts {
  /// Lines that an error may have beside the heading, two quoted places, and where it is: more hide
  /// what they explain.
  private static let remarkLines = 3

  /// What there is to say of the branches of a union: the one that was meant, then the others.
  fileprivate var branchNotes: [String] {
    let room = MessageParts.remarkLines - branches.count - (suggestion.isEmpty ? 0 : 1)
    guard otherBranchCount > 0, room > 0 else { return branches }
    if otherBranchCount <= room { return branches + otherBranches }
    if isBranchCertain { return branches }
    let told = otherBranches.prefix(room - 1)
    let rest = otherBranchCount - told.count
    return branches + told
      + ["\(rest) \(told.isEmpty ? "other" : "more") \(rest == 1 ? "branch" : "branches")"]
  }
}

extension Diagnostic.Label {
  /// A place in a schema, quoted if `schemas` has its text.
  public init(_ place: SchemaPlace, in schemas: SchemaTexts, caption: String = "") {
    self.init(
      sourceName: place.sourceName, position: place.position, byteRange: place.byteRange,
      text: schemas.text(named: place.sourceName), caption: caption)
  }
}

extension ValidationError {
  /// Whether the pointer says anything: a text that is no JSON has no locations.
  var hasLocation: Bool { code.hasPrefix("schema.") }

  /// The target of the last reference on the way to the keyword, as a fragment: `#/$defs/Logging`.
  ///
  /// Empty when no reference was followed, or when it led to the root of a schema resource (the
  /// place's file name tells that already).
  var lastReferenceTarget: String {
    let path = evaluationPath.split(separator: "/", omittingEmptySubsequences: false)
    let references: Set<Substring> = ["$ref", "$dynamicRef", "$recursiveRef"]
    guard let last = path.lastIndex(where: references.contains) else { return "" }
    let tail = path[(last + 1)...].reduce("") { $0 + "/" + $1 }
    guard let mark = schemaLocation.lastIndex(of: "#") else { return "" }
    let fragment = schemaLocation[mark...]
    // A property may be named `$ref`; then what follows is no suffix of the location.
    guard fragment.hasSuffix(tail), fragment.utf8.count > tail.utf8.count + 1 else { return "" }
    return String(fragment.dropLast(tail.count))
  }
}
