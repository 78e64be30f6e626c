import Testing
import WeirJSON
import WeirYAML

@Suite("Scalars of the YAML 1.2 core schema")
struct CoreSchemaTests {
  @Test(
    "a plain scalar resolves by the core schema",
    arguments: [
      ("null", "null"), ("Null", "null"), ("NULL", "null"), ("~", "null"), ("nULL", #""nULL""#),
      ("true", "true"), ("True", "true"), ("FALSE", "false"), ("tRue", #""tRue""#),
      ("yes", #""yes""#), ("No", #""No""#), ("on", #""on""#), ("OFF", #""OFF""#), ("y", #""y""#),
      ("0", "0"), ("12", "12"), ("-7", "-7"), ("+1", "1"), ("012", "12"), ("-007", "-7"),
      ("000", "0"), ("0o14", "12"), ("0o8", #""0o8""#), ("-0o1", #""-0o1""#), ("0x1F", "31"),
      ("0x", #""0x""#), ("0xffffffffffffffffffff", "1208925819614629174706175"),
      ("0o7777777777777777777777777", "37778931862957161709567"),
      (
        "0x1" + String(repeating: "0", count: 40),
        "1461501637330902918203684832716283019655932542976"
      ),
      ("0x3b9aca00", "1000000000"), ("0b1", #""0b1""#), ("1_000", #""1_000""#),
      ("1.5", "1.5"), (".5", "0.5"), ("-.5", "-0.5"), ("1.", "1.0"), ("1.e3", "1.0e3"),
      ("+00.50", "0.50"), ("1e3", "1e3"), ("1E+03", "1E+03"), ("1e", #""1e""#), (".", #"".""#),
      ("-", "[null]"), ("+", #""+""#), ("1.2.3", #""1.2.3""#), ("1:30", #""1:30""#),
      ("2001-12-14", #""2001-12-14""#), ("2001-12-14T21:59:43Z", #""2001-12-14T21:59:43Z""#),
      ("inf", #""inf""#), (".infinity", #"".infinity""#), (".nAn", #"".nAn""#),
      ("10000000000000000000000001", "10000000000000000000000001"),
    ])
  func plain(source: String, json: String) throws {
    #expect(try YAMLSample.json(source) == [json])
  }

  @Test(
    "only plain scalars resolve",
    arguments: ["'true'", "\"12\"", "|\n  ~\n", "'<<'"])
  func quoted(source: String) throws {
    #expect(try YAMLSample.json(source)[0].hasPrefix("\""))
  }

  @Test(
    "an explicit tag is honoured",
    arguments: [
      ("!!str 12", #""12""#), ("!!str", #""""#), ("! 12", #""12""#), ("!!int '12'", "12"),
      ("!!int 0x10", "16"), ("!!float 1", "1.0"), ("!!float 1e3", "1e3"), ("!!bool 'true'", "true"),
      ("!!null ''", "null"), ("!!map {a: 1}", #"{"a":1}"#), ("!!seq [a]", #"["a"]"#),
      ("!!set {a, b}", #"{"a":null,"b":null}"#), ("!!omap [a: 1]", #"[{"a":1}]"#),
      ("!!binary aGk=", #""aGk=""#), ("!!timestamp 2001-12-14", #""2001-12-14""#),
      ("!<tag:yaml.org,2002:str> 1", #""1""#), ("&a !!str 1", #""1""#), ("!!str &a 1", #""1""#),
      ("!Ref 12", #""12""#), ("!GetAtt [a, 1]", #"["a",1]"#),
    ])
  func tagged(source: String, json: String) throws {
    #expect(try YAMLSample.json(source) == [json])
  }

  @Test(
    "a tag that the value contradicts is an error",
    arguments: [
      "!!int x", "!!int 1.5", "!!float x", "!!bool yes", "!!null x", "!!map [a]", "!!seq {a: 1}",
      "!!str [a]", "!!int {a: 1}",
    ])
  func contradicted(source: String) {
    #expect(YAMLSample.error("k: " + source)?.code == .tag)
  }

  @Test(
    "infinity and not-a-number are errors",
    arguments: [".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN", "!!float .inf"])
  func notFinite(source: String) {
    let error = YAMLSample.error("a: 1\nb: \(source)\n")
    #expect(error?.code == .notFinite)
    #expect(error?.position.line == 2)
  }

  @Test("a string keeps every character and its JSON escapes")
  func escapes() throws {
    #expect(
      try YAMLSample.json(#""q\"b\\ \t\n\r\0\e\x7f \u00e9 \U0001F600 \P""#)
        == [#""q\"b\\ \t\n\r\u0000\u001b"# + "\u{7f} é 😀 \u{2029}\""])
  }

  @Test("the values that Norway and GitHub stumbled over are noted, plain ones only")
  func lookalikes() throws {
    let text = "country: &a no\non: push\nflags: [yes, Off, 'no', nope, *a]\nn: N\n"
    let sourceMap = try YAMLDocument.documents(in: Array(text.utf8))[0].sourceMap
    let spans = try YAMLSample.spans(text)
    let noted = sourceMap.booleanLookalikes.sorted { $0.key < $1.key }
      .map { "\(spans[$0.key]): \($0.value)" }
    #expect(noted == ["no: false", "yes: true", "Off: false", "*a: false", "N: false"])
    #expect(try YAMLSample.warnings(text).isEmpty)
  }

  @Test("decimal numbers with leading zeros are noted")
  func leadingZeros() throws {
    #expect(
      try YAMLSample.warnings("mode: 0644\nzip: '01234'\nzero: 0") == ["yaml.leading_zero 0644"])
  }

  @Test("each unknown tag is noted once")
  func unknownTags() throws {
    #expect(
      try YAMLSample.warnings("- !Ref a\n- !Ref b\n- !<tag:example.com,2000:x> c\n- !!str d")
        == ["yaml.tag !Ref", "yaml.tag !<tag:example.com,2000:x>"])
  }

  @Test("all warnings and errors have a text")
  func descriptions() throws {
    let text = "200: x\nmode: 0644\nref: !Ref a\n"
    let texts = try YAMLDocument.documents(in: Array(text.utf8)).flatMap(\.warnings)
      .map(\.description)
    #expect(texts.allSatisfy { $0.count > 20 })
    #expect(Set(texts).count == 3)
  }
}
