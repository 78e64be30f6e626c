extension Metaschemas {
  /// The dialect of OpenAPI 3.1 (OpenAPI 3.1.1 §4.8.24) with its vocabulary, and the Schema Object of
  /// OpenAPI 3.0 (OpenAPI 3.0.3 §4.7.24), which has no official metaschema of its own.
  static var openAPI: [Metaschema] {
    [
      Metaschema(
        uri: "https://spec.openapis.org/oas/3.1/dialect/base",
        text: #"""
          {
            "$id": "https://spec.openapis.org/oas/3.1/dialect/base",
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$vocabulary": {
              "https://json-schema.org/draft/2020-12/vocab/core": true,
              "https://json-schema.org/draft/2020-12/vocab/applicator": true,
              "https://json-schema.org/draft/2020-12/vocab/unevaluated": true,
              "https://json-schema.org/draft/2020-12/vocab/validation": true,
              "https://json-schema.org/draft/2020-12/vocab/meta-data": true,
              "https://json-schema.org/draft/2020-12/vocab/format-annotation": true,
              "https://json-schema.org/draft/2020-12/vocab/content": true,
              "https://spec.openapis.org/oas/3.1/vocab/base": false
            },
            "$dynamicAnchor": "meta",
            "allOf": [
              {"$ref": "https://json-schema.org/draft/2020-12/schema"},
              {"$ref": "https://spec.openapis.org/oas/3.1/meta/base"}
            ]
          }
          """#),
      Metaschema(
        uri: "https://spec.openapis.org/oas/3.1/meta/base",
        text: #"""
          {
            "$id": "https://spec.openapis.org/oas/3.1/meta/base",
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$vocabulary": {"https://spec.openapis.org/oas/3.1/vocab/base": true},
            "$dynamicAnchor": "meta",
            "type": ["object", "boolean"],
            "properties": {
              "example": true,
              "discriminator": {"$ref": "#/$defs/discriminator"},
              "externalDocs": {"$ref": "#/$defs/external-docs"},
              "xml": {"$ref": "#/$defs/xml"}
            },
            "$defs": {
              "extensible": {"patternProperties": {"^x-": true}},
              "discriminator": {
                "$ref": "#/$defs/extensible",
                "type": "object",
                "properties": {
                  "propertyName": {"type": "string"},
                  "mapping": {"type": "object", "additionalProperties": {"type": "string"}}
                },
                "required": ["propertyName"],
                "unevaluatedProperties": false
              },
              "external-docs": {
                "$ref": "#/$defs/extensible",
                "type": "object",
                "properties": {
                  "url": {"type": "string", "format": "uri-reference"},
                  "description": {"type": "string"}
                },
                "required": ["url"],
                "unevaluatedProperties": false
              },
              "xml": {
                "$ref": "#/$defs/extensible",
                "type": "object",
                "properties": {
                  "name": {"type": "string"},
                  "namespace": {"type": "string", "format": "uri"},
                  "prefix": {"type": "string"},
                  "attribute": {"type": "boolean"},
                  "wrapped": {"type": "boolean"}
                },
                "unevaluatedProperties": false
              }
            }
          }
          """#),
      Metaschema(
        uri: "urn:weir:openapi-3.0:schema",
        text: #"""
          {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "id": "urn:weir:openapi-3.0:schema",
            "type": "object",
            "properties": {
              "$ref": {"type": "string", "format": "uri-reference"},
              "title": {"type": "string"},
              "description": {"type": "string"},
              "multipleOf": {"type": "number", "minimum": 0, "exclusiveMinimum": true},
              "maximum": {"type": "number"},
              "exclusiveMaximum": {"type": "boolean"},
              "minimum": {"type": "number"},
              "exclusiveMinimum": {"type": "boolean"},
              "maxLength": {"$ref": "#/definitions/count"},
              "minLength": {"$ref": "#/definitions/count"},
              "pattern": {"type": "string", "format": "regex"},
              "maxItems": {"$ref": "#/definitions/count"},
              "minItems": {"$ref": "#/definitions/count"},
              "uniqueItems": {"type": "boolean"},
              "maxProperties": {"$ref": "#/definitions/count"},
              "minProperties": {"$ref": "#/definitions/count"},
              "required": {
                "type": "array",
                "items": {"type": "string"},
                "minItems": 1,
                "uniqueItems": true
              },
              "enum": {"type": "array", "minItems": 1},
              "type": {"enum": ["array", "boolean", "integer", "number", "object", "string"]},
              "not": {"$ref": "#"},
              "allOf": {"$ref": "#/definitions/schemas"},
              "oneOf": {"$ref": "#/definitions/schemas"},
              "anyOf": {"$ref": "#/definitions/schemas"},
              "items": {"$ref": "#"},
              "properties": {"type": "object", "additionalProperties": {"$ref": "#"}},
              "additionalProperties": {"anyOf": [{"type": "boolean"}, {"$ref": "#"}]},
              "format": {"type": "string"},
              "nullable": {"type": "boolean"},
              "readOnly": {"type": "boolean"},
              "writeOnly": {"type": "boolean"},
              "deprecated": {"type": "boolean"},
              "discriminator": {
                "type": "object",
                "properties": {
                  "propertyName": {"type": "string"},
                  "mapping": {"type": "object", "additionalProperties": {"type": "string"}}
                },
                "required": ["propertyName"]
              },
              "externalDocs": {
                "type": "object",
                "properties": {
                  "description": {"type": "string"},
                  "url": {"type": "string", "format": "uri-reference"}
                },
                "required": ["url"]
              },
              "xml": {"type": "object"}
            },
            "definitions": {
              "count": {"type": "integer", "minimum": 0},
              "schemas": {"type": "array", "items": {"$ref": "#"}}
            }
          }
          """#),
    ]
  }
}
