import TestSupport
import Testing
import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// What each rule finds, and what it lets pass.
struct SchemaLinterTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let schema: String
    /// Code without `lint.`, a space, and the pointer.
    let findings: [String]
    var testDescription: String { schema }

    init(_ schema: String, _ findings: String...) {
      self.schema = schema
      self.findings = findings
    }
  }

  private static let draft7 = #""$schema": "http://json-schema.org/draft-07/schema#""#
  private static let draft4 = #""$schema": "http://json-schema.org/draft-04/schema#""#

  static let keywords = [
    Case(#"{"requird": ["a"]}"#, "misspelt_keyword /requird"),
    // A value that is wrong as well, and a keyword that stands there already.
    Case(#"{"requird": "a"}"#, "misspelt_keyword /requird"),
    Case(#"{"minLenght": "3"}"#, "misspelt_keyword /minLenght"),
    Case(
      #"{"propertys": {"a": {"type": "int"}}, "properties": {"b": true}}"#,
      "misspelt_keyword /propertys"),
    Case(#"{"additionalproperties": false}"#, "misspelt_keyword /additionalproperties"),
    Case(#"{"properties": {"a": {"patern": "x"}}}"#, "misspelt_keyword /properties/a/patern"),
    // Not what the keyword could be, not near enough, or somebody's own.
    Case(#"{"requires": "another module"}"#), Case(#"{"titel2": 3}"#),
    Case(#"{"example": 3, "x-required": true, "markdownDescription": "a"}"#),
    Case(#"{\#(draft4), "const": 1}"#, "other_dialect /const"),
    Case(#"{"dependencies": {"a": ["b"]}}"#, "other_dialect /dependencies"),
    Case(#"{"nullable": true}"#, "other_dialect /nullable"),
    Case(#"{\#(draft7), "$defs": {}, "deprecated": true}"#),
    Case(
      ##"{\##(draft7), "properties": {"a": {"$ref": "#", "minLength": 1, "title": "A"}}}"##,
      "beside_reference /properties/a/minLength"),
    Case(##"{\##(draft7), "properties": {"a": {"$ref": "#", "description": "A"}}}"##),
    Case(##"{"properties": {"a": {"$ref": "#", "minLength": 1}}}"##),
    Case(#"{"type": "string", "minimum": 1}"#, "inapplicable_keyword /minimum"),
    Case(#"{"type": ["array", "null"], "required": []}"#, "inapplicable_keyword /required"),
    Case(#"{"type": "integer", "format": "date-time"}"#, "inapplicable_keyword /format"),
    Case(#"{"type": "integer", "minimum": 1, "format": "int32", "title": "A"}"#),
    Case(#"{"then": {"type": "null"}}"#, "missing_partner /then"),
    Case(#"{"if": {"type": "null"}}"#, "missing_partner /if"),
    Case(#"{"minContains": 2}"#, "missing_partner /minContains"),
    Case(
      #"{\#(draft7), "items": {"type": "null"}, "additionalItems": false}"#,
      "missing_partner /additionalItems"),
    Case(#"{\#(draft7), "items": [true], "additionalItems": false}"#),
  ]

  static let contradictions = [
    Case(#"{"minimum": 2, "maximum": 1}"#, "empty_range /minimum"),
    Case(#"{"exclusiveMinimum": 1, "maximum": 1.0}"#, "empty_range /exclusiveMinimum"),
    Case(
      #"{\#(draft4), "minimum": 1, "maximum": 1, "exclusiveMaximum": true}"#,
      "empty_range /minimum"),
    Case(#"{"minimum": 1, "maximum": 1.0, "minLength": 2, "maxLength": 2}"#),
    Case(#"{"minLength": 2, "maxLength": 1}"#, "empty_range /minLength"),
    Case(#"{"required": ["a", "b"], "maxProperties": 1}"#, "empty_range /maxProperties"),
    Case(#"{"enum": []}"#, "empty_enum /enum"),
    Case(#"{"enum": ["a", 1, "a"]}"#, "duplicate_value /enum/2"),
    Case(#"{"type": "string", "enum": ["a", null]}"#, "impossible_value /enum/1"),
    Case(#"{"maxLength": 2, "const": "abc"}"#, "impossible_value /const"),
    Case(#"{"allOf": [{"type": "string"}, {"type": "integer"}]}"#, "no_type /allOf/1/type"),
    Case(#"{"allOf": [{"type": "number"}, {"type": "integer"}, {"type": ["integer", "null"]}]}"#),
    Case(#"{"type": "string", "not": {}}"#, "nothing_allowed /not"),
    Case(#"{"properties": {"a": {"not": {}}}}"#),
    Case(
      #"{"properties": {"a": true}, "additionalProperties": false, "required": ["b"]}"#,
      "forbidden_required /required/0"),
    Case(
      #"{"patternProperties": {"^b": true}, "additionalProperties": false, "required": ["b"]}"#),
    Case(
      #"{"properties": {"a": false}, "allOf": [{"required": ["a"]}]}"#,
      "forbidden_required /allOf/0/required/0"),
    Case(
      #"{"properties": {"a": true}, "additionalProperties": false, "anyOf": [{"required": ["b"]}, {"required": ["a"]}]}"#
    ),
    Case(#"{"default": 1, "type": "string"}"#, "invalid_default /default"),
    Case(#"{"examples": ["a", 1], "type": "string"}"#, "invalid_example /examples/1"),
  ]

  static let structure = [
    Case(#"{"anyOf": [{"minimum": 1}, {"minimum": 1.0}]}"#, "duplicate_branch /anyOf/1"),
    Case(#"{"anyOf": [{"minimum": 1}, {"title": "any"}]}"#, "unreachable_branch /anyOf/1"),
    Case(#"{"oneOf": [{"minimum": 1}, true]}"#),
    Case(#"{"if": true, "then": {"minimum": 1}}"#, "constant_condition /if"),
    Case(#"{"if": false, "else": {"minimum": 1}}"#, "constant_condition /if"),
    Case(
      ##"{"type": "null", "$defs": {"a": {"$defs": {"b": {}}}, "c": {}}, "$ref": "#/$defs/c"}"##,
      "unused_definition /$defs/a", "unused_definition /$defs/a/$defs/b"),
    Case(#"{"$defs": {"a": {"type": "null"}}}"#),
    Case(
      #"{"properties": {"a": true}, "additionalProperties": false, "allOf": [{"properties": {"a": true, "b": true}}]}"#,
      "unseen_properties /additionalProperties"),
    Case(
      ##"{"allOf": [{"$ref": "#/$defs/base"}, {"properties": {"b": true}}], "$defs": {"base": {"properties": {"a": true}, "additionalProperties": false}}}"##,
      "unseen_properties /$defs/base/additionalProperties"),
    Case(
      #"{"properties": {"a": true}, "unevaluatedProperties": false, "allOf": [{"properties": {"b": true}}]}"#
    ),
    Case(
      #"{"properties": {"a": true}, "additionalProperties": false, "if": {"properties": {"b": true}}, "then": {"minProperties": 1}}"#
    ),
    Case(
      #"{"properties": {"name": true}, "required": ["nmae"]}"#, "misspelt_required /required/0"),
    Case(#"{"properties": {"name": true}, "required": ["other", "name"]}"#),
    Case(
      #"{"properties": {"name": true}, "required": ["names"], "allOf": [{"properties": {"names": true}}]}"#
    ),
    Case(#"{"properties": {"name": true}, "required": ["names"], "$ref": "other.json"}"#),
  ]

  static let texts = [
    Case(#"{"pattern": "^(a+)\\1$"}"#, "slow_pattern /pattern"),
    Case(#"{"pattern": "^(?=.*a)(a+)+$"}"#),
    Case(#"{"pattern": "^a|b$"}"#, "loose_alternation /pattern"),
    Case(#"{"pattern": "^a$|^b$"}"#), Case(#"{"pattern": "^(a|b)$"}"#),
    Case(#"{"pattern": "^[|]a\\|b$"}"#),
    Case(#"{"pattern": "^abc.*"}"#, "useless_wildcard /pattern"),
    Case(#"{"pattern": "^abc\\.*"}"#), Case(#"{"pattern": "^.*abc$"}"#),
    Case(#"{"patternProperties": {".*": true}}"#),
    Case(#"{"pattern": "/abc/i"}"#, "delimited_pattern /pattern"),
    Case(#"{"pattern": "/^a\\/b$/"}"#, "delimited_pattern /pattern"),
    Case(
      #"{"patternProperties": {"/^x-/": true}}"#, "delimited_pattern /patternProperties/~1^x-~1"),
    Case(#"{"pattern": "/abc/"}"#), Case(#"{"pattern": "/a/b/i"}"#), Case(#"{"pattern": "/a/ii"}"#),
    Case(#"{"format": "datetime"}"#, "unknown_format /format"),
    Case(#"{"format": "date-time"}"#), Case(#"{"format": "int64"}"#),
  ]

  private func findings(_ schema: String) throws -> [LintFinding] {
    let folder = try TemporaryFolder()
    try folder.write("{}", to: "other.json")
    let path = try folder.write(schema, to: "s.json")
    let codes = Set(LintCode.allCases.filter(\.isOnByDefault)).subtracting([.missingDialect])
    let run = LintRun(SchemaLoader(), codes: codes, mends: false)
    let file = try #require(InputSearch().findings(for: path).compactMap { run.lint($0) }.first)
    guard case .findings(let findings) = file.outcome else {
      Issue.record("\(file.outcome)")
      return []
    }
    return findings
  }

  @Test("a rule finds what it is for, and nothing else", arguments: keywords + contradictions)
  func rules(each: Case) throws {
    let found = try findings(each.schema)
    #expect(found.map { "\($0.code.rawValue.dropFirst(5)) \($0.pointer ?? "")" } == each.findings)
  }

  @Test("a rule finds what it is for, and nothing else", arguments: structure + texts)
  func moreRules(each: Case) throws { try rules(each: each) }

  @Test("a key that stands twice is found")
  func duplicateKey() throws {
    let found = try findings(#"{"title": "a", "title": "b"}"#)
    #expect(found.map(\.code) == [.duplicateKey])
    #expect(found.first?.message.hasPrefix("the key \"title\" stands") == true)
    #expect(found.first?.place.byteRange == 1..<8)
    let names = ["duplicate_key", "decode.duplicate_key"]
    #expect(names.map { LintCode(name: $0) } == [.duplicateKey, .duplicateKey])
  }

  private static let run = LintRun(
    SchemaLoader(), codes: Set(LintCode.allCases.filter(\.isOnByDefault)), mends: false)

  @Test("nothing is found in the metaschemas", arguments: Dialect.allCases)
  func metaschemas(dialect: Dialect) throws {
    let loaded = try SchemaLoader().load(dialect.rawValue)
    #expect(Self.run.findings(in: loaded).map(\.message) == [])
  }

  @Test("what is found reads as it was agreed to", arguments: ["user.json", "shop.yaml"])
  func golden(name: String) throws {
    let path = GoldenFile.folder + "/lint/" + name
    let file = try #require(
      InputSearch().findings(for: path).compactMap { Self.run.lint($0) }.first)
    let text = LintText(style: RenderStyle(width: 80)).text(file)
    try GoldenFile.compare(text, with: "lint/\(name).txt")
    try GoldenFile.compare(LintJSON().lines(file), with: "lint/\(name).ndjson")
  }

  /// Looked at by eye: all classes, and all but a few of the defaults.
  @Test("in the schemas of SchemaStore the same is found as ever", .needs(.schemaStore))
  func schemaStore() throws {
    let root = TestData.path(of: .schemaStore, "")
    let map = try SchemaSource(json: TestData.bytes(of: .schemaStore, "uri-map.json"))
    let resolutions = map.tape.members(of: 0).map { key in
      (uri: map.tape.string(at: key), path: root + map.tape.string(at: key + 1))
    }
    let loader = SchemaLoader(resolutions: resolutions)
    var lines: [String] = []
    for file in TestData.files(in: .schemaStore, under: "schemas", suffix: ".json") {
      for finding in Self.run.findings(in: try loader.load(root + file)) {
        lines.append("\(file) \(finding.code.rawValue) \(finding.pointer ?? "")\n")
      }
    }
    try GoldenFile.compare(lines.joined(), with: "lint/schemastore.list")
  }
}
