import TestSupport
import Testing

/// `weir diff` as a user runs it.
struct DiffCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      #"{"properties": {"n": {"maximum": 99}, "s": {"pattern": "^a"}}, "required": ["n"]}"#,
      to: "old.json")
    try folder.write(
      "{\n  \"properties\": {\"n\": {\"maximum\": 50}, \"s\": {\"pattern\": \"^a\"}}\n}\n",
      to: "new.json")
    try folder.write(#"{"properties": {"n": {"maximum": 99}}, "title": "N"}"#, to: "wide.json")
  }

  private func diff(_ arguments: String..., stdin: String = "") throws -> WeirBinary.Outcome {
    try WeirBinary.run(["diff"] + arguments, stdin: stdin, in: folder.path)
  }

  @Test("changes stand under what they break, with their places; status 1")
  func human() throws {
    let run = try diff("old.json", "new.json")
    #expect(run.status == 1)
    #expect(
      run.stdout == """
        breaking for producers: what was valid may be invalid now
          #/properties/n/maximum: was 99, is 50  new.json:2:35

        breaking for consumers: what was invalid may be valid now
          # (required): "n" is not required any more  new.json:1:1

        """)
    #expect(run.stderr == "1 breaking for producers, 1 breaking for consumers\n")
  }

  @Test("--breaking says whom a change must not break")
  func breaking() throws {
    #expect(try diff("old.json", "old.json").status == 0)
    #expect(try diff("old.json", "old.json").stderr == "no difference\n")
    #expect(try diff("--breaking", "producers", "old.json", "wide.json").status == 0)
    #expect(try diff("--breaking", "consumers", "old.json", "wide.json").status == 1)
    #expect(try diff("old.json", "wide.json").status == 1)
  }

  @Test("--format json is an object a line, with both places")
  func json() throws {
    let run = try diff("--format", "json", "old.json", "new.json")
    #expect(
      run.stdout.hasPrefix(
        #"{"effect":"consumers","keyword":"required","message":"\"n\" is not required any more","#
          + #""old":{"schema":"old.json","pointer":"/required","line":1,"column":"#))
    #expect(run.stdout.split(separator: "\n").count == 2)
  }

  @Test("samples whose verdict changes are shown with the errors of the schema that rejects them")
  func samples() throws {
    try folder.write("{\"n\": 1}\n{\"n\": 70}\n\n{}\n{\"n\":\n", to: "a.ndjson")
    let run = try diff("old.json", "new.json", "a.ndjson")
    #expect(run.status == 1)
    #expect(run.stdout.contains("a.ndjson:2: was valid, is invalid\nerror[schema.maximum]"))
    #expect(run.stdout.contains("a.ndjson:4: was invalid, is valid\nerror[schema.required]"))
    #expect(run.stderr.contains("a.ndjson:5:6"))
    #expect(run.stderr.hasSuffix("3 samples: 2 with another verdict, 1 malformed\n"))
    let machine = try diff("--format", "json", "old.json", "new.json", "-", stdin: "{\"n\": 70}\n")
    #expect(
      machine.stdout.contains(#"{"sample":{"file":"-","line":1,"byte_offset":0},"old":"valid","#))
  }

  @Test("a property that a closed object no longer names is told by its name, with the sample")
  func closed() throws {
    try folder.write(
      #"{"properties": {"n": {}, "note": {}}, "additionalProperties": false}"#, to: "closed.json")
    try folder.write(
      #"{"properties": {"n": {}}, "additionalProperties": false}"#, to: "smaller.json")
    let run = try diff("closed.json", "smaller.json", "-", stdin: "{\"n\": 1, \"note\": \"x\"}\n")
    #expect(
      run.stdout.hasPrefix(
        """
        breaking for producers: what was valid may be invalid now
          #/additionalProperties: "note" is not allowed any more  smaller.json:1:51

        <stdin>:1: was valid, is invalid
        error[schema.additional_properties]: unexpected property "note"

        """), "\(run.stdout)")
    let back = try diff("--breaking", "consumers", "smaller.json", "closed.json")
    #expect(back.status == 1)
    #expect(
      back.stdout == """
        breaking for consumers: what was invalid may be valid now
          #/properties/note (properties): "note" is allowed now  closed.json:1:34

        """)
  }

  @Test("samples are found in folders, and standard input may have a name")
  func search() throws {
    try folder.write("{\"n\": 70}\n", to: "in/a.ndjson")
    try folder.write("n: 80\n", to: "in/b.yaml")
    let run = try diff("old.json", "new.json", "in")
    #expect(run.stdout.contains("in/b.yaml:1 (number 1): was valid, is invalid"), "\(run.stdout)")
    #expect(run.stderr.hasSuffix("2 samples: 2 with another verdict\n"))
    let named = try diff(
      "old.json", "new.json", "--stdin-filename", "c.yaml", "-", stdin: "n: 90\n")
    #expect(named.stdout.contains("c.yaml:1 (number 1): was valid, is invalid"))
    #expect(try diff("old.json", "old.json", "none/*.json").status == 2)
  }

  @Test("a schema that is broken is status 3, one argument status 2")
  func usage() throws {
    try folder.write("{", to: "broken.json")
    #expect(try diff("old.json", "broken.json").status == 3)
    #expect(try diff("old.json").status == 2)
  }
}
