import WeirJSON

// What was probably meant by a value that is not what the schema wants.

extension QuotedInstance {
  /// What to write instead of a value; empty where nothing comes near.
  ///
  /// - Parameters:
  ///   - types: Names of the types that are wanted.
  ///   - values: The values that are wanted, as they are written in JSON.
  ///   - strings: The strings among them.
  ///   - format: What format strings must have, by its name, where that is known.
  func remark(
    at node: Int, types: [String] = [], values: [String] = [], strings: [[UInt8]] = [],
    format: (name: String, format: Format)? = nil
  ) -> String {
    switch tape.kind(of: node) {
    case .array: return types.isEmpty ? "" : bracketsRemark(at: node, types)
    case .object: return types.contains("array") ? Self.listOfOne : ""
    case .null where sourceMap?.ranges[node].isEmpty ?? false: return emptyRemark(at: node)
    case .string:
      let remarks = [
        booleanRemark(at: node, types, values), quotesRemark(at: node, types, values),
        encodedRemark(at: node, types), types.contains("array") ? Self.listOfOne : "",
      ]
      return remarks.first { !$0.isEmpty }
        ?? suggestion(string(at: node).flatMap { closest(to: $0, among: strings) })
    case .null: return suggestedString(at: node, among: strings)
    default:
      if types.contains("array"), !types.contains("string") { return Self.listOfOne }
      // A number where another kind of number would do is no string without its quotes.
      return types.contains("string") && !types.contains("integer")
        ? stringRemark(at: node, format) : suggestedString(at: node, among: strings)
    }
  }

  private static let listOfOne = "for an array of one, put it in [ and ]"

  /// Of an array that has nothing but what is wanted.
  private func bracketsRemark(at node: Int, _ types: [String]) -> String {
    var elements = tape.elements(of: node)
    guard !redacted.covers(node), let first = elements.next(), elements.next() == nil,
      tape.kind(of: first).isAmong(types)
    else { return "" }
    return "remove the [ and ] around its one element"
  }

  /// Of a string that holds what is wanted as JSON (`"[1, 2]"`).
  private func encodedRemark(at node: Int, _ types: [String]) -> String {
    guard types.contains("array") || types.contains("object"), let text = string(at: node),
      let kind = Tape.containerKind(of: text), types.contains(kind.typeName)
    else { return "" }
    return "this is \(kind.typeNameWithArticle) as text: write it without quotes and backslashes"
  }

  /// Of a number or a boolean where a string is wanted: quotes alone make no time of a number.
  private func stringRemark(at node: Int, _ wanted: (name: String, format: Format)?) -> String {
    guard let wanted, redacted.covers(node) || !wanted.format.accepts(tape.rawContent(of: node))
    else { return "put it in quotes" }
    return "write a string of the format \(wanted.name), such as \"\(wanted.format.example)\""
  }

  /// Of a YAML string that was meant as a boolean.
  private func booleanRemark(at node: Int, _ types: [String], _ values: [String]) -> String {
    guard let flag = sourceMap?.booleanLookalikes[node], !redacted.covers(node),
      types.contains("boolean") || values.contains("\(flag)")
    else { return "" }
    return "`\(tape.string(at: node))` is a string in YAML 1.2; write \(flag)"
  }

  /// Of a string whose text is what is wanted (`"80"`).
  private func quotesRemark(at node: Int, _ types: [String], _ values: [String]) -> String {
    guard let text = string(at: node) else { return "" }
    if types.contains("number"), let number = decimalPoint(in: text) { return "write \(number)" }
    guard let kind = Tape.scalarKind(of: text),
      values.contains(String(decoding: text, as: UTF8.self))
        || kind.isAmong(types)
    else { return "" }
    return "remove the quotes"
  }

  /// A number that has a decimal comma, with a point instead; nil for any other text.
  private func decimalPoint(in text: [UInt8]) -> String? {
    guard text.count <= 64, text.count(where: { $0 == UInt8(ascii: ",") }) == 1 else { return nil }
    let number = text.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
    guard Tape.scalarKind(of: number) == .decimal else { return nil }
    return String(decoding: number, as: UTF8.self)
  }

  /// Of a number or a word that is one of the strings without its quotes (`version: 1.1`).
  private func suggestedString(at node: Int, among strings: [[UInt8]]) -> String {
    guard !redacted.covers(node) else { return "" }
    let text = tape.rawContent(of: node).copied()
    return strings.contains(text) ? "did you mean the string \(quoted(text))?" : ""
  }

  /// Of a plain YAML scalar that is hardly what was meant: it goes on behind its line, was to be a
  /// mapping, or has become one; nil for any other.
  ///
  /// - Parameters:
  ///   - text: What was read.
  ///   - line: Where the value begins.
  ///   - types: Names of the types that are wanted.
  func layoutRemark(
    of node: Int, in text: ByteSlice, from line: Int, wanted types: [String]
  ) -> String? {
    guard let range = sourceMap?.ranges[node] else { return nil }
    let start = Int(range.lowerBound)
    let lines = text[start..<Int(range.upperBound)].copied()
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if tape.kind(of: node) == .object {
      let isPlain = lines.count == 1 && lines[0].first != UInt8(ascii: "{")
      return isPlain && types.contains("string")
        ? "a colon with a blank makes it a key and its value: put all of it in quotes" : nil
    }
    guard tape.kind(of: node) == .string else { return nil }
    guard let first = lines[0].first, let last = lines.last, !"\"'|>*".utf8.contains(first) else {
      return nil
    }
    if types.contains("object"), let colon = lines[0].firstIndex(of: UInt8(ascii: ":")),
      lines[0][(colon + 1)...].first != UInt8(ascii: "/")
    {
      return "a blank behind the colon makes it a key and its value: key: value"
    }
    guard lines.count > 1 else { return nil }
    var lineStart = start
    while lineStart > 0, text[lineStart - 1] != UInt8(ascii: "\n") { lineStart -= 1 }
    let isDeeper = last.indentation > text[lineStart..<start].copied()[...].indentation
    return "the value goes on to line \(line + lines.count - 1)"
      + (isDeeper ? ", which is indented deeper" : "")
  }

  /// Of a YAML null that nobody wrote.
  private func emptyRemark(at node: Int) -> String {
    var cursor = PointerCursor(tape)
    guard let container = cursor.container(of: node), tape.kind(of: container) == .object else {
      return "nothing is written here, which is null in YAML"
    }
    guard !redacted.covers(node) else { return "the key is empty, which is null in YAML" }
    let key = cutInMiddle(tape.string(at: node - 1), to: 40)
    return "the key `\(key)` is empty, which is null in YAML"
  }
}

extension NodeKind {
  /// Whether it is of one of these types.
  fileprivate func isAmong(_ types: [String]) -> Bool {
    types.contains(typeName) || self == .integer && types.contains("integer")
  }
}

extension Tape {
  /// What a short text is in JSON if it is a number, a boolean or null; nil for any other.
  fileprivate static func scalarKind(of text: [UInt8]) -> NodeKind? {
    // Blanks around it would be passed over.
    guard let last = text.last, text.count <= 64, last > 0x20, let kind = kind(of: text) else {
      return nil
    }
    return [.string, .array, .object].contains(kind) ? nil : kind
  }

  /// What a text is in JSON if it is an array or an object; nil for any other, and for one that is long.
  fileprivate static func containerKind(of text: [UInt8]) -> NodeKind? {
    guard let first = text.first, "[{".utf8.contains(first), text.count <= 1 << 16 else {
      return nil
    }
    return kind(of: text)
  }

  private static func kind(of text: [UInt8]) -> NodeKind? {
    var document = Document()
    guard let first = text.first, first > 0x20, (try? document.parse(text)) != nil else {
      return nil
    }
    return document.tape.kind(of: 0)
  }
}

extension ArraySlice<UInt8> {
  /// How many blanks a line begins with.
  fileprivate var indentation: Int { prefix { $0 == UInt8(ascii: " ") }.count }
}
