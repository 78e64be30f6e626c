import Testing

@testable import WeirLoad

@Suite("Globs")
struct GlobTests {
  @Test(
    "a pattern matches the paths that people mean, and no others",
    arguments: [
      ("*.json", ["a.json", ".json"], ["a/b.json", "a.jsonc"]),
      ("**/*.json", ["a.json", "a/b.json", "a/b/c.json"], ["a/b.yaml"]),
      ("a/**/z", ["a/z", "a/b/z", "a/b/c/z"], ["z", "a/zz", "b/a/z"]),
      ("a/**", ["a/b", "a/b/c"], ["a", "b/a"]),
      ("**/a/**/b", ["a/b", "x/a/y/b", "a/a/b/b"], ["b/a", "a/c"]),
      ("./a/b", ["a/b"], ["b"]),
      ("a?c", ["abc", "aéc", "a👍c"], ["ac", "abbc"]),
      ("[a-c]x[!0-9]", ["axy", "cxz"], ["dxy", "ax1"]),
      ("[]a]", ["]", "a"], ["b"]),
      ("[!]a]", ["b"], ["]", "a"]),
      ("[a\\]b]", ["]", "b"], ["\\"]),
      ("[z-a]", [], ["z", "a", "-"]),
      ("a[b", ["a[b"], ["ab"]),
      ("\\*.json", ["*.json"], ["a.json"]),
      ("*a*b*", ["ab", "xaxbx", "aab"], ["ba"]),
      ("a\\", ["a\\"], ["a"]),
      ("a**b", ["ab", "axxb"], ["a/b"]),
      ("caf\u{e9}", ["caf\u{e9}"], ["cafe\u{301}"]),
    ] as [(String, [String], [String])])
  func matches(pattern: String, hits: [String], misses: [String]) {
    let glob = Glob(pattern.unicodeScalars)
    for path in hits { #expect(glob.matches(names(path)), "\(pattern) should match \(path)") }
    for path in misses { #expect(!glob.matches(names(path)), "\(pattern) matches \(path)") }
  }

  @Test(
    "braces stand for alternatives",
    arguments: [
      ("{a,b}", ["a", "b"]), ("x{a,b/{c,d}}y", ["xay", "xb/cy", "xb/dy"]), ("{a}", ["{a}"]),
      ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]), ("{,x}a", ["a", "xa"]), ("{a,b", ["{a,b"]),
      ("\\{a,b\\}", ["\\{a,b\\}"]), ("{{a,b}", ["{a", "{b"]), ("{a}{b,c}", ["{a}b", "{a}c"]),
    ])
  func braces(pattern: String, expected: [String]) {
    let alternatives = GlobSet.alternatives(of: pattern)?.map { scalars in
      String(String.UnicodeScalarView(scalars))
    }
    #expect(alternatives == expected)
  }

  @Test("braces that stand for too much are refused")
  func tooManyBraces() {
    #expect(GlobSet(String(repeating: "{a,b}", count: 9)) != nil)
    #expect(GlobSet(String(repeating: "{a,b}", count: 10)) == nil)
    #expect(GlobSet(String(repeating: "{a,b}", count: 1_000)) == nil)
    #expect(GlobSet(String(repeating: "{", count: 10_000)) != nil)
  }

  @Test("a hostile pattern takes no more than its length times the path's")
  func linear() {
    let start = ContinuousClock.now
    let stars = Glob((String(repeating: "*a", count: 200) + "b").unicodeScalars)
    #expect(!stars.matches(names(String(repeating: "a", count: 10_000))))
    let folders = Glob((String(repeating: "**/a/", count: 200) + "b").unicodeScalars)
    #expect(!folders.matches(names(String(repeating: "a/", count: 2_000) + "c")))
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test("a name without a slash is for any folder")
  func forNames() throws {
    let set = try #require(GlobSet.forNames("{package,*.config}.json"))
    #expect(set.matches(names("a/b/package.json")))
    #expect(set.matches(names("x.config.json")))
    #expect(!set.matches(names("package.json/x")))
    let rooted = try #require(GlobSet.forNames("ci/*.json"))
    #expect(rooted.matches(names("ci/a.json")))
    #expect(!rooted.matches(names("x/ci/a.json")))
  }

  private func names(_ path: String) -> [PathName] {
    path.split(separator: "/").map { Array($0.unicodeScalars) }
  }
}
