package import WeirJSON

// The error object: the same members, in the same order, in reports, quarantine records and problem
// bodies, so that whoever reads one reads all.

extension ValidationError {
  /// Appends the error as one JSON object.
  ///
  /// - Parameter message: What stands for the message, where the message itself may not be shown.
  package func write(into writer: inout JSONWriter, message: String? = nil) {
    writer.beginObject()
    writeMembers(into: &writer, message: message)
    writer.endObject()
  }

  /// Appends the members alone, for an object that says more than the error (a file's name, say).
  ///
  /// Only what is known is written: a malformed instance has no keyword and no locations. `line` and
  /// `column` count from 1, `byte_offset` from 0, all within the instance's own text.
  package func writeMembers(into writer: inout JSONWriter, message: String? = nil) {
    writer.member("code", code)
    if !keyword.isEmpty { writer.member("keyword", keyword) }
    if hasSchemaLocation {
      writer.member("instance_location", instanceLocation)
      writer.member("evaluation_path", evaluationPath)
      writer.member("schema_location", schemaLocation)
    } else if !instanceLocation.isEmpty {
      writer.member("instance_location", instanceLocation)
    }
    writer.member("line", position.line)
    writer.member("column", position.column)
    writer.member("byte_offset", byteRange.lowerBound)
    writer.member("message", message ?? self.message)
  }

  /// Whether a schema said so. An empty pointer is a location too (the root), so the pointers alone
  /// cannot tell.
  private var hasSchemaLocation: Bool {
    code.hasPrefix("schema.") || !schemaLocation.isEmpty
  }
}
