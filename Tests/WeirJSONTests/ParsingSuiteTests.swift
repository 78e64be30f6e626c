import TestSupport
import Testing

@testable import WeirJSON

/// The JSON parsing suite: what every parser must accept or reject, and what ours does where
/// RFC 8259 leaves a choice.
@Suite("JSON parsing suite", .needs(.jsonParsingSuite))
struct ParsingSuiteTests {
  @Test("every y_ text is accepted", arguments: Profile.allCases)
  func acceptsValidTexts(profile: Profile) throws {
    let names = names(withPrefix: "y_")
    #expect(names.count == 95)
    for name in names {
      let expected: Outcome =
        profile == .strict && Self.duplicateKeys.contains(name)
        ? .rejected(.duplicateKey) : .accepted
      #expect(try outcome(of: name, profile) == expected, "\(name)")
    }
  }

  @Test("every n_ text is rejected", arguments: Profile.allCases)
  func rejectsInvalidTexts(profile: Profile) throws {
    let names = names(withPrefix: "n_")
    #expect(names.count == 188)
    for name in names {
      #expect(try outcome(of: name, profile) != .accepted, "\(name)")
    }
  }

  @Test("nesting of 100,000 levels is no danger even where the limit allows it")
  func deepNesting() throws {
    for name in ["n_structure_100000_opening_arrays", "n_structure_open_array_object"] {
      var document = Document(options: DocumentOptions(maxDepth: .max))
      let bytes = try TestData.bytes(of: .jsonParsingSuite, "test_parsing/\(name).json")
      #expect(throws: SyntaxError(.unexpectedEnd, at: bytes.count)) { try document.parse(bytes) }
      #expect(try outcome(of: name, .lenient) == .rejected(.depth))
    }
  }

  @Test("where RFC 8259 leaves a choice, ours is the one of the table", arguments: Policy.table)
  func keepsPolicy(policy: Policy) throws {
    #expect(try outcome(of: policy.name, .strict) == policy.strict)
    #expect(try outcome(of: policy.name, .lenient) == policy.lenient)
  }

  @Test("the table names every i_ text")
  func policyIsComplete() {
    #expect(Policy.table.map(\.name).sorted() == names(withPrefix: "i_"))
  }

  /// A duplicate key is valid JSON; that the strict profile rejects it is its purpose.
  private static let duplicateKeys: Set<String> = [
    "y_object_duplicated_key", "y_object_duplicated_key_and_value",
  ]

  private func names(withPrefix prefix: String) -> [String] {
    TestData.files(in: .jsonParsingSuite, under: "test_parsing", suffix: ".json")
      .map { String($0.dropFirst("test_parsing/".count).dropLast(".json".count)) }
      .filter { $0.hasPrefix(prefix) }
  }

  private func outcome(of name: String, _ profile: Profile) throws -> Outcome {
    let bytes = try TestData.bytes(of: .jsonParsingSuite, "test_parsing/\(name).json")
    var document = Document(options: profile.options)
    do throws(SyntaxError) {
      try document.parse(bytes)
      return .accepted
    } catch {
      return .rejected(error.code)
    }
  }
}

enum Profile: CaseIterable {
  case strict, lenient

  var options: DocumentOptions { self == .strict ? .strict : .lenient }
}

enum Outcome: Hashable {
  case accepted
  case rejected(SyntaxError.Code)
}

/// What we make of a text that a parser may accept or reject.
struct Policy: Sendable, CustomTestStringConvertible {
  let name: String
  let strict: Outcome
  let lenient: Outcome

  var testDescription: String { name }

  /// Numbers of any size are numbers. Text that is not UTF-8 is rejected, a byte order mark too: the
  /// readers of files and streams take it off where it may stand. A lone surrogate escape is an
  /// error in the strict profile and kept in the lenient one.
  static let table: [Policy] =
    both(
      .accepted,
      [
        "i_number_double_huge_neg_exp", "i_number_huge_exp", "i_number_neg_int_huge_exp",
        "i_number_pos_double_huge_exp", "i_number_real_neg_overflow", "i_number_real_pos_overflow",
        "i_number_real_underflow", "i_number_too_big_neg_int", "i_number_too_big_pos_int",
        "i_number_very_big_negative_int", "i_structure_500_nested_arrays",
      ])
    + both(
      .rejected(.utf8),
      [
        "i_string_UTF-8_invalid_sequence", "i_string_UTF8_surrogate_U+D800",
        "i_string_invalid_utf-8", "i_string_iso_latin_1", "i_string_lone_utf8_continuation_byte",
        "i_string_not_in_unicode_range", "i_string_overlong_sequence_2_bytes",
        "i_string_overlong_sequence_6_bytes", "i_string_overlong_sequence_6_bytes_null",
        "i_string_truncated-utf-8", "i_string_UTF-16LE_with_BOM",
      ])
    + both(.rejected(.nul), ["i_string_utf16BE_no_BOM", "i_string_utf16LE_no_BOM"])
    + both(.rejected(.byteOrderMark), ["i_structure_UTF-8_BOM_empty_object"])
    + [
      "i_object_key_lone_2nd_surrogate", "i_string_1st_surrogate_but_2nd_missing",
      "i_string_1st_valid_surrogate_2nd_invalid",
      "i_string_incomplete_surrogate_and_escape_valid", "i_string_incomplete_surrogate_pair",
      "i_string_incomplete_surrogates_escape_valid", "i_string_invalid_lonely_surrogate",
      "i_string_invalid_surrogate", "i_string_inverted_surrogates_U+1D11E",
      "i_string_lone_second_surrogate",
    ].map { Policy(name: $0, strict: .rejected(.loneSurrogate), lenient: .accepted) }

  private static func both(_ outcome: Outcome, _ names: [String]) -> [Policy] {
    names.map { Policy(name: $0, strict: outcome, lenient: outcome) }
  }
}
