import Testing

@testable import WeirSchema

struct SuggestionTests {
  @Test(
    "the nearest known word is found",
    arguments: [
      ("timeout_secnds", "timeout_seconds"), ("warn", "warning"), ("Debug", "debug"),
      ("porperties", "properties"), ("warnings", "warning"), ("requried", "required"),
    ])
  func nearest(word: String, expected: String) {
    let known = ["debug", "info", "warning", "properties", "required", "timeout_seconds"]
    #expect(closest(to: word, among: known) == expected)
  }

  @Test(
    "words that are far from every known one get no suggestion",
    arguments: [
      "x", "in", "verbose", "",
      "timeout_seconds_of_the_very_long_name_that_nobody_would_ever_type_in_full",
    ])
  func nothingNear(word: String) {
    #expect(closest(to: word, among: ["debug", "info", "warning"]) == nil)
  }

  @Test("the word itself is never suggested")
  func itself() {
    #expect(closest(to: "info", among: ["info"]) == nil)
  }

  @Test(
    "edit distance counts insertions, deletions, replacements and swaps",
    arguments: [
      ("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("ab", "ba", 1), ("a", "", 1),
    ])
  func distances(first: String, second: String, expected: Int) throws {
    let typed = try #require(TypedWord(Array(first.utf8)))
    #expect(typed.distance(to: Array(second.utf8)) == expected)
  }
}
