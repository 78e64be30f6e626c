import WeirJSON
import WeirSchema

/// Takes values out of quarantined payloads and out of the messages about them.
///
/// One worker's: it keeps the storage to parse payloads with.
struct Redaction: ~Copyable {
  private let pointers: [Pointer]
  private var document = Document(options: .lenient)

  private struct Pointer {
    let text: String
    let tokens: [[UInt8]]
  }

  /// What stands in the payload in a value's place.
  static let placeholder = Array("\"[redacted]\"".utf8)

  /// - Parameter pointers: RFC 6901.
  init(_ pointers: [String]) {
    self.pointers = pointers.map { Pointer(text: $0, tokens: pointerTokens($0)) }
  }

  var isEmpty: Bool { pointers.isEmpty }

  /// A payload without the values that shall not be kept.
  struct Payload {
    let content: [UInt8]

    /// The pointers that led to something.
    let redacted: [String]
  }

  /// Redacts a payload; nil when nothing in it needs that.
  ///
  /// In a text that is no JSON nobody can tell where the values are, and of duplicate keys a tape
  /// holds the last alone: nothing of such a text is shown, and the pointer of the whole is named.
  mutating func payload(of line: ByteSlice) -> Payload? {
    if pointers.isEmpty { return nil }
    do {
      try document.parse(line.copied())
    } catch {
      return Redaction.withheld
    }
    guard document.duplicateKeyOffsets.isEmpty else { return Redaction.withheld }
    var ranges: [Range<Int>] = []
    var redacted: [String] = []
    for pointer in pointers {
      let found = valueRanges(at: pointer.tokens[...], of: 0)
      if !found.isEmpty { redacted.append(pointer.text) }
      ranges += found
    }
    if ranges.isEmpty { return nil }
    return Payload(content: cut(ranges, from: line), redacted: redacted)
  }

  /// Nothing at all of a payload.
  static let withheld = Payload(content: [], redacted: [""])

  /// The value that the tokens lead to, or none.
  private func valueRanges(at tokens: ArraySlice<[UInt8]>, of node: Int) -> [Range<Int>] {
    let tape = document.tape
    guard let token = tokens.first else { return [tape.byteRange(of: node)] }
    let rest = tokens.dropFirst()
    switch tape.kind(of: node) {
    case .object:
      return tape.members(of: node).filter { tape.bytes(at: $0) == token }
        .flatMap { valueRanges(at: rest, of: $0 + 1) }
    case .array:
      let name = String(decoding: token, as: UTF8.self)
      return tape.elements(of: node).enumerated().filter { String($0.offset) == name }
        .flatMap { valueRanges(at: rest, of: $0.element) }
    default: return []
    }
  }

  private func cut(_ ranges: [Range<Int>], from line: ByteSlice) -> [UInt8] {
    var content: [UInt8] = []
    var position = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound })
    where range.lowerBound >= position {
      content += line[position..<range.lowerBound].copied() + Redaction.placeholder
      position = range.upperBound
    }
    return content + line[position..<line.count].copied()
  }

  /// What an error may say: its own message, unless that could quote a value that is taken out.
  func message(for error: ValidationError) -> String? {
    let location = error.instanceLocation
    for pointer in pointers {
      let isInside = location == pointer.text || location.hasPrefix(pointer.text + "/")
      let isAround = pointer.text.hasPrefix(location.isEmpty ? "/" : location + "/")
      if isInside || isAround && !Redaction.namingKeywords.contains(error.keyword) {
        return "the message could quote a redacted value and is withheld"
      }
    }
    return nil
  }

  /// Keywords whose messages name keys, counts and types, never a value.
  private static let namingKeywords: Set<String> = [
    "required", "additionalProperties", "unevaluatedProperties", "dependentRequired", "type",
    "minProperties", "maxProperties", "minItems", "maxItems",
  ]
}

/// The unescaped reference tokens of an RFC 6901 pointer.
private func pointerTokens(_ pointer: String) -> [[UInt8]] {
  pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { token in
    Array(token.replacing("~1", with: "/").replacing("~0", with: "~").utf8)
  }
}
