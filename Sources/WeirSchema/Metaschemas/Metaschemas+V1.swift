extension Metaschemas {
  /// JSON Schema v1, not released yet: one resource without vocabularies, for the keywords that the
  /// official suite exercises. It admits unknown keywords, since the suite still uses them.
  static var v1: [Metaschema] {
    [
      Metaschema(
        uri: "https://json-schema.org/v1",
        text: #"""
          {
            "$schema": "https://json-schema.org/v1",
            "$id": "https://json-schema.org/v1",
            "$dynamicAnchor": "meta",
            "type": ["object", "boolean"],
            "properties": {
              "$schema": {"$ref": "#/$defs/iri"},
              "$id": {"$ref": "#/$defs/iriReference", "pattern": "^[^#]*$"},
              "$anchor": {"$ref": "#/$defs/anchor"},
              "$dynamicAnchor": {"$ref": "#/$defs/anchor"},
              "$ref": {"$ref": "#/$defs/iriReference"},
              "$dynamicRef": {"$ref": "#/$defs/iriReference"},
              "$defs": {"$ref": "#/$defs/schemaMap"},
              "$comment": {"type": "string"},
              "allOf": {"$ref": "#/$defs/schemaArray"},
              "anyOf": {"$ref": "#/$defs/schemaArray"},
              "oneOf": {"$ref": "#/$defs/schemaArray"},
              "not": {"$dynamicRef": "#meta"},
              "if": {"$dynamicRef": "#meta"},
              "then": {"$dynamicRef": "#meta"},
              "else": {"$dynamicRef": "#meta"},
              "properties": {"$ref": "#/$defs/schemaMap"},
              "patternProperties": {
                "$ref": "#/$defs/schemaMap",
                "propertyNames": {"format": "regex"}
              },
              "additionalProperties": {"$dynamicRef": "#meta"},
              "unevaluatedProperties": {"$dynamicRef": "#meta"},
              "propertyNames": {"$dynamicRef": "#meta"},
              "dependentSchemas": {"$ref": "#/$defs/schemaMap"},
              "propertyDependencies": {
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/schemaMap"}
              },
              "prefixItems": {"$ref": "#/$defs/schemaArray"},
              "items": {"$dynamicRef": "#meta"},
              "unevaluatedItems": {"$dynamicRef": "#meta"},
              "contains": {"$dynamicRef": "#meta"},
              "minContains": {"$ref": "#/$defs/count"},
              "maxContains": {"$ref": "#/$defs/count"},
              "type": {
                "anyOf": [
                  {"$ref": "#/$defs/simpleTypes"},
                  {
                    "type": "array",
                    "items": {"$ref": "#/$defs/simpleTypes"},
                    "minItems": 1,
                    "uniqueItems": true
                  }
                ]
              },
              "enum": {"type": "array"},
              "multipleOf": {"type": "number", "exclusiveMinimum": 0},
              "minimum": {"type": "number"},
              "exclusiveMinimum": {"type": "number"},
              "maximum": {"type": "number"},
              "exclusiveMaximum": {"type": "number"},
              "minLength": {"$ref": "#/$defs/count"},
              "maxLength": {"$ref": "#/$defs/count"},
              "pattern": {"type": "string", "format": "regex"},
              "minItems": {"$ref": "#/$defs/count"},
              "maxItems": {"$ref": "#/$defs/count"},
              "uniqueItems": {"type": "boolean"},
              "minProperties": {"$ref": "#/$defs/count"},
              "maxProperties": {"$ref": "#/$defs/count"},
              "required": {"$ref": "#/$defs/stringSet"},
              "dependentRequired": {
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/stringSet"}
              },
              "format": {"type": "string"},
              "contentEncoding": {"type": "string"},
              "contentMediaType": {"type": "string"},
              "contentSchema": {"$dynamicRef": "#meta"},
              "title": {"type": "string"},
              "description": {"type": "string"},
              "examples": {"type": "array"},
              "deprecated": {"type": "boolean"},
              "readOnly": {"type": "boolean"},
              "writeOnly": {"type": "boolean"}
            },
            "$defs": {
              "anchor": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
              "iri": {"type": "string", "format": "iri"},
              "iriReference": {"type": "string", "format": "iri-reference"},
              "count": {"type": "integer", "minimum": 0},
              "schemaArray": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}},
              "schemaMap": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
              "simpleTypes": {
                "enum": ["array", "boolean", "integer", "null", "number", "object", "string"]
              },
              "stringSet": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}
            }
          }
          """#)
    ]
  }
}
