import TestSupport
import Testing

/// The eight bad inputs that validators are compared by, through the real command: the right leaf at
/// the right place, with a hint where there is one, in ten lines at most.
struct BadInputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(BadInputTests.schema, to: "app.schema.json")
  }

  private static let schema = """
    {
      "type": "object",
      "properties": {
        "orders": {
          "items": {
            "properties": {
              "lines": { "items": { "properties": { "quantity": { "type": "integer" } } } }
            }
          }
        },
        "service": {
          "properties": { "name": {}, "port": {}, "timeout_seconds": {} },
          "required": ["name", "port", "timeout_seconds"],
          "additionalProperties": false
        },
        "jobs": {
          "items": {
            "anyOf": [
              { "properties": { "kind": { "const": "command" } }, "required": ["kind", "cmd"] },
              { "$ref": "#/$defs/Upload" },
              { "type": "null" }
            ]
          }
        },
        "sku": { "pattern": "^[A-Z]{3}-\\\\d{4}$" },
        "at": { "format": "date-time" }
      },
      "$defs": {
        "Upload": {
          "properties": { "kind": { "const": "upload" }, "retention": { "minimum": 1 } },
          "required": ["kind", "retention"]
        }
      }
    }

    """

  private func check(_ text: String, as name: String) throws -> String {
    try folder.write(text, to: name)
    let run = try WeirBinary.run(
      ["check", "--assert-format", "--schema", "app.schema.json", name], in: folder.path)
    #expect(run.status == 1)
    return run.stdout
  }

  @Test("a wrong type deep in an array")
  func deepType() throws {
    #expect(
      try check("orders:\n  - lines:\n      - quantity: 1\n      - quantity: two\n", as: "a.yaml")
        == """
        error[schema.type]: expected integer, found string "two"
          ┌─ a.yaml:4:19
         4│       - quantity: two
          │                   ^^^
          ┌─ app.schema.json:7:71
         7│           "lines": { "items": { "properties": { "quantity": { "type": "integer" } } } }
          = at /orders/0/lines/1/quantity

        """)
  }

  @Test("a missing property")
  func missing() throws {
    #expect(
      try check(#"{"service": {"name": "a", "timeout_seconds": 1}}"#, as: "a.json") == """
        error[schema.required]: missing property "port"
          ┌─ a.json:1:13
         1│ {"service": {"name": "a", "timeout_seconds": 1}}
          │             ^
          ┌─ app.schema.json:13:19
        13│       "required": ["name", "port", "timeout_seconds"],
          = at /service

        """)
  }

  @Test("a typing error in the name of a property")
  func typo() throws {
    #expect(
      try check("service:\n  name: a\n  port: 80\n  timeout_secnds: 2.50\n", as: "a.yaml") == """
        error[schema.additional_properties]: unexpected property "timeout_secnds" while "timeout_seconds" is missing
          ┌─ a.yaml:4:3
         4│   timeout_secnds: 2.50
          │   ^^^^^^^^^^^^^^
          = help: did you mean "timeout_seconds"?
          ┌─ app.schema.json:14:31
        14│       "additionalProperties": false
          = at /service/timeout_secnds

        """)
  }

  @Test("a union whose real fault lies in the branch that was meant")
  func union() throws {
    #expect(
      try check(#"{"jobs": [null, {"kind": "upload", "retention": 0}]}"#, as: "a.json") == """
        error[schema.minimum]: 0 is less than the minimum 1
          ┌─ a.json:1:49
         1│ {"jobs": [null, {"kind": "upload", "retention": 0}]}
          │                                                 ^
          = branch 2 of 3, chosen because `kind` is "upload"
          = branch 1: expected "command", found "upload" (at /jobs/1/kind)
          = branch 3: expected null, found object
          ┌─ app.schema.json:30:80   (via #/$defs/Upload)
        30│       "properties": { "kind": { "const": "upload" }, "retention": { "minimum": 1 } },
          = at /jobs/1/retention

        """)
  }

  @Test("a pattern, as it reads without JSON's escapes")
  func pattern() throws {
    #expect(
      try check(#"{"sku": "abc-1234"}"#, as: "a.json") == """
        error[schema.pattern]: "abc-1234" does not match the pattern ^[A-Z]{3}-\\d{4}$
          ┌─ a.json:1:9
         1│ {"sku": "abc-1234"}
          │         ^^^^^^^^^^
          ┌─ app.schema.json:25:25
        25│     "sku": { "pattern": "^[A-Z]{3}-\\\\d{4}$" },
          = at /sku

        """)
  }

  @Test("a date-time with something missing")
  func dateTime() throws {
    #expect(
      try check("at: 2026-11-23 19:00:00\n", as: "a.yaml") == """
        error[schema.format]: "2026-11-23 19:00:00" is not a valid date-time
          ┌─ a.yaml:1:5
         1│ at: 2026-11-23 19:00:00
          │     ^^^^^^^^^^^^^^^^^^^ missing T and offset; an example is 2026-11-23T19:00:00Z
          ┌─ app.schema.json:26:23
        26│     "at": { "format": "date-time" }
          = at /at

        """)
  }

  @Test("a value in a stream, with the line of the file, and a malformed line that stops nothing")
  func stream() throws {
    #expect(
      try check("{}\n\n{\"sku\": \"ABC\"}\n{\"sku\":\n{\"sku\": \"x\"}\n", as: "a.ndjson") == """
        error[schema.pattern]: "ABC" does not match the pattern ^[A-Z]{3}-\\d{4}$
          ┌─ a.ndjson:3:9
         3│ {"sku": "ABC"}
          │         ^^^^^
          ┌─ app.schema.json:25:25
        25│     "sku": { "pattern": "^[A-Z]{3}-\\\\d{4}$" },
          = at /sku

        error[decode.unexpected_end]: the text ends before the "{" at line 4, column 1 is closed
          ┌─ a.ndjson:4:8
         4│ {"sku":
          │        ^
          = help: it was cut off: add the rest of the text

        error[schema.pattern]: "x" does not match the pattern ^[A-Z]{3}-\\d{4}$
          ┌─ a.ndjson:5:9
         5│ {"sku": "x"}
          │         ^^^
          ┌─ app.schema.json:25:25
        25│     "sku": { "pattern": "^[A-Z]{3}-\\\\d{4}$" },
          = at /sku

        """)
  }
}
