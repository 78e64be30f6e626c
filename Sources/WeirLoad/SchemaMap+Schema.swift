extension SchemaMap {
  /// The schema of schema maps: the same text as `schemas/schema-map.schema.json`, which a test holds
  /// against it, so that the command needs no file to read a map.
  static let schemaText = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "https://weir.example/schemas/schema-map.schema.json",
      "title": "Schema map",
      "description": "Which schema a record is judged by: what weir filter --route POINTER --schema-map FILE reads, JSON or YAML. Paths are seen from the map's folder.",
      "type": "object",
      "required": ["routes"],
      "additionalProperties": false,
      "properties": {
        "$schema": { "type": "string" },
        "default": { "description": "For records that no route is for.", "$ref": "#/$defs/reference" },
        "routes": {
          "description": "By the discriminator's value: a string's content, a number or a boolean as it is written.",
          "type": "object",
          "minProperties": 1,
          "additionalProperties": { "$ref": "#/$defs/route" }
        }
      },
      "$defs": {
        "reference": {
          "description": "A schema: FILE or URI, with or without #/pointer.",
          "type": "string",
          "minLength": 1
        },
        "route": {
          "if": { "type": "object" },
          "then": { "$ref": "#/$defs/versionedRoute" },
          "else": { "$ref": "#/$defs/reference" }
        },
        "versionedRoute": {
          "type": "object",
          "minProperties": 1,
          "additionalProperties": false,
          "properties": {
            "schema": { "description": "For records whose version is not among `versions`.", "$ref": "#/$defs/reference" },
            "versions": {
              "description": "By the value at --route-version.",
              "type": "object",
              "minProperties": 1,
              "additionalProperties": { "$ref": "#/$defs/reference" }
            }
          }
        }
      }
    }

    """#
}
