extension ConfigurationSuite {
  /// The schema of suites: the same text as `schemas/gateway-test.schema.json`, which a test holds
  /// against it.
  static let schemaText = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "https://weir.example/schemas/gateway-test.schema.json",
      "title": "Gateway test",
      "description": "Tests of a gateway's configuration, for weir-gateway test: which records its streams take, by which schema, and where they go.",
      "type": "object",
      "required": ["configuration", "tests"],
      "additionalProperties": false,
      "properties": {
        "$schema": { "type": "string" },
        "configuration": {
          "description": "The configuration, seen from the folder that this file is in.",
          "type": "string",
          "minLength": 1
        },
        "tests": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/test" } }
      },
      "$defs": {
        "test": {
          "type": "object",
          "required": ["name", "stream", "expect"],
          "oneOf": [{ "required": ["record"] }, { "required": ["text"] }],
          "additionalProperties": false,
          "properties": {
            "name": { "description": "What the test shows.", "type": "string", "minLength": 1 },
            "stream": { "description": "The stream that the record is sent to.", "type": "string", "minLength": 1 },
            "record": { "description": "The record as a value." },
            "text": { "description": "The record byte by byte, where that matters.", "type": "string" },
            "expect": { "$ref": "#/$defs/expectation" }
          }
        },
        "expectation": {
          "type": "object",
          "required": ["verdict"],
          "additionalProperties": false,
          "properties": {
            "verdict": { "enum": ["accepted", "rejected"] },
            "code": { "description": "Of one of the errors, such as schema.required.", "type": "string" },
            "pointer": { "description": "JSON Pointer to where that error is.", "type": "string" },
            "schema": { "description": "Name of the schema that the record was judged by.", "type": "string" },
            "sinks": {
              "description": "All sinks that an accepted record goes to, in any order.",
              "type": "array",
              "items": { "type": "string" }
            }
          }
        }
      }
    }

    """#
}
