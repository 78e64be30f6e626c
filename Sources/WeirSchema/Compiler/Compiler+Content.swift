import WeirJSON

extension Compiler {
  /// `contentEncoding`, `contentMediaType` and `contentSchema`, where they are to assert. Validation §8.
  ///
  /// The three keywords make one instruction: each needs what the one before it has made.
  mutating func compileContent() throws(SchemaError) {
    guard options.assertsContent else { return }
    var plan = ContentPlan()
    if let node = current.value(.contentEncoding, .string) {
      // In an unknown encoding the string says nothing about its content.
      guard let encoding = ContentEncoding(named: tape.string(at: node)) else { return }
      plan.encoding = encoding.rawValue
      plan.hasEncoding = true
      plan.encodingKeyword = addSite(of: .contentEncoding)
    }
    if let node = current.value(.contentMediaType, .string) {
      plan.isJSON = ContentMediaType.isJSON(tape.string(at: node))
      plan.mediaTypeKeyword = addSite(of: .contentMediaType)
    }
    if plan.isJSON, let node = current.value(.contentSchema) {
      plan.target = try target(current.at(node))
      plan.hasTarget = true
      plan.schemaKeyword = addSite(of: .contentSchema)
    }
    guard plan.hasEncoding || plan.isJSON else { return }
    parts.contents.append(plan)
    emit(
      .assertContent, for: plan.hasEncoding ? .contentEncoding : .contentMediaType, on: .string,
      a: UInt32(parts.contents.count - 1))
  }
}
