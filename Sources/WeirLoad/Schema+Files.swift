public import WeirSchema

extension Schema {
  /// Loads a schema from a file, JSON or YAML by its extension, with the files it refers to.
  ///
  /// For schemas that refer to more than files beside them, and for what was noteworthy, use a
  /// `SchemaLoader`.
  ///
  /// - Parameter path: May end in `#` and a JSON Pointer to a schema inside, or an anchor's name.
  public init(
    contentsOf path: String, registry: Registry = Registry(),
    options: SchemaOptions = SchemaOptions()
  ) throws(LoadError) {
    self = try SchemaLoader(registry: registry, options: options).load(path).schema
  }

  /// Compiles a schema that is written in YAML and stands alone or refers to what `registry` holds.
  ///
  /// - Parameter text: One YAML document, UTF-8.
  /// - Throws: `SchemaError` with the place in the YAML text.
  public init(
    yaml text: [UInt8], registry: Registry = Registry(), options: SchemaOptions = SchemaOptions()
  ) throws(SchemaError) {
    let document = try SchemaText(text, uri: "", name: "schema", format: .yaml)
    try self.init(source: document.source, registry: registry, options: options)
  }
}
