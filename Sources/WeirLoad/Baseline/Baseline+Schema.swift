extension Baseline {
  /// The schema of baselines: the same text as `schemas/baseline.schema.json`, which a test holds
  /// against it, so that the command needs no file to read one.
  static let schemaText = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "https://weir.example/schemas/baseline.schema.json",
      "title": "Baseline",
      "description": "Findings that are known: what weir check --write-baseline FILE writes and --baseline FILE reads.",
      "type": "object",
      "required": ["version", "findings"],
      "additionalProperties": false,
      "properties": {
        "$schema": { "type": "string" },
        "version": { "const": 1 },
        "findings": { "type": "array", "items": { "$ref": "#/$defs/finding" } }
      },
      "$defs": {
        "finding": {
          "description": "Everything that tells a finding from others but its line.",
          "type": "object",
          "required": ["file", "code", "instance_location", "rule", "message_sha256", "count"],
          "additionalProperties": false,
          "properties": {
            "file": { "description": "As seen from the baseline's folder.", "type": "string" },
            "code": { "type": "string" },
            "instance_location": { "description": "RFC 6901.", "type": "string" },
            "rule": {
              "description": "The schema's file as seen from the baseline's folder, or its URI, with a JSON Pointer to the keyword; empty for what no schema says.",
              "type": "string"
            },
            "message_sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            "count": { "description": "How often it is found.", "type": "integer", "minimum": 1 }
          }
        }
      }
    }

    """#
}
