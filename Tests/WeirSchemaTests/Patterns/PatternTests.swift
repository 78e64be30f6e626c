import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

struct PatternSyntaxTests {
  @Test(
    "a fault in a pattern has its place",
    arguments: [
      ("a(b", PatternError.Kind.unterminatedGroup, 1), ("a)b", .unmatchedParenthesis, 1),
      ("ab[c", .unterminatedClass, 2), ("a|*", .nothingToRepeat, 2),
      ("ab{3,2}", .quantifierOrder, 2),
      ("é\\q", .escape, 2), ("[b-a]", .classRangeOrder, 1), ("(?<1>a)", .groupName, 3),
      ("(?<n>a)(?<n>b)", .duplicateGroupName, 10), ("(a)\\2", .unknownGroup, 3),
      ("\\k<n>", .unknownGroup, 0), ("ab\\p{Nope}", .unknownProperty, 2), ("(?a)", .group, 0),
      ("\\u{110000}", .escape, 0), ("(?=a)*", .nothingToRepeat, 0), ("\\ca\\c1", .escape, 3),
    ])
  func fault(source: String, kind: PatternError.Kind, byteOffset: Int) {
    let error = #expect(throws: PatternError.self) { try Pattern(source) }
    #expect(error == PatternError(kind, at: byteOffset))
  }

  @Test(
    "what can be read in one way only is read so, but not by the format `regex`",
    arguments: [
      ("\\-", "-"), ("a}", "a}"), ("a{", "a{"), ("]", "]"), ("[\\w-.]", "-"), ("\\_\\@\\:", "_@:"),
      ("\\ ", " "), ("\\\"", "\""), ("a{,2}", "a{,2}"),
    ])
  func leniency(source: String, text: String) throws {
    #expect(try Pattern(source).matches(text))
    #expect(throws: PatternError.self) {
      try PatternParser.parse(Array(source.utf8), isStrict: true)
    }
  }

  /// Cases that V8 answers otherwise than ECMA-262 has it.
  @Test("a class can leave over the last code point, and nothing matches within a character")
  func codePoints() throws {
    let pattern = try Pattern("^[^\\u0080-\\u{10FFFE}]$")
    #expect(try pattern.matches("\u{10FFFF}"))
    #expect(try !pattern.matches("\u{10FFFE}"))
    for source in ["\\B", "(?!\\b)", "(\\B)\\1"] {
      #expect(try !Pattern(source).matches("b😀a"))
      #expect(try Pattern(source).matches("b😀😀a"))
    }
  }

  @Test("modifiers hold within their group and end with it")
  func modifiers() throws {
    #expect(try Pattern("^a(?i:b(?-i:c)d)e$").matches("aBcDe"))
    for text in ["ABcDe", "aBCDe", "aBcDE"] {
      #expect(try !Pattern("^a(?i:b(?-i:c)d)e$").matches(text))
    }
    #expect(try Pattern("^(?s-i:.)(?i:(a))\\1$").matches("\naa"))
    #expect(try !Pattern("^(?i:(a))\\1$").matches("aA"))
    #expect(try Pattern("^(a)(?i:\\1)$").matches("aA"))
    for source in ["(?-:a)", "(?ii:a)", "(?i-i:a)", "(?i--s:a)", "(?u:a)", "(?i)", "(?i", "(?-"] {
      #expect(throws: PatternError.self) { try Pattern(source) }
    }
    for source in ["(?i-:a)", "(?-ims:a)", "(?ims:a)", "(?m-is:)*"] {
      #expect(throws: Never.self) { try PatternParser.parse(Array(source.utf8), isStrict: true) }
    }
  }

  @Test("runs of any character count characters and end at line terminators")
  func anyRuns() throws {
    let pattern = try Pattern("^.{1,3}$")
    for text in ["a", "é\u{1F600}x", "\u{2027}\u{202A}", "\u{2000}\u{20A8}"] {
      #expect(try pattern.matches(text), "\(text)")
    }
    for text in [
      "", "abcd", "a\n", "\u{2028}", "a\u{2029}b", "\u{1F600}\u{1F600}\u{1F600}\u{1F600}",
    ] {
      #expect(try !pattern.matches(text), "\(text)")
    }
    #expect(try Pattern("^.{2}").matches("\u{1F600}\u{1F600}\u{2028}"))
    #expect(try !Pattern("^.{3}").matches("\u{1F600}\u{1F600}\u{2028}"))
    for source in [".*a", "a.*", ".*a.*", "^a.*", ".*a$"] {
      #expect(try Pattern(source).matches("a"), "\(source)")
      #expect(try !Pattern(source).matches("b"), "\(source)")
    }
  }

  @Test("classes with a place each are judged byte by byte")
  func places() throws {
    let closed = try Pattern("^[A-Z]{3}-([0-9]{2})[a-f\\d]$")
    for text in ["ABC-12f", "XYZ-000"] { #expect(try closed.matches(text), "\(text)") }
    for text in ["", "ABC-12", "ABC-12fg", "ABC-1éf", "ABC_12f", "abc-12f", "ABC-12g", "xABC-12f"] {
      #expect(try !closed.matches(text), "\(text)")
    }
    let open = try Pattern("^[a-c]{2}x[0-9]{0}")
    for text in ["abx", "ccxé", "aaxx"] { #expect(try open.matches(text), "\(text)") }
    for text in ["ab", "abyx", "xabx", "éx"] { #expect(try !open.matches(text), "\(text)") }
    // Nine classes, and more places than a table has.
    let nine = try Pattern("^[a-b][a-c][a-d][a-e][a-f][a-g][a-h][a-i][a-j]$")
    #expect(try nine.matches("bcdefghij") && !nine.matches("bcdefghik"))
    let long = try Pattern("^[ab]{300}[cd]$")
    #expect(try long.matches(String(repeating: "ab", count: 150) + "c"))
    #expect(try !long.matches(String(repeating: "ab", count: 150) + "e"))
    #expect(throws: PatternError.self) { try Pattern("^[ab]{9223372036854775807}c$") }
  }

  @Test("groups of different ways may share a name")
  func sharedNames() throws {
    let pattern = try Pattern("^(?:(?<q>')|(?<q>\"))[^'\"]*\\k<q>$")
    for text in ["'a'", "\"a\"", "''"] { #expect(try pattern.matches(text)) }
    for text in ["'a\"", "\"a'", "a", "'"] { #expect(try !pattern.matches(text)) }
    #expect(try Pattern("^(?:(?<n>a)|(?<n>b)|c)\\k<n>$").matches("c"))
    for source in [
      "(?:(?<n>a)|b)|(?<n>c)", "(?<n>a)|(?:(?<n>b)|c(?<m>d))|(?<m>e)", "(?:(?<n>a)|(?:b|(?<n>c)))",
    ] {
      #expect(throws: Never.self) { try Pattern(source) }
    }
    for source in [
      "(?:(?<n>a)|(?:b|(?<m>c)))(?<m>)", "(?<n>a)(?:(?<n>b)|c)", "(?:(?<n>a)|b)(?<n>c)",
      "(?<n>(?<n>a)|b)",
    ] {
      #expect(throws: PatternError.self) { try Pattern(source) }
    }
  }

  @Test("large repetitions have a limit, and those of nothing do not")
  func repetitions() throws {
    let digits = String(repeating: "1", count: 5_000)
    let pattern = try Pattern("^(?:[0-9]|x){5000}$")
    #expect(try pattern.matches(digits))
    #expect(try !pattern.matches(digits + "1"))
    #expect(try Pattern("^(?:){1,999999999}$").matches(""))
    #expect(try Pattern("^(?:(?:){99999}){99999}\\1()$").matches(""))
    #expect(try Pattern("^[^/]{2,4000000}$").matches("éé"))
    #expect(try Pattern("^.{2,4000000}$").matches("é😀"))
    #expect(try !Pattern("^.{2,4000000}$").matches("😀"))
    #expect(try !Pattern("^.{2,4000000}$").matches("é\n"))
    #expect(try Pattern("^(?:a(?:bc?|d){2}){3,5}$").matches("abcdaddabcbabd"))
    for source in ["(?:a{1000}){1000}", "(a)(?:\\1{1000}){1000}", "^a{0,999999999}b"] {
      let error = #expect(throws: PatternError.self) { try Pattern(source) }
      #expect(error?.isUnsupported == true)
    }
    let deep = String(repeating: "(", count: 300)
    let error = #expect(throws: PatternError.self) { try Pattern(deep) }
    #expect(error?.kind == .tooDeep)
  }
}

struct PatternCostTests {
  /// The format `regex` reads patterns that come from instances.
  @Test(
    "a long pattern is checked in about linear time and memory",
    arguments: [
      "\\p{L}", "[\\p{L}]", "(?i:[^\\W])", "|(?<a>b)", "|(?<a#>b)", "|(?:|(?<a#>))", "a|",
      "(?<a#>)", "(?<a#>)\\k<a#>", "(?:a)", "[a-z]{2}",
    ])
  func longPattern(unit: String) {
    let source = (0..<20_000).map { unit.replacing("#", with: "\($0)") }.joined()
    let isAccepted = Array(source.utf8).withByteSlice { RegexFormat.accepts($0) }
    #expect(isAccepted)
  }

  /// Each is a classic of those that take engines that try one way after the other exponential or
  /// high polynomial time.
  @Test(
    "a catastrophic pattern takes linear time",
    arguments: [
      ("(a+)+$", "a", "!"), ("^(?:(a|a)*$|!)", "a", "!"), ("^(a|a)*$", "a", "!"),
      ("(.*a){20}", "b", "!"),
      ("(?:[a-zA-Z]+)*[a-z]$", "a", "!"), ("^([a-zA-Z]+)*$", "a", "!"), ("(x+x+)+y", "x", "!"),
      ("^(a?){50}a{50}$", "a", "!"), ("^(?=(a+)+$)", "a", "!"), ("(?<=^(a|a)*)b", "a", "!"),
      ("(?!(x+x+)+y)z", "x", "!"), ("^(([a-z])+.)+[A-Z]([a-z])+$", "a", "!"),
      ("(?<!(?=(a|aa)+$)a+)c", "a", "b"),
    ])
  func catastrophe(source: String, unit: String, end: String) throws {
    let pattern = try Pattern(source)
    let text = Array((String(repeating: unit, count: 100_000) + end).utf8)
    var scratch = PatternScratch()
    let isMatch = try text.withByteSlice {
      try pattern.matches($0, scratch: &scratch, maxSteps: 0)
    }
    #expect(!isMatch)
    // A byte takes one look into a table; what costs more is to work out an entry.
    #expect(scratch.stepCount < 1_000)
    let steps = scratch.stepCount
    _ = try text.withByteSlice { try pattern.matches($0, scratch: &scratch, maxSteps: 0) }
    #expect(scratch.stepCount == steps)
  }

  @Test(
    "a catastrophic pattern that also matches nothing does so at once",
    arguments: ["(a|a)*$", "([a-zA-Z]+)*$", "(a*)*$"])
  func emptyMatch(source: String) throws {
    let text = Array((String(repeating: "a", count: 100_000) + "!").utf8)
    var scratch = PatternScratch()
    let pattern = try Pattern(source)
    #expect(try text.withByteSlice { try pattern.matches($0, scratch: &scratch, maxSteps: 0) })
    #expect(scratch.stepCount < 100)
  }

  @Test("automata that outgrow their memory start anew and stay right")
  func fullTable() throws {
    // Whether the 100th character from the end is an a: exponentially many states.
    let pattern = try Pattern("a[ab]{99}$")
    let looking = try Pattern("^(?=.*b[ab]{99}$)(?!.*(?:ab){20}).*$", firstKey: 1)
    var scratch = PatternScratch(maxCells: 20_000)
    var generator = SeededGenerator(seed: 7)
    var text = (0..<1_000).map { _ in UInt8(ascii: Bool.random(using: &generator) ? "a" : "b") }
    for _ in 0..<4 {
      text.append(UInt8(ascii: Bool.random(using: &generator) ? "a" : "b"))
      let isMatch = try text.withByteSlice {
        try pattern.matches($0, scratch: &scratch, maxSteps: 0)
      }
      #expect(isMatch == (text[text.count - 100] == UInt8(ascii: "a")))
      let isOther = try text.withByteSlice {
        try looking.matches($0, scratch: &scratch, maxSteps: 0)
      }
      #expect(isOther == !isMatch)
    }
    #expect(scratch.cellCount <= 20_000)
    #expect(scratch.stepCount > 4 * 1_000)
  }

  @Test("back references run on a budget, and running out of it is no verdict")
  func budget() throws {
    let source = "^(a+)+\\1$"
    let pattern = try Pattern(source)
    let text = Array((String(repeating: "a", count: 40) + "!").utf8)
    #expect(throws: PatternBudgetExceeded.self) { try pattern.matches(text) }
    #expect(throws: PatternBudgetExceeded.self) {
      try pattern.matches(Array("aaaa".utf8), maxSteps: 3)
    }
    #expect(try pattern.matches("aaaa"))

    let schema = Array(#"{"pattern": "^(a+)+\\1$"}"#.utf8)
    let json = Array("\"".utf8) + text + Array("\"".utf8)
    #expect(try Schema(json: schema).validate(json) == .limitExceeded(.patternBudget))
    let options = SchemaOptions(limits: EvaluationLimits(maxPatternSteps: 3))
    #expect(
      try Schema(json: schema, options: options).validate(Array("\"aaaa\"".utf8))
        == .limitExceeded(.patternBudget))
  }

  @Test(
    "each pattern is run in the cheapest way",
    arguments: [
      (".*", PatternPlan.Kind.always), ("", .always), ("^", .hasPrefix), ("^ab$", .equals),
      ("^(?:ab)$", .equals), ("^x-", .hasPrefix), ("\\.json$", .hasSuffix), ("://", .contains),
      ("^[a-z0-9-]+$", .run), ("^[^/]{1,20}$", .run), ("^[@$_#]", .run), ("^\\S", .automaton),
      ("^[a-z][a-z0-9]*$", .automaton), ("a|b", .automaton), ("^\\p{L}+$", .automaton),
      ("^.{1,256}$", .run), ("^\\p{L}{4}$", .counted),
      ("^(?!x)", .lookaround), ("(?<=a)b", .lookaround), ("(a)\\1", .backtracking),
    ])
  func strategy(source: String, kind: PatternPlan.Kind) throws {
    var pool = KeyPoolBuilder()
    #expect(try Pattern(source).plan(&pool).kind == kind)
  }
}
