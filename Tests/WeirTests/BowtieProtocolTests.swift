import TestSupport
import Testing
import WeirJSON
import WeirSchema

/// A scripted session, every line of it held against the protocol's own schemas.
@Suite("Bowtie protocol", .needs(.bowtieProtocol))
struct BowtieProtocolTests {
  private let registry: Registry

  init() throws {
    var registry = Registry()
    for file in TestData.files(in: .bowtieProtocol, suffix: ".json") {
      registry.add(
        try SchemaSource(
          uri: "https://weir.example/bowtie/\(file)",
          json: TestData.bytes(of: .bowtieProtocol, file)))
    }
    self.registry = registry
  }

  /// What Bowtie may send: a case for each thing that can go well or wrong.
  private static let runs = [
    (##"{"type": "integer"}"##, ["1", "1.0", "\"1\"", "1e400"], "{}"),
    (##"{"$ref": "urn:example:name"}"##, ["\"a\""], ##"{"urn:example:name": {"minLength": 1}}"##),
    (##"{"$ref": "urn:example:missing"}"##, ["1"], "{}"),
    (##"{"$ref": "urn:example:bad"}"##, ["1"], ##"{"urn:example:bad": {"type": 7}}"##),
    (##"{"$schema": "urn:nobody:knows"}"##, ["1"], "{}"),
    (##"{"pattern": "("}"##, ["\"a\""], "{}"),
    (##"{"$ref": "#"}"##, ["1"], "{}"),
    (##"{"title": "annotated", "x-note": {"deep": [1]}}"##, ["null", "{}"], "{}"),
    ("17", ["1"], "{}"),
    ("true", ["\"\\ud800\"", deep], "{}"),
    (##"{"uniqueItems": true, "items": {"multipleOf": 0.01}}"##, ["[0.07, 7e-2]", "[]"], "{}"),
  ]

  private static let deep =
    String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000)

  @Test("every message of a session is valid, and every test of a case is answered")
  func session() throws {
    var script = [#"{"cmd": "start", "version": 1}"#]
    for dialect in try dialects() {
      script.append(#"{"cmd": "dialect", "dialect": "\#(dialect)"}"#)
      for (schema, instances, registry) in Self.runs {
        let tests = instances.map { #"{"description": "t", "instance": \#($0)}"# }
        script.append(
          #"{"cmd": "run", "seq": \#(script.count), "case": {"description": "c", "schema": \#(schema), "#
            + #""registry": \#(registry), "tests": [\#(tests.joined(separator: ", "))]}}"#)
      }
    }
    script.append(#"{"cmd": "stop"}"#)
    let run = try WeirBinary.run(
      ["bowtie"], stdin: script.map { $0 + "\n" }.joined())
    #expect(run.status == 0)
    #expect(run.stderr.isEmpty)
    let answers = run.stdout.split(separator: "\n")
    try #require(answers.count == script.count - 1)
    let command = try schema("tag:bowtie.report,2023:ihop#/$defs/command")
    for (request, answer) in zip(script, answers) {
      #expect(errors(of: request, by: command) == [], "\(request.prefix(200))")
      let response = try schema(
        "tag:bowtie.report,2023:ihop:command:\(name(of: request))#response")
      #expect(errors(of: String(answer), by: response) == [], "\(answer.prefix(200))")
      guard name(of: request) == "run" else { continue }
      #expect(answer.hasPrefix(#"{"seq":\#(script.firstIndex(of: request) ?? -1),"#))
    }
    for (answer, (_, instances, _)) in zip(answers.dropFirst(2), Self.runs) {
      let isErrored = answer.contains(#","errored":true,"context":{"message":"#)
      let count = answer.matches(of: /"valid":|"errored":/).count
      #expect(count == instances.count || isErrored, "\(answer.prefix(200))")
    }
  }

  @Test("a response that the protocol does not know is found out")
  func strictness() throws {
    let response = try schema("tag:bowtie.report,2023:ihop:command:run#response")
    #expect(errors(of: #"{"seq":1,"results":[{"valid":"yes"}]}"#, by: response) != [])
    #expect(errors(of: #"{"seq":1,"results":[{"valid":true}],"more":1}"#, by: response) != [])
  }

  /// As the answer to `start` lists them.
  private func dialects() throws -> [String] {
    let run = try WeirBinary.run(["bowtie"], stdin: #"{"cmd": "start", "version": 1}"# + "\n")
    var document = Document()
    try document.parse(Array(run.stdout.utf8))
    var dialects: [String] = []
    _ = document.withRoot { root in
      root.withMember("implementation") { implementation in
        implementation.withMember("dialects") { list in
          list.forEachElement { dialects.append($0.string ?? "") }
        }
      }
    }
    #expect(dialects.count >= 5)
    return dialects
  }

  private func name(of request: String) -> String {
    String(request.dropFirst(#"{"cmd": ""#.count).prefix { $0 != "\"" })
  }

  private func schema(_ reference: String) throws -> Schema {
    try Schema(json: Array(#"{"$ref": "\#(reference)"}"#.utf8), registry: registry)
  }

  private func errors(of message: String, by schema: Schema) -> [String] {
    var options = DocumentOptions()
    options.maxDepth = 100_000
    var document = Document(options: options)
    guard (try? document.parse(Array(message.utf8))) != nil else { return ["no JSON"] }
    // What is too deep for an instance is of no interest to the protocol.
    let text = message.replacing(Self.deep, with: "[]")
    return schema.report(on: Array(text.utf8)).errors.map {
      "\($0.instanceLocation): \($0.message)"
    }
  }
}
