import TestSupport
import Testing

/// A scripted session with the real binary: one message a line, one answer a line.
struct BowtieTests {
  @Test("start introduces the implementation and the dialects that Bowtie knows")
  func start() throws {
    let answer = try #require(try answers(to: #"{"cmd": "start", "version": 1}"#).first)
    #expect(answer.hasPrefix(#"{"version":1,"implementation":{"language":"swift","name":"weir","#))
    for dialect in [
      "http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-06/schema#",
      "http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2019-09/schema",
      "https://json-schema.org/draft/2020-12/schema",
    ] {
      #expect(answer.contains("\"\(dialect)\""))
    }
  }

  @Test("a run answers every test in order, under its own sequence identifier")
  func run() throws {
    let answers = try answers(
      to: run(#"{"type": "integer"}"#, on: "1", "1.0", #""1""#, seq: #"{"any": [1]}"#))
    #expect(
      answers == [
        #"{"seq":{"any": [1]},"results":[{"valid":true},{"valid":true},{"valid":false}]}"#
      ])
  }

  @Test("a dialect holds for schemas without $schema until the next one")
  func dialect() throws {
    let schema = ##"{"$ref": "#/$defs/any", "type": "string", "$defs": {"any": {}}}"##
    let answers = try answers(
      to: run(schema, on: "1", seq: "1"),
      #"{"cmd": "dialect", "dialect": "http://json-schema.org/draft-07/schema#"}"#,
      run(schema, on: "1", seq: "2"),
      run(schema.replacing("{\"$ref", with: "{\(latest), \"$ref"), on: "1", seq: "3"),
      #"{"cmd": "dialect", "dialect": "https://json-schema.org/draft/2020-12/schema"}"#,
      run(schema, on: "1", seq: "4"))
    #expect(
      answers == [
        #"{"seq":1,"results":[{"valid":false}]}"#, #"{"ok":true}"#,
        #"{"seq":2,"results":[{"valid":true}]}"#, #"{"seq":3,"results":[{"valid":false}]}"#,
        #"{"ok":true}"#, #"{"seq":4,"results":[{"valid":false}]}"#,
      ])
  }

  @Test("a registry lasts for its case alone")
  func registry() throws {
    let schema = #"{"$ref": "https://example.com/name"}"#
    let answers = try answers(
      to: run(
        schema, on: #""a""#, "1", seq: "1",
        registry: #"{"https://example.com/name": {"type": "string"}}"#),
      run(schema, on: #""a""#, seq: "2"))
    #expect(answers.first == #"{"seq":1,"results":[{"valid":true},{"valid":false}]}"#)
    #expect(answers.last?.hasPrefix(#"{"seq":2,"errored":true,"context":{"message":"#) == true)
    #expect(answers.last?.contains("https://example.com/name") == true)
  }

  @Test(
    "what is wrong with a case is said of the case, and the session goes on",
    arguments: [
      (#"{"type": 12}"#, "schema.metaschema"), (#"{"$schema": "urn:x"}"#, "schema.unknown_dialect"),
      (##"{"$ref": "#nowhere"}"##, "schema.unresolved_reference"),
      (##"{"$ref": "#"}"##, "schema.infinite_recursion"),
      (#"{"pattern": "("}"#, "schema.invalid_pattern"),
    ])
  func brokenSchema(schema: String, code: String) throws {
    let answers = try answers(
      to: run(schema, on: "1", seq: "1"), run("true", on: "1", seq: "2"))
    #expect(answers.count == 2)
    #expect(
      answers.first?.hasPrefix(#"{"seq":1,"errored":true,"context":{"message":"\#(code): "#) == true
    )
    #expect(answers.last == #"{"seq":2,"results":[{"valid":true}]}"#)
  }

  @Test("an instance beyond a limit is an error of its test, not of the case")
  func deepInstance() throws {
    let deep = String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000)
    let answer = try #require(try answers(to: run("true", on: "1", deep, seq: "1")).first)
    #expect(
      answer.hasPrefix(#"{"seq":1,"results":[{"valid":true},{"errored":true,"context":{"message":"#)
    )
    #expect(answer.contains("limit.depth"))
  }

  @Test("after an unknown dialect a schema has to name its own")
  func unknownDialect() throws {
    let answers = try answers(
      to: #"{"cmd": "dialect", "dialect": "urn:x"}"#, run("{}", on: "1", seq: "1"),
      run("{\(latest)}", on: "1", seq: "2"))
    #expect(answers.first == #"{"ok":false}"#)
    #expect(answers.dropFirst().first?.contains("errored") == true)
    #expect(answers.last == #"{"seq":2,"results":[{"valid":true}]}"#)
  }

  @Test("what is no message is complained of on standard error, and the session goes on")
  func noMessage() throws {
    let run = try WeirBinary.run(
      ["bowtie"], stdin: "garbage\n{\"cmd\": \"dance\"}\n" + run("true", on: "1", seq: "7") + "\n")
    #expect(run.status == 0)
    #expect(run.stdout == "{\"seq\":7,\"results\":[{\"valid\":true}]}\n")
    #expect(run.stderr.split(separator: "\n").count == 2)
  }

  @Test("stop ends the session")
  func stop() throws {
    let answers = try answers(
      to: run("true", on: "1", seq: "1"), #"{"cmd": "stop"}"#, run("true", on: "1", seq: "2"))
    #expect(answers.count == 1)
  }

  private let latest = #""$schema": "https://json-schema.org/draft/2020-12/schema""#

  private func answers(to messages: String...) throws -> [String] {
    let run = try WeirBinary.run(
      ["bowtie"], stdin: messages.joined(separator: "\n") + "\n")
    #expect(run.status == 0)
    #expect(run.stderr.isEmpty)
    return run.stdout.split(separator: "\n").map { String($0) }
  }

  private func run(
    _ schema: String, on instances: String..., seq: String, registry: String = "{}"
  ) -> String {
    let tests = instances.map { #"{"description": "", "instance": \#($0)}"# }
    return """
      {"cmd": "run", "seq": \(seq), "case": {"description": "", "schema": \(schema), \
      "registry": \(registry), "tests": [\(tests.joined(separator: ", "))]}}
      """
  }
}
