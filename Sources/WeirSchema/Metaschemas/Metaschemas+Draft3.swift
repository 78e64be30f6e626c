extension Metaschemas {
  /// JSON Schema draft 3 (draft-zyp-json-schema-03).
  static var draft3: [Metaschema] {
    [
      Metaschema(
        uri: "http://json-schema.org/draft-03/schema",
        text: #"""
          {
            "$schema": "http://json-schema.org/draft-03/schema#",
            "id": "http://json-schema.org/draft-03/schema#",
            "type": "object",
            "properties": {
              "type": {
                "type": ["string", "array"],
                "items": {"type": ["string", {"$ref": "#"}]},
                "uniqueItems": true
              },
              "properties": {"type": "object", "additionalProperties": {"$ref": "#"}},
              "patternProperties": {"type": "object", "additionalProperties": {"$ref": "#"}},
              "additionalProperties": {"type": [{"$ref": "#"}, "boolean"]},
              "items": {"type": [{"$ref": "#"}, "array"], "items": {"$ref": "#"}},
              "additionalItems": {"type": [{"$ref": "#"}, "boolean"]},
              "required": {"type": "boolean"},
              "dependencies": {
                "type": "object",
                "additionalProperties": {
                  "type": ["string", "array", {"$ref": "#"}],
                  "items": {"type": "string"}
                }
              },
              "minimum": {"type": "number"},
              "maximum": {"type": "number"},
              "exclusiveMinimum": {"type": "boolean"},
              "exclusiveMaximum": {"type": "boolean"},
              "minItems": {"type": "integer", "minimum": 0},
              "maxItems": {"type": "integer", "minimum": 0},
              "uniqueItems": {"type": "boolean"},
              "pattern": {"type": "string", "format": "regex"},
              "minLength": {"type": "integer", "minimum": 0},
              "maxLength": {"type": "integer"},
              "enum": {"type": "array", "minItems": 1, "uniqueItems": true},
              "default": {"type": "any"},
              "title": {"type": "string"},
              "description": {"type": "string"},
              "format": {"type": "string"},
              "divisibleBy": {"type": "number", "minimum": 0, "exclusiveMinimum": true},
              "disallow": {
                "type": ["string", "array"],
                "items": {"type": ["string", {"$ref": "#"}]},
                "uniqueItems": true
              },
              "extends": {"type": [{"$ref": "#"}, "array"], "items": {"$ref": "#"}},
              "id": {"type": "string"},
              "$ref": {"type": "string"},
              "$schema": {"type": "string", "format": "uri"}
            },
            "dependencies": {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
          }
          """#)
    ]
  }
}
