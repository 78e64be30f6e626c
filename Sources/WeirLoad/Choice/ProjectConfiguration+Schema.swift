extension ProjectConfiguration {
  /// The schema of `weir.yaml`: the same text as `schemas/weir-config.schema.json`, which a test holds
  /// against it, so that the command needs no file to read a configuration.
  static let schemaText = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "https://weir.example/schemas/weir-config.schema.json",
      "title": "weir.yaml",
      "description": "Which schemas weir check uses for the files in this folder and below. Paths are seen from the folder that this file is in.",
      "type": "object",
      "required": ["schemas"],
      "additionalProperties": false,
      "properties": {
        "$schema": { "type": "string" },
        "schemas": {
          "description": "The first entry that is for a file counts.",
          "type": "array",
          "minItems": 1,
          "items": { "$ref": "#/$defs/entry" }
        }
      },
      "$defs": {
        "entry": {
          "type": "object",
          "required": ["files", "schema"],
          "additionalProperties": false,
          "properties": {
            "files": {
              "description": "Globs: without a slash for names in any folder, with ** for any folders, with ! in front for what is not meant.",
              "if": { "type": "array" },
              "then": { "minItems": 1, "items": { "$ref": "#/$defs/glob" } },
              "else": { "$ref": "#/$defs/glob" }
            },
            "schema": {
              "description": "FILE or URI, with or without #/pointer.",
              "type": "string",
              "minLength": 1
            }
          }
        },
        "glob": { "type": "string", "minLength": 1 }
      }
    }

    """#
}
