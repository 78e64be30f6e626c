import WeirJSON
import WeirSchema

// Patterns and formats.

extension SchemaLinter {
  mutating func checkTexts(of index: Int) {
    let item = items[index]
    if let pattern = item.value("pattern"), tape.kind(of: pattern) == .string {
      checkPattern(at: pattern)
    }
    if let patterns = item.value("patternProperties") {
      for key in tape.members(of: patterns) { checkPattern(at: key, isKey: true) }
    }
    if let format = item.value("format"), tape.kind(of: format) == .string {
      checkFormat(at: format, of: item)
    }
  }

  private mutating func checkPattern(at node: Int, isKey: Bool = false) {
    let bytes = tape.bytes(at: node)
    guard let pattern = SchemaPattern(bytes) else { return }
    if !pattern.isLinear {
      report(
        .slowPattern,
        "this pattern refers back to what it has matched, so that some texts may take very long",
        at: node, help: ["--max-pattern-steps bounds it; without the reference it is always fast"])
    }
    checkDelimiters(bytes, at: node)
    checkAlternation(bytes, at: node)
    checkWildcards(bytes, at: node, isKey: isKey)
  }

  /// `/abc/i`, as JavaScript writes it.
  private mutating func checkDelimiters(_ bytes: [UInt8], at node: Int) {
    guard let (inner, flags) = PatternText(bytes).betweenDelimiters else { return }
    let shown = String(decoding: inner, as: UTF8.self)
    let meant = flags.contains(UInt8(ascii: "i")) ? "(?i:\(shown))" : shown
    report(
      .delimitedPattern,
      "slashes around a pattern are a part of it, and so is what follows them", at: node,
      help: ["write \(meant)"])
  }

  /// `^a|b$` is `^a` or `b$`: anchors bind tighter than the bar.
  private mutating func checkAlternation(_ bytes: [UInt8], at node: Int) {
    let branches = PatternText(bytes).alternatives
    guard branches.count > 1, let first = branches.first, let last = branches.last,
      first.hasStart, !first.hasEnd, last.hasEnd, !last.hasStart,
      branches.dropFirst().dropLast().allSatisfy({ !$0.hasStart && !$0.hasEnd })
    else { return }
    report(
      .looseAlternation,
      "^ belongs to the first alternative only, and $ to the last",
      at: node, help: ["put the alternatives into a group: ^(?:a|b)$"])
  }

  /// A pattern matches anywhere in a text, so what may be anything at its ends need not be said. As a
  /// key, one for all names is a common way to say so.
  private mutating func checkWildcards(_ bytes: [UInt8], at node: Int, isKey: Bool) {
    let text = PatternText(bytes)
    guard text.alternatives.count == 1, let trimmed = text.withoutOuterWildcards,
      !isKey || !trimmed.isEmpty
    else { return }
    let shown = String(decoding: trimmed, as: UTF8.self)
    guard !trimmed.isEmpty else {
      return report(.uselessWildcard, "this pattern matches every text", at: node)
    }
    report(
      .uselessWildcard, "a pattern matches anywhere: .* at its ends says nothing", at: node,
      help: ["\(shown) means the same"],
      fix: edit(node, from: String(decoding: bytes, as: UTF8.self), to: shown))
  }

  private mutating func checkFormat(at node: Int, of item: SchemaInventory.Item) {
    let name = tape.string(at: node)
    if isKnownFormat(name, in: item.dialect) {
      if item.dialect < .v1 {
        report(
          .uncheckedFormat,
          "\"format\" is an annotation in \(item.dialect.shortName): nothing checks it by default",
          at: node, help: ["--assert-format checks it; a pattern is always checked"])
      }
      return
    }
    guard !registeredFormats.contains(name) else { return }
    let meant = closest(to: name, among: knownFormatNames)
    report(
      .unknownFormat, "no dialect knows the format \"\(name)\"; nothing checks it", at: node,
      help: meant.map { ["did you mean \"\($0)\"?"] } ?? [],
      fix: meant.flatMap { isTypingError(name, for: $0) ? edit(node, from: name, to: $0) : nil })
  }
}

/// Formats of the OpenAPI Format Registry and of old drafts, which say what a value is for.
private let registeredFormats: Set<String> = [
  "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double",
  "decimal", "decimal128", "double-int", "single-float", "byte", "binary", "base64url", "password",
  "char", "commonmark", "html", "http-date", "media-range", "sf-binary", "sf-boolean",
  "sf-decimal", "sf-integer", "sf-string", "sf-token", "date-time-local", "time-local",
  "phone", "style", "utc-millisec", "color", "host-name", "ip-address",
]
