import WeirJSON
package import WeirSchema
import WeirYAML

/// A schema document as it was read: its source, and what is noteworthy in its text.
struct SchemaText {
  let source: SchemaSource
  let warnings: [LoadWarning]

  /// Reads the text of a schema document.
  ///
  /// - Parameters:
  ///   - bytes: JSON or YAML, UTF-8, with or without byte order mark.
  ///   - uri: Retrieval URI.
  ///   - name: What messages call the document.
  ///   - format: Nil where nobody knows: then it is JSON, or YAML if only that can be read.
  /// - Throws: `SchemaError` with code `syntax` and the place.
  init(
    _ bytes: [UInt8], uri: String, name: String, format: DocumentFormat?
  ) throws(SchemaError) {
    switch format {
    case .json, .ndjson: try self.init(json: bytes, uri: uri, name: name)
    case .jsonc: try self.init(json: bytes, hasComments: true, uri: uri, name: name)
    case .yaml: try self.init(yaml: bytes, uri: uri, name: name)
    case nil:
      do {
        try self.init(json: bytes, uri: uri, name: name)
      } catch let jsonError {
        // Nearly any text is a YAML string; only an object makes it likely that YAML was meant.
        guard let yaml = try? SchemaText(yaml: bytes, uri: uri, name: name),
          yaml.source.tape.kind(of: 0) == .object
        else { throw jsonError }
        self = yaml
      }
    }
  }

  private init(
    json bytes: [UInt8], hasComments: Bool = false, uri: String, name: String
  ) throws(SchemaError) {
    // RFC 8259 §8.1 lets a reader ignore the mark, and editors write it into files.
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    var document = Document(options: .lenient)
    var parsed = text
    do {
      if hasComments { parsed = try CommentedJSON.blanked(text) }
      try document.parse(parsed)
    } catch {
      let place = SchemaPlace(error.byteRange(in: text), in: text, of: name)
      let (message, help) = error.explained(in: parsed, key: text.keyName)
      throw SchemaError(
        .syntax, "not JSON: \(message)", place: place, help: help.isEmpty ? nil : help)
    }
    warnings = document.duplicateKeyOffsets.sorted().map { offset in
      let range = text.stringRange(at: offset)
      return LoadWarning(
        code: SyntaxError.Code.duplicateKey.rawValue,
        message: "\(text.keyName(range)) stands in the same object again; the last one counts",
        place: SchemaPlace(range, in: text, of: name))
    }
    source = SchemaSource(
      uri: uri, name: name, document: document, originalText: hasComments ? text : nil)
  }

  private init(yaml bytes: [UInt8], uri: String, name: String) throws(SchemaError) {
    let documents: [YAMLDocument]
    do {
      documents = try YAMLDocument.documents(in: bytes)
    } catch {
      let place = SchemaPlace(error.byteRange, in: bytes, of: name)
      throw SchemaError(
        .syntax, "not YAML that stands for JSON: \(error)", place: place,
        help: error.help.isEmpty ? nil : error.help)
    }
    guard let yaml = documents.first, documents.count == 1 else {
      let message =
        documents.isEmpty
        ? "the file is empty" : "the file holds \(documents.count) YAML documents, not one schema"
      throw SchemaError(.syntax, message, place: SchemaPlace(0..<0, in: bytes, of: name))
    }
    var document = Document(options: .lenient)
    do {
      try yaml.parse(into: &document)
    } catch {
      // Both readers have the same limits, so there is no text that leads here.
      throw SchemaError(.limit, "\(error)", place: SchemaPlace(0..<0, in: bytes, of: name))
    }
    warnings = yaml.warnings.map { warning in
      LoadWarning(
        code: warning.code.rawValue, message: warning.description,
        place: SchemaPlace(warning.byteRange, in: bytes, of: name))
    }
    source = SchemaSource(uri: uri, name: name, document: document, originalText: bytes)
  }
}

extension SchemaPlace {
  /// A place in a text that is at hand. Linear in the offset.
  init(_ byteRange: Range<Int>, in text: [UInt8], of name: String) {
    let start = min(byteRange.lowerBound, text.count)
    self.init(
      sourceName: name,
      byteRange: start..<min(byteRange.upperBound, text.count),
      position: text.withByteSlice { TextPosition(of: start, in: $0) })
  }
}

/// Reads a schema document from a file, JSON or YAML by its extension.
///
/// - Returns: The document under its `file:` URI, and what is noteworthy in its text.
package func readSchemaSource(
  _ path: String
) throws(LoadError) -> (source: SchemaSource, warnings: [LoadWarning]) {
  let bytes = try readSchemaFile(path)
  return try schemaSource(
    bytes, uri: retrievalURI(ofFile: path), name: path, format: DocumentFormat(fileName: path))
}

/// The same for a text at hand.
///
/// - Parameter format: Nil where nobody knows.
package func schemaSource(
  _ bytes: [UInt8], uri: String, name: String, format: DocumentFormat?
) throws(LoadError) -> (source: SchemaSource, warnings: [LoadWarning]) {
  do {
    let text = try SchemaText(bytes, uri: uri, name: name, format: format)
    return (text.source, text.warnings)
  } catch {
    throw .schema(error, sources: [])
  }
}

extension SchemaSource {
  /// What the document calls itself at its root, if that is an absolute URI.
  package var ownIdentifier: String? { rootIdentifier }
}
