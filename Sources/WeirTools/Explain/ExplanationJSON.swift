import WeirJSON
import WeirSchema

/// Writes an explanation for machines: one JSON object.
///
/// ```
/// {"instance":"order.json","valid":false,"values":[{"instanceLocation":"/lines/0/quantity",
///   "line":14,"column":36,"byteOffset":402,"schemas":[{"schemaLocation":"…","evaluationPath":"…",
///   "outcome":"fails","steps":["$ref"],"keywords":[{"keyword":"maximum","valid":false,
///   "error":"…"}]}]}]}
/// ```
package struct ExplanationJSON {
  let explanation: Explanation
  let schemaName: String

  package init(_ explanation: Explanation, schemaName: String) {
    self.explanation = explanation
    self.schemaName = schemaName
  }

  /// A line with its line end.
  ///
  /// - Parameter values: Which of the values are told of; nil for all.
  package func line(_ values: [ExplainedValue]? = nil) -> [UInt8] {
    let text = explanation.instance.text
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("instance", explanation.instance.name)
    writer.member("schema", schemaName)
    writer.member("valid", explanation.isValid)
    writer.key("values")
    writer.beginArray()
    text.withByteSlice { slice in
      var positions = PositionCursor(slice)
      for value in values ?? explanation.values { write(value, to: &writer, &positions) }
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private func write(
    _ value: ExplainedValue, to writer: inout JSONWriter, _ positions: inout PositionCursor
  ) {
    let offset = explanation.instance.byteRange(of: value.node).lowerBound
    let position = positions.position(of: offset)
    writer.beginObject()
    writer.member("instanceLocation", value.pointer)
    writer.member("line", position.line)
    writer.member("column", position.column)
    writer.member("byteOffset", offset)
    writer.key("schemas")
    writer.beginArray()
    for schema in value.schemas { write(schema, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private func write(_ schema: AppliedSchema, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("schemaLocation", schema.unit.schemaLocation)
    writer.member("evaluationPath", schema.unit.evaluationPath)
    writer.member("outcome", schema.outcome.rawValue)
    if !schema.steps.isEmpty {
      writer.key("steps")
      writer.beginArray()
      for step in schema.steps { writer.value(step) }
      writer.endArray()
    }
    if let error = schema.unit.error { writer.member("error", error) }
    writer.key("keywords")
    writer.beginArray()
    for keyword in schema.keywords { write(keyword, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private func write(_ keyword: OutputKeyword, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("keyword", keyword.name)
    writer.member("valid", keyword.isValid)
    // What a keyword forbids of a child without a schema of its own is told by the child.
    if let error = keyword.error ?? keyword.units.lazy.compactMap(\.ownError).first {
      writer.member("error", error)
    }
    if let annotation = keyword.annotation {
      writer.key("annotation")
      writer.raw(annotation)
    }
    writer.endObject()
  }
}

extension OutputUnit {
  fileprivate var ownError: String? { keywords.isEmpty ? error : nil }
}
