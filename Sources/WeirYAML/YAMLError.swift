public import WeirJSON

/// Why a text is no YAML that stands for JSON values, and where.
///
/// Data only: `description` is the one place where its text is made.
public struct YAMLError: Error, Hashable, Sendable {
  /// What is wrong. The raw value is the stable code that reports carry.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    case encoding = "decode.encoding"
    case utf8 = "decode.utf8"
    case syntax = "decode.yaml_syntax"
    case duplicateKey = "decode.duplicate_key"
    case keyIsNoScalar = "decode.yaml_key"
    case undefinedAlias = "decode.yaml_alias"
    case cyclicAlias = "decode.yaml_alias_cycle"
    case mergeValue = "decode.yaml_merge"
    case tag = "decode.yaml_tag"
    case notFinite = "decode.yaml_not_finite"
    case depth = "limit.depth"
    case numberLength = "limit.number_length"
    case aliasExpansion = "limit.alias_expansion"
    case size = "limit.size"
    case outOfMemory = "limit.memory"
  }

  /// What kind of fault this is.
  public let code: Code

  /// Offset in bytes, from 0, in the YAML text.
  public private(set) var byteOffset: Int

  /// The bytes at fault, in the YAML text.
  package private(set) var byteRange = 0..<0

  /// Where they end, if that is known.
  private let end: Int?

  /// What the code is about: the key, the alias, the tag, or of a syntax error what is wrong.
  public let subject: String

  /// What to do about it; empty where nothing is known.
  public private(set) var help: String

  /// Offset in bytes of the place that belongs to the fault: the first of two equal keys, the
  /// collection that is not finished.
  public private(set) var relatedByteOffset: Int?

  /// `byteOffset` as line and column.
  public private(set) var position = TextPosition(line: 1, column: 1)

  /// `relatedByteOffset` as line and column.
  public private(set) var relatedPosition: TextPosition?

  init(
    _ code: Code, at byteOffset: Int, to end: Int? = nil, subject: String = "", help: String = "",
    related: Int? = nil
  ) {
    self.code = code
    self.byteOffset = byteOffset
    self.end = end
    self.subject = subject
    self.help = help
    self.relatedByteOffset = related
  }

  /// The same error with its places as lines and columns of `text`. Linear.
  func located(in text: [UInt8]) -> YAMLError {
    var error = self
    error.byteOffset = min(byteOffset, text.count)
    error.byteRange =
      end.map { error.byteOffset..<max($0, error.byteOffset) }
      ?? text.scalarRange(at: error.byteOffset)
    if code == .keyIsNoScalar, byteOffset > 0,
      text.template(in: byteOffset - 1..<min(byteOffset + 1, text.count)) != nil
    {
      error.help = YAMLSyntaxCause.templateHelp
    }
    text.withByteSlice { slice in
      error.position = TextPosition(of: error.byteOffset, in: slice)
      error.relatedPosition = error.relatedByteOffset.map { TextPosition(of: $0, in: slice) }
    }
    return error
  }
}

extension YAMLError: CustomStringConvertible {
  /// One line for people, without the place.
  public var description: String {
    switch code {
    case .encoding: "\(subject); YAML is read as UTF-8, so convert the file"
    case .utf8: "not valid UTF-8"
    case .syntax: subject + relatedText(" (it began at ", ")")
    case .duplicateKey:
      subject == "<<"
        ? "a second << in the same mapping; write one: <<: [*first, *second]"
        : "the key \(quoted) stands in the same mapping twice" + relatedText(" (first at ", ")")
    case .keyIsNoScalar: "a mapping's key must be a scalar, since JSON's keys are strings"
    case .undefinedAlias: "no anchor &\(subject) stands before the alias *\(subject)"
    case .cyclicAlias: "the alias *\(subject) stands inside the value that it names"
    case .mergeValue: "<< merges a mapping or a sequence of mappings, and this is neither"
    case .tag: "the value is not what its tag \(subject) says"
    case .notFinite: "\(subject) is no JSON number; a JSON Schema cannot judge it"
    case .depth: "nested deeper than the limit allows"
    case .numberLength: "this number has more digits than the limit allows"
    case .aliasExpansion: "aliases expand to more than the limit allows"
    case .size: "larger than the limit allows"
    case .outOfMemory: "the YAML parser ran out of memory"
    }
  }

  private var quoted: String { "\"\(subject)\"" }

  private func relatedText(_ before: String, _ after: String) -> String {
    guard let relatedPosition else { return "" }
    return "\(before)line \(relatedPosition.line), column \(relatedPosition.column)\(after)"
  }
}
