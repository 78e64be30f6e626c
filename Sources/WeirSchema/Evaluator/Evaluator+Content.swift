import WeirJSON

// `contentEncoding`, `contentMediaType` and `contentSchema`, where they are to assert. Validation
// §8 (2020-12). Out of line and with storage of its own for each string: asserting is the exception.

extension Evaluator {
  /// Decodes, parses and judges the content of a string; what fails first is the fault.
  @inline(never)
  mutating func assertContent(_ instruction: Instruction, _ node: Int) -> Bool {
    let plan = program.contents.cells[Int(instruction.a)]
    let text = tape.content(of: tape[node], scratch: &scratch)
    var content = text.copied()
    if plan.hasEncoding, let encoding = ContentEncoding(rawValue: plan.encoding) {
      guard let decoded = encoding.decoded(text) else {
        return reject(Fault(site: Int(plan.encodingKeyword), node: node))
      }
      content = decoded
    }
    guard plan.isJSON else { return true }
    var document = Document()
    do throws(SyntaxError) {
      try document.parse(content)
    } catch {
      return reject(
        Fault(
          site: Int(plan.mediaTypeKeyword), node: node, detail: .content("\(error)")))
    }
    guard plan.hasTarget, !isValid(document, plan) else { return true }
    guard Observer.collects, exceeded == nil else { return false }
    let detail = Fault.Detail.content(reason(document, plan))
    return reject(Fault(site: Int(plan.schemaKeyword), node: node, detail: detail))
  }

  /// Whether the decoded document is valid by `contentSchema`.
  private mutating func isValid(_ document: borrowing Document, _ plan: ContentPlan) -> Bool {
    var inner = innerEvaluator(VerdictOnly(), document)
    let isValid = inner.apply(plan.target, to: 0)
    if let limit = inner.exceeded { return giveUp(limit) }
    return isValid
  }

  /// What is wrong with it.
  private func reason(_ document: borrowing Document, _ plan: ContentPlan) -> String {
    var inner = innerEvaluator(Collector(limit: 1), document)
    _ = inner.apply(plan.target, to: 0)
    guard let fault = inner.observer.innerFaults(program, in: document.tape).first else {
      return ""
    }
    let pointer = document.tape.pointer(to: fault.node)
    return pointer.isEmpty ? fault.text : "\(pointer): \(fault.text)"
  }

  /// The content is a document of its own, so it has an evaluator of its own; depth and dynamic scope
  /// go on.
  private func innerEvaluator<Inner>(
    _ observer: Inner, _ document: borrowing Document
  ) -> Evaluator<Inner> {
    var inner = Evaluator<Inner>(
      program, limits: limits, observer: observer, tape: document.tape)
    inner.depth = depth
    for index in 0..<scopeCount { inner.enterResource(scope[index]) }
    return inner
  }
}
