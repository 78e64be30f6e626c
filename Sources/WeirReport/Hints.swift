import WeirJSON
import WeirSchema

/// What else helps, read from the two texts an error points into: what was expected, and what was
/// probably meant.
struct Hints {
  /// For behind the carets; empty where the message says it all.
  private(set) var caption = ""
  private(set) var help: [String] = []

  /// Expected values that are listed; a longer list hides what it says.
  static let listedValues = 6

  init(for error: ValidationError, in instance: SourceText, schemas: SchemaTexts) {
    guard let place = error.schemaPlace, let source = schemas.source(named: place.sourceName),
      let rule = source.node(startingAt: place.byteRange.lowerBound)
    else { return }
    let found = Hints.text(of: error.byteRange, in: instance)
    switch error.keyword {
    case "enum": addValues(source.tape.elements(of: rule).map { $0 }, of: source.tape, found: found)
    case "const": addValues([rule], of: source.tape, found: found)
    case "additionalProperties", "unevaluatedProperties":
      addProperties(beside: rule, of: source.tape, found: found)
    default: break
    }
  }

  /// The values a keyword allows, and the one that was meant.
  private mutating func addValues(_ values: [Int], of tape: Tape, found: String) {
    let literals = values.prefix(Hints.listedValues).map { tape.literal(at: $0) }
    let isWhole = values.count == literals.count
    caption =
      "expected " + (isWhole ? literals.alternatives : literals.joined(separator: ", ") + ", …")
    let names = values.filter { tape.kind(of: $0) == .string }.map { tape.string(at: $0) }
    suggest(Suggestion.nearest(to: found, among: names))
  }

  /// The property that was meant, of those the schema around the keyword names.
  private mutating func addProperties(beside rule: Int, of tape: Tape, found: String) {
    guard let schema = tape.parent(of: rule), let known = tape.member("properties", of: schema)
    else { return }
    let names = tape.members(of: known).map { tape.string(at: $0) }
    suggest(Suggestion.nearest(to: found, among: names))
  }

  private mutating func suggest(_ name: String?) {
    if let name { help.append("did you mean \"\(name)\"?") }
  }

  /// The string or plain scalar in `range`, without quotes; escapes stay as they are.
  private static func text(of range: Range<Int>, in instance: SourceText) -> String {
    guard range.lowerBound >= 0, range.upperBound <= instance.bytes.count,
      range.count <= 4 * Suggestion.maximumLength
    else { return "" }
    let bytes = instance.bytes[range]
    let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
    if bytes.count >= 2, let first = bytes.first, first == bytes.last, quotes.contains(first) {
      return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension SchemaSource {
  /// The value or key that begins at a byte of the source text. Linear in the nodes.
  fileprivate func node(startingAt offset: Int) -> Int? {
    (0..<tape.count).first { byteRange(of: $0).lowerBound == offset }
  }
}

extension Tape {
  /// The container that the value at `index` stands in. Linear in the nodes before it.
  fileprivate func parent(of index: Int) -> Int? {
    (0..<index).last { self[$0].isContainer && next(after: $0) > index }
  }

  /// The value as JSON, cut in the middle if it is long; containers by their kind alone.
  fileprivate func literal(at index: Int) -> String {
    switch kind(of: index) {
    case .object: "{…}"
    case .array: "[…]"
    case .string: "\"\(string(at: index).shortened)\""
    default: rawContent(of: index).decodedString().shortened
    }
  }
}

extension String {
  fileprivate var shortened: String {
    count <= 40 ? self : prefix(20) + "…" + suffix(16)
  }
}

extension [String] {
  /// `a`, `a or b`, `a, b or c`.
  fileprivate var alternatives: String {
    guard let last, count > 1 else { return first ?? "no value at all" }
    return dropLast().joined(separator: ", ") + " or " + last
  }
}
