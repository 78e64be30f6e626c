import WeirJSON
public import WeirSchema

/// Writes findings for machines: the error object of every output, one a line, led by the file.
///
/// ```
/// {"file":"config/app.yaml","code":"schema.enum","keyword":"enum",…,"line":12,"column":10,…}
/// ```
public struct JSONRenderer: Sendable {
  public init() {}

  /// One line with its line end. Places are those in the file, even if `instance` is a piece of it.
  ///
  /// - Parameter isTruncated: Whether more was wrong with the same document than is written; said
  ///   on the last error that is.
  public func render(
    _ error: ValidationError, in instance: SourceText, isTruncated: Bool = false
  ) -> [UInt8] {
    var line = JSONWriter()
    line.beginObject()
    line.member("file", instance.name)
    error.moved(into: instance).writeMembers(into: &line)
    if isTruncated { line.member("truncated", true) }
    line.endObject()
    return line.bytes + [UInt8(ascii: "\n")]
  }
}

extension ValidationError {
  /// The same error with places in the file instead of the piece of it that was validated.
  func moved(into piece: SourceText) -> ValidationError {
    let offset = piece.firstByteOffset
    return ValidationError(
      code: code, keyword: keyword, instanceLocation: instanceLocation,
      evaluationPath: evaluationPath, schemaLocation: schemaLocation,
      byteRange: byteRange.lowerBound + offset..<byteRange.upperBound + offset,
      position: piece.place(of: position), schemaPlace: schemaPlace, message: messageParts,
      causes: causes.map { $0.moved(into: piece) }, frames: frames)
  }
}
