extension RegistryIndex {
  /// The schema of the index: the same text as `schemas/registry-index.schema.json`, which a test holds
  /// against it.
  static let schemaText = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "https://weir.example/schemas/registry-index.schema.json",
      "title": "Schema registry index",
      "description": "What weir-gateway asks schemas.registry.url for: a list of schemas, each to be fetched from its url. Any static file server will do.",
      "type": "object",
      "required": ["schemas"],
      "properties": {
        "schemas": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["id", "url"],
            "properties": {
              "id": { "description": "Its name in the gateway's configuration; each once.", "type": "string", "minLength": 1 },
              "url": { "description": "Where it is: JSON or YAML. Relative ones are seen from the index.", "type": "string", "minLength": 1 },
              "version": { "description": "As metrics and quarantine records name it.", "type": "string" },
              "sha256": { "description": "Of its bytes, in hexadecimal: other bytes are refused.", "type": "string", "pattern": "^[0-9a-f]{64}$" }
            }
          }
        }
      }
    }

    """#
}
