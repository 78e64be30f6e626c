import Testing
import WeirJSON
import WeirYAML

@Suite("YAML mappings: keys, duplicates, merging, aliases")
struct MappingTests {
  @Test(
    "a scalar key that is no string becomes its source text, with a warning",
    arguments: [
      ("200: ok", #"{"200":"ok"}"#, "200"), ("0x1F: a", #"{"0x1F":"a"}"#, "0x1F"),
      ("true: a", #"{"true":"a"}"#, "true"), ("~: a", #"{"~":"a"}"#, "~"),
      ("?\n: a", #"{"":"a"}"#, ""), ("1.50: a", #"{"1.50":"a"}"#, "1.50"),
      (".inf: a", #"{".inf":"a"}"#, ".inf"), ("!!int 5: a", #"{"5":"a"}"#, "5"),
    ])
  func keysThatAreNoStrings(source: String, json: String, subject: String) throws {
    #expect(try YAMLSample.json(source) == [json])
    #expect(try YAMLSample.warnings(source) == ["yaml.key " + subject])
  }

  @Test("a string key needs no warning", arguments: ["'200': a", "!!str 200: a", "on: a", "a: a"])
  func stringKeys(source: String) throws {
    #expect(try YAMLSample.warnings(source).isEmpty)
  }

  @Test(
    "a collection as key is an error with its place",
    arguments: [("a: 1\n? [b]\n: 2\n", 2, 3), ("&k [a]: 1", 1, 4), ("x: &x {}\n*x : 1", 2, 1)])
  func collectionKeys(source: String, line: Int, column: Int) {
    let error = YAMLSample.error(source)
    #expect(error?.code == .keyIsNoScalar)
    #expect(error?.position.line == line)
    #expect(error?.position.column == column)
  }

  @Test("a duplicate key is an error at its second place that names the first")
  func duplicates() throws {
    let error = try #require(YAMLSample.error("a: 1\nb: 2\n\"a\": 3\n"))
    #expect(error.code == .duplicateKey)
    #expect(error.byteOffset == 10)
    #expect(error.relatedPosition?.line == 1)
    #expect(
      error.description
        == "the key \"a\" stands in the same mapping twice (first at line 1, column 1)")
  }

  @Test("duplicates are found among many keys, as texts, and through aliases")
  func moreDuplicates() {
    let many = (0..<100).map { "k\($0): 1\n" }.joined()
    #expect(YAMLSample.error(many + "k50: 1\n")?.position.line == 101)
    #expect(YAMLSample.error("1: a\n'1': b\n")?.code == .duplicateKey)
    #expect(YAMLSample.error("- &k key\n- {*k : 1, key: 2}\n")?.code == .duplicateKey)
    #expect(YAMLSample.error("a: {x: 1, x: 2}\n")?.code == .duplicateKey)
    #expect(YAMLSample.error(many) == nil)
  }

  @Test("é composed and decomposed are two keys")
  func noCanonicalEquivalence() throws {
    #expect(try YAMLSample.json("\u{e9}: 1\ne\u{301}: 2\n") == ["{\"\u{e9}\":1,\"e\u{301}\":2}"])
  }

  @Test("<< merges a mapping; own keys win wherever they stand")
  func merge() throws {
    let base = "- &base {a: 1, b: 2}\n"
    #expect(
      try YAMLSample.json(base + "- <<: *base\n  b: 3\n") == [#"[{"a":1,"b":2},{"b":3,"a":1}]"#])
    #expect(
      try YAMLSample.json(base + "- b: 3\n  <<: *base\n") == [#"[{"a":1,"b":2},{"b":3,"a":1}]"#])
    #expect(try YAMLSample.json("<<: {a: 1}\n") == [#"{"a":1}"#])
    #expect(try YAMLSample.json("!!merge <<: {a: 1}\n") == [#"{"a":1}"#])
    #expect(try YAMLSample.json("'<<': {a: 1}\n") == [#"{"<<":{"a":1}}"#])
    #expect(try YAMLSample.json("<<: []\na: 1\n") == [#"{"a":1}"#])
  }

  @Test("of a merged sequence the earlier mapping wins, and merges nest")
  func mergeOrder() throws {
    let text = """
      - &a {x: a, y: a}
      - &b {<<: *a, y: b, z: b}
      - &both [*b, {x: c, z: c, w: c}]
      - <<: *both
        own: 1
      """
    #expect(
      try YAMLSample.json(text)[0].hasSuffix(#"{"own":1,"y":"b","z":"b","x":"a","w":"c"}]"#))
  }

  @Test(
    "<< with anything but mappings, twice, or with true duplicates is an error",
    arguments: [
      ("<<: 1", YAMLError.Code.mergeValue), ("<<:", .mergeValue), ("<<: [{a: 1}, 2]", .mergeValue),
      ("<<: {a: 1}\n<<: {b: 1}", .duplicateKey), ("<<: {a: 1, a: 2}", .duplicateKey),
      ("a: 1\na: 2\n<<: {b: 1}", .duplicateKey), ("<<: {[a]: 1}", .keyIsNoScalar),
      ("&m\n<<: *m", .cyclicAlias), ("&m\n<<: [*m]", .cyclicAlias),
    ])
  func mergeErrors(source: String, code: YAMLError.Code) {
    #expect(YAMLSample.error(source)?.code == code)
  }

  @Test("an alias stands for the latest anchor of its name before it, in its own document")
  func aliases() throws {
    #expect(
      try YAMLSample.json("- &a 1\n- *a\n- &a [x]\n- *a\n") == [#"[1,1,["x"],["x"]]"#])
    #expect(
      try YAMLSample.json("{&k key: &v 1, two: *v, *v : *k}") == [#"{"key":1,"two":1,"1":"key"}"#])
    #expect(YAMLSample.error("a: *nobody")?.code == .undefinedAlias)
    #expect(YAMLSample.error("&a 1\n--- *a\n")?.code == .undefinedAlias)
  }

  @Test(
    "an alias inside of what it names is an error", arguments: ["&a [*a]", "&a {b: [{c: *a}]}"])
  func cycles(source: String) {
    #expect(YAMLSample.error(source)?.code == .cyclicAlias)
  }

  @Test("several documents are several values; an empty stream is none")
  func documents() throws {
    #expect(
      try YAMLSample.json("a: 1\n---\n- 2\n---\n...\n--- x\n") == [
        #"{"a":1}"#, "[2]", "null", #""x""#,
      ])
    #expect(try YAMLSample.json("").isEmpty)
    #expect(try YAMLSample.json("# nothing\n\n").isEmpty)
    #expect(try YAMLSample.json("---\n") == ["null"])
  }
}
