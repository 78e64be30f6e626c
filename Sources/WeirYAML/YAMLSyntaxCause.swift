/// What a syntax error means to people, made of libyaml's words and of the text around its place.
///
/// Quotes nothing of the text but the one character that is at fault.
struct YAMLSyntaxCause {
  /// What is wrong, in one line.
  let message: String
  /// What to do about it; empty where nothing is known.
  let help: String
  /// Byte offset of what the message is about, where that is not libyaml's place.
  private(set) var byteOffset: Int?

  private init(_ message: String, help: String = "", at byteOffset: Int? = nil) {
    self.message = message
    self.help = help
    self.byteOffset = byteOffset
  }

  /// - Parameters:
  ///   - place: Byte offset at which libyaml gave up.
  ///   - related: Where what it was reading began.
  init(_ problem: LibYAMLProblem, at place: Int, related: Int, in text: [UInt8]) {
    self =
      Self.ofLine(at: place, related: related, in: text)
      ?? Self.ofToken(problem, at: place, related: related, in: text)
      ?? Self.ofStructure(problem)
  }

  /// A template that was meant to be filled in first: what it opens with, and what to do with it.
  static let templateHelp = "if this is a template, quote the whole value or fill it in first"

  /// What a line shows whatever libyaml stumbled over.
  private static func ofLine(at place: Int, related: Int, in text: [UInt8]) -> YAMLSyntaxCause? {
    for offset in [related, place] {
      let line = text.line(around: offset)
      if ["<<<<<<<", "=======", ">>>>>>>"].contains(where: { text[line].starts(with: $0.utf8) }) {
        return YAMLSyntaxCause(
          "a merge conflict was left in the file",
          help: "decide for one side and remove the marker lines", at: line.lowerBound)
      }
    }
    let line = text[text.line(around: place)]
    let indentation = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    if let tab = indentation.firstIndex(of: UInt8(ascii: "\t")), tab <= place {
      return YAMLSyntaxCause("a tab cannot indent", help: "use spaces", at: tab)
    }
    if let opening = text.template(in: line.startIndex..<min(place + 2, line.endIndex)) {
      return YAMLSyntaxCause(
        "a value that begins with { is a mapping, and this is none", help: templateHelp,
        at: opening)
    }
    return nil
  }

  /// What the scanner met, by the character that is there.
  private static func ofToken(
    _ problem: LibYAMLProblem, at place: Int, related: Int, in text: [UInt8]
  ) -> YAMLSyntaxCause? {
    switch (problem.context, problem.text) {
    case (_, "found character that cannot start any token"):
      let byte = place < text.count ? text[place] : 0
      guard byte > 0x20, byte < 0x7F else { return YAMLSyntaxCause("no value can start like this") }
      return YAMLSyntaxCause(
        "a value cannot start with \(Character(Unicode.Scalar(byte)))", help: "quote the value")
    case ("while scanning an alias", _), ("while scanning an anchor", _):
      return YAMLSyntaxCause(
        "* and & at the start of a value refer to anchors, and no name follows",
        help: "quote the value if it is meant as text", at: related)
    case ("while scanning a quoted scalar", _):
      return YAMLSyntaxCause(
        "the quote that opens here is never closed",
        help: "close it, or double it inside: '' in single quotes, \\\" in double ones", at: related
      )
    case ("while parsing a quoted scalar", _):
      return YAMLSyntaxCause(
        "not an escape sequence of YAML's double quotes",
        help: "use single quotes, in which a backslash is only a backslash, or write \\\\",
        at: place)
    case ("while scanning a simple key", _):
      return YAMLSyntaxCause(
        "expected \": \" behind a key", help: "a key and its value are written as key: value",
        at: related)
    default: return nil
    }
  }

  /// What the order of lines and brackets does not allow.
  private static func ofStructure(_ problem: LibYAMLProblem) -> YAMLSyntaxCause {
    let indentation = "indent it like what stands beside it"
    switch problem.text {
    case "mapping values are not allowed in this context":
      return YAMLSyntaxCause(
        "\": \" cannot stand here",
        help: "put quotes around a value with \": \" in it, or correct the indentation of the line")
    case "block sequence entries are not allowed in this context":
      return YAMLSyntaxCause(
        "a list cannot begin here", help: "begin it on a line of its own; \(indentation)")
    case "mapping keys are not allowed in this context":
      return YAMLSyntaxCause("a key cannot stand here", help: indentation)
    case "did not find expected key":
      return YAMLSyntaxCause(
        "expected another key of the mapping",
        help: "correct the indentation, or put quotes around the value before it")
    case "did not find expected '-' indicator":
      return YAMLSyntaxCause("expected another \"- \" of the list", help: indentation)
    case "did not find expected ',' or ']'":
      return YAMLSyntaxCause("expected \",\" or \"]\" in the list in brackets")
    case "did not find expected ',' or '}'":
      return YAMLSyntaxCause("expected \",\" or \"}\" in the mapping in braces")
    case "did not find expected node content":
      return YAMLSyntaxCause("expected a value", help: "quote it if it begins with a sign")
    case "did not find expected <document start>":
      return YAMLSyntaxCause(
        "something follows the end of the document",
        help: "correct the indentation, or begin another document by ---")
    default:
      return YAMLSyntaxCause(problem.text)
    }
  }
}

extension [UInt8] {
  /// The line in which an offset is, without its end.
  fileprivate func line(around offset: Int) -> Range<Int> {
    let offset = Swift.min(offset, count)
    let newLine = UInt8(ascii: "\n")
    let start = self[..<offset].lastIndex(of: newLine).map { $0 + 1 } ?? 0
    return start..<(self[offset...].firstIndex(of: newLine) ?? count)
  }

  /// Where in a range `{{` or `{%` stands first, by which templates begin.
  func template(in range: Range<Int>) -> Int? {
    let brace = UInt8(ascii: "{")
    return range.dropLast().first {
      self[$0] == brace && (self[$0 + 1] == brace || self[$0 + 1] == UInt8(ascii: "%"))
    }
  }
}
