import WeirJSON

/// Turns collected faults into a report: pointers, places and texts, all made here and only here.
struct ReportBuilder {
  private let explainer: UnionExplainer
  private let tape: Tape
  private let text: ByteSlice
  /// Original bytes of the nodes, for a document that was not written as JSON.
  private let sourceMap: SourceMap?
  private let detail: ReportDetail

  /// Of the instance, if it is a schema and a metaschema that is built in judges it.
  private let judgedRules: SchemaRules?
  private var pointers: PointerCursor
  private var positions: PositionCursor

  /// - Parameter text: What places refer to.
  init(
    _ facts: SchemaFacts, steps: [Collector.Step], tape: Tape, text: ByteSlice,
    sourceMap: SourceMap?, detail: ReportDetail
  ) {
    explainer = UnionExplainer(
      facts: facts, steps: steps,
      instance: QuotedInstance(
        tape, redacted: RedactedNodes(detail.redacted, in: tape),
        sourceMap: sourceMap),
      tellsOtherBranches: detail.includesCauses)
    self.tape = tape
    self.text = text
    self.sourceMap = sourceMap
    self.detail = detail
    judgedRules = facts.judgedRules
    pointers = PointerCursor(tape)
    positions = PositionCursor(text, from: detail.start)
  }

  /// In document order, so that the cursors go through the instance once.
  mutating func errors(_ entries: [Collector.Entry]) -> [ValidationError] {
    let findings = inOrder(
      entries.pairingNames(explainer.steps, tape).flatMap { explainer.findings(of: $0) })
    guard judgedRules != nil else { return findings.map { error($0) } }
    // The parts of a metaschema repeat one another.
    var told: Set<Complaint> = []
    return findings.filter { finding in
      told.insert(Complaint(node: finding.entry.fault.node, headline: finding.parts.headline))
        .inserted
    }.map { error($0) }
  }

  private func inOrder(_ findings: [Finding]) -> [Finding] {
    guard findings.count > 1 else { return findings }
    return findings.map { (start: range(of: $0).lowerBound, finding: $0) }
      .stablySorted { $0.start < $1.start }.map(\.finding)
  }

  private static let usualTokenLength = 24

  private struct Complaint: Hashable {
    let node: Int
    let headline: String
  }

  private mutating func error(_ finding: Finding) -> ValidationError {
    var causes: [ValidationError] = []
    if detail.includesCauses {
      for cause in finding.causes.flatMap({ explainer.findings(of: $0) }) {
        causes.append(error(cause))
      }
    }
    let entry = finding.entry
    let keyword = explainer.keyword(of: entry)
    let range = range(of: finding)
    let position = positions.position(of: range.lowerBound)
    return ValidationError(
      code: keyword.code, keyword: keyword.keyword,
      instanceLocation: location(of: entry.fault.node),
      evaluationPath: evaluationPath(to: entry.step, keyword),
      schemaLocation: keyword.location,
      byteRange: range, position: position,
      schemaPlace: keyword.place, message: parts(of: finding, from: position.line), causes: causes,
      frames: detail.includesFrames ? frames(around: entry.step) : [])
  }

  /// With what only the text shows, and with what to write instead, where the instance is a schema.
  ///
  /// - Parameter line: Where the value begins.
  private func parts(of finding: Finding, from line: Int) -> MessageParts {
    var parts = finding.parts
    let node = finding.entry.fault.node
    // Only what is not JSON can be laid out otherwise than it was meant.
    if sourceMap != nil, finding.entry.fault.place == .value,
      let remark = explainer.instance.layoutRemark(
        of: node, in: text, from: line, wanted: wantedTypes(finding))
    {
      parts.suggestion = remark
    }
    guard let judgedRules, !explainer.instance.redacted.covers(node) else { return parts }
    parts.headline = MetaschemaRemedy.headline(parts.headline, for: node, in: tape)
    if let remedy = MetaschemaRemedy(for: node, in: tape, sourceMap, judgedRules) {
      parts.suggestion = remedy.text
    }
    return parts
  }

  private func wantedTypes(_ finding: Finding) -> [String] {
    let keyword = explainer.keyword(of: finding.entry)
    return keyword.keyword == "type" ? keyword.typeNames : []
  }

  private mutating func location(of node: Int) -> String {
    pointers.pointer(to: explainer.instance.redacted.visible(node))
  }

  /// The schemas on the way to a step, the innermost first.
  private mutating func frames(around step: Int) -> [ReportFrame] {
    let facts = explainer.facts
    return explainer.way(to: step).map { index in
      let step = explainer.steps[index]
      let schema = facts.program.schemas[Int(step.schema)]
      return ReportFrame(
        schemaPointer: "#"
          + String(
            decoding: facts.pointer(toSchema: Int(step.schema)), as: UTF8.self),
        schemaPlace: facts.program.sources[schema.source].place(of: schema.node),
        instanceLocation: location(of: Int(step.node)))
    }
  }

  /// The primary span: the value; the key of a member that should not be there, has the wrong name, or
  /// wants another beside it; the opening of an object that lacks something.
  private func range(of finding: Finding) -> Range<Int> {
    if let key = finding.misspeltKey { return range(of: key) }
    let fault = finding.entry.fault
    if case .dependency(let trigger, _) = fault.detail,
      let value = tape.child(trigger, of: fault.node)
    {
      return range(of: value - 1)
    }
    let range = range(of: fault.node)
    guard fault.place == .opening else { return range }
    return range.lowerBound..<min(range.lowerBound + 1, range.upperBound)
  }

  private func range(of node: Int) -> Range<Int> {
    guard let range = sourceMap?.ranges[node] else { return tape.byteRange(of: node) }
    return Int(range.lowerBound)..<Int(range.upperBound)
  }

  /// Keywords from the root schema on, through references, as a pointer. Core Specification
  /// §12.3.1.
  private func evaluationPath(to step: Int, _ keyword: KeywordFacts) -> String {
    let facts = explainer.facts
    let steps = explainer.steps
    let way = explainer.way(to: step)
    var path: [UInt8] = []
    path.reserveCapacity(way.count * Self.usualTokenLength)
    // The root schema is where the path starts.
    for index in way.dropLast().reversed() {
      let step = steps[index]
      if step.site >= 0 {
        path.append(contentsOf: facts.keyword(at: Int(step.site)).pathToken)
      } else {
        let outer = facts.pointer(toSchema: Int(steps[Int(step.previous)].schema))
        path.append(contentsOf: facts.pointer(toSchema: Int(step.schema))[outer.count...])
      }
    }
    path.append(contentsOf: keyword.pathToken)
    return String(decoding: path, as: UTF8.self)
  }
}

extension Sequence {
  /// Sorted, equals in their present order.
  func stablySorted(by precedes: (Element, Element) -> Bool) -> [Element] {
    enumerated().sorted { a, b in
      if precedes(a.element, b.element) { return true }
      return !precedes(b.element, a.element) && a.offset < b.offset
    }.map(\.element)
  }
}
