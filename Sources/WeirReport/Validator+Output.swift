package import WeirJSON
public import WeirSchema

extension Validator {
  /// What became of a JSON text, in one of JSON Schema's own output formats: a JSON object. A text
  /// that is no JSON, or exceeds a limit, is a failure of the root schema.
  public mutating func output(on bytes: [UInt8], as format: OutputFormat) -> [UInt8] {
    var document = Document(options: schema.instanceOptions)
    do throws(SyntaxError) {
      try document.parse(bytes)
    } catch {
      return OutputRenderer(format).render(error: "\(error)")
    }
    return output(on: document, as: format)
  }

  /// The same for a document that somebody else parsed.
  ///
  /// - Parameter pointers: Values that are not told of.
  package mutating func output(
    on document: borrowing Document, as format: OutputFormat, redacting pointers: [JSONPointer] = []
  ) -> [UInt8] {
    let renderer = OutputRenderer(format)
    guard let detail = renderer.detail else {
      return renderer.render(isValid: validate(document) == .valid)
    }
    switch output(on: document, detail, redacting: pointers) {
    case .unit(let unit): return renderer.render(unit)
    case .limitExceeded(let limit): return renderer.render(error: "\(limit)")
    }
  }
}
