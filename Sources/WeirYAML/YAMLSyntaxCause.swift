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
  ///   - last: The place of the last scalar that it has read.
  init(
    _ problem: LibYAMLProblem, at place: Int, related: Int, behind last: Range<Int>?,
    in text: [UInt8]
  ) {
    self =
      Self.ofLine(at: place, related: related, in: text)
      ?? Self.ofQuotes(last, before: place, in: text)
      ?? Self.ofToken(problem, at: place, related: related, in: text)
      ?? Self.ofLineWithoutColon(problem, before: place, in: text)
      ?? Self.ofIndentation(problem, at: place, in: text)
      ?? Self.ofUnclosed(problem, at: place, opening: related, in: text)
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
      return ofKey(in: related..<text.line(around: related).upperBound, of: text)
    default: return nil
    }
  }

  /// Something right behind a text in quotes: mostly these were closed too late, or too early.
  private static func ofQuotes(
    _ last: Range<Int>?, before place: Int, in text: [UInt8]
  ) -> YAMLSyntaxCause? {
    guard let last, last.upperBound <= place, let quote = last.first.map({ text[$0] }),
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      text[last.upperBound..<min(place, text.count)].allSatisfy({ $0 == UInt8(ascii: " ") }),
      text.line(around: place).contains(last.upperBound), place < text.count
    else { return nil }
    let inside =
      quote == UInt8(ascii: "'")
      ? "a single quote in single quotes is doubled: ''"
      : "a double quote in double quotes is written \\\""
    guard text[last].contains(UInt8(ascii: "\n")) else {
      return YAMLSyntaxCause(
        "something follows the closing quote", help: "put quotes around all of it; \(inside)",
        at: place)
    }
    return YAMLSyntaxCause(
      "the quote that opens here is not closed on its line, but by the next one",
      help: "close it; \(inside)", at: last.lowerBound)
  }

  /// A key that has a line for itself, with no value: the line below is taken for its continuation, and
  /// then has the colon.
  private static func ofLineWithoutColon(
    _ problem: LibYAMLProblem, before place: Int, in text: [UInt8]
  ) -> YAMLSyntaxCause? {
    guard problem.text == "mapping values are not allowed in this context" else { return nil }
    let line = text.line(around: place)
    guard line.lowerBound > 0 else { return nil }
    let above = text.line(around: line.lowerBound - 1)
    var start = above.lowerBound
    while start < above.upperBound, text[start] == UInt8(ascii: " ") || text.isDash(at: start) {
      start += 1
    }
    let indentation = text[line].prefix { $0 == UInt8(ascii: " ") }.count
    let content = text[start..<above.upperBound]
    guard let first = content.first, !"#'\"|>[{-".utf8.contains(first),
      start - above.lowerBound == indentation,
      !content.indices.contains(where: { text.isColon(at: $0) })
    else { return nil }
    return ofKey(in: start..<above.upperBound, of: text)
  }

  /// A line whose indentation fits nothing above it.
  private static func ofIndentation(
    _ problem: LibYAMLProblem, at place: Int, in text: [UInt8]
  ) -> YAMLSyntaxCause? {
    let problems: Set<String> = [
      "did not find expected key", "did not find expected '-' indicator",
      "mapping values are not allowed in this context",
      "block sequence entries are not allowed in this context",
      "did not find expected <document start>",
    ]
    guard problems.contains(problem.text), problem.context != "while parsing a flow mapping" else {
      return nil
    }
    let line = text.line(around: place)
    let indentation = YAMLIndentation(of: line, in: text)
    guard !indentation.fits else { return nil }
    return YAMLSyntaxCause(
      "this line is indented by \(indentation.own), which fits nothing above it",
      help: indentation.advice, at: line.lowerBound + indentation.own)
  }

  /// A list or a mapping in brackets that is open at the end of the text.
  private static func ofUnclosed(
    _ problem: LibYAMLProblem, at place: Int, opening: Int, in text: [UInt8]
  ) -> YAMLSyntaxCause? {
    let isList = problem.text == "did not find expected ',' or ']'"
    guard isList || problem.text == "did not find expected ',' or '}'",
      text[min(place, text.count)...].allSatisfy({ " \t\r\n".utf8.contains($0) })
    else { return nil }
    return YAMLSyntaxCause(
      "the \(isList ? "list" : "mapping") that begins here is never closed",
      help: "close it by \(isList ? "]" : "}")", at: opening)
  }

  /// A line that was meant as a key and its value.
  private static func ofKey(in line: Range<Int>, of text: [UInt8]) -> YAMLSyntaxCause {
    let help = "a key and its value are written as key: value"
    if let colon = text[line].firstIndex(of: UInt8(ascii: ":")) {
      return YAMLSyntaxCause("expected a blank behind the colon", help: help, at: colon)
    }
    return YAMLSyntaxCause("expected \": \" behind a key", help: help, at: line.lowerBound)
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
      return YAMLSyntaxCause(
        "expected \",\" or \"]\" in the list in brackets",
        help: "close the list by ], or put a comma between its items")
    case "did not find expected ',' or '}'":
      return YAMLSyntaxCause(
        "expected \",\" or \"}\" in the mapping in braces",
        help: "close the mapping by }, or put a comma between its members")
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
  func line(around offset: Int) -> Range<Int> {
    let offset = Swift.min(offset, count)
    let newLine = UInt8(ascii: "\n")
    let start = self[..<offset].lastIndex(of: newLine).map { $0 + 1 } ?? 0
    return start..<(self[offset...].firstIndex(of: newLine) ?? count)
  }

  /// Whether a list's `- ` is there.
  func isDash(at offset: Int) -> Bool {
    self[offset] == UInt8(ascii: "-") && offset + 1 < count && self[offset + 1] == UInt8(ascii: " ")
  }

  /// Whether the colon behind a key is there.
  fileprivate func isColon(at offset: Int) -> Bool {
    self[offset] == UInt8(ascii: ":")
      && (offset + 1 == count || " \r\n".utf8.contains(self[offset + 1]))
  }

  /// Where in a range `{{` or `{%` stands first, by which templates begin.
  func template(in range: Range<Int>) -> Int? {
    let brace = UInt8(ascii: "{")
    return range.dropLast().first {
      self[$0] == brace && (self[$0 + 1] == brace || self[$0 + 1] == UInt8(ascii: "%"))
    }
  }
}
