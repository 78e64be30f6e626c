import WeirJSON

/// Makes output units of a trace.
struct OutputBuilder {
  private let reader: TraceReader
  private let detail: OutputDetail
  private let instance: QuotedInstance
  private var pointers: PointerCursor

  /// - Parameter redacted: Values that are not told of: no message quotes them, nothing in them is
  ///   named.
  init(_ reader: TraceReader, detail: OutputDetail, redacted: RedactedNodes) {
    instance = QuotedInstance(reader.instance, redacted: redacted)
    self.reader = reader
    self.detail = detail
    pointers = PointerCursor(reader.instance)
  }

  /// - Parameter isDropped: Whether an outer schema has failed, so that annotations are void.
  mutating func unit(
    of application: Int, path: [UInt8] = [], isDropped: Bool = false
  ) -> OutputUnit {
    let traced = reader.trace.applications[application]
    let outline = reader.outline(of: application)
    var unit = OutputUnit(
      isValid: traced.isValid, evaluationPath: String(decoding: path, as: UTF8.self),
      schemaLocation: outline.location,
      instanceLocation: location(of: Int(traced.node)))
    let fault = reader.trace.faults[application]?.first { $0.site == nil }
    if let fault {
      unit.error = text(of: fault, reader.facts.falseSchema(Int(traced.schema)))
    }
    for result in reader.keywords(of: application) {
      let keyword = keyword(result, of: application, path: path, isDropped: isDropped)
      if detail == .everything ? keyword.isEvaluated(result) : keyword.isTelling {
        unit.keywords.append(keyword)
      }
    }
    return unit
  }

  private mutating func keyword(
    _ result: TraceReader.KeywordResult, of application: Int, path: [UInt8], isDropped: Bool
  ) -> OutputKeyword {
    let isSchemaValid = reader.trace.applications[application].isValid
    let keywordPath = path + result.member.token
    let kind = reader.instance.kind(of: Int(reader.trace.applications[application].node))
    let dialect = reader.outline(of: application).rules.dialect
    var keyword = OutputKeyword(
      name: result.member.name, isValid: result.isValid,
      isApplicable: result.member.row.map { $0.keyword.kinds(in: dialect).contains(kind: kind) }
        ?? true,
      mayReject: !result.faults.isEmpty || result.member.row?.mayReject == true,
      evaluationPath: String(decoding: keywordPath, as: UTF8.self),
      schemaLocation: result.member.location)
    for fault in result.faults { add(fault, of: application, to: &keyword) }
    if result.isValid, !isDropped, !isRedacted(application) {
      keyword.annotation = reader.annotation(of: result, at: application)
    }
    let isVoid = isDropped || !isSchemaValid || result.member.row?.keyword.voidsAnnotations == true
    for inner in result.applications where tells(inner, result, isSchemaValid) {
      let unit = unit(
        of: inner, path: reader.path(of: inner, within: application, path: path),
        isDropped: isVoid)
      if detail == .everything || !unit.isValid || !unit.keywords.isEmpty {
        keyword.units.append(unit)
      }
    }
    return keyword
  }

  private mutating func location(of node: Int) -> String {
    pointers.pointer(to: instance.redacted.visible(node))
  }

  private func isRedacted(_ application: Int) -> Bool {
    instance.redacted.covers(Int(reader.trace.applications[application].node))
  }

  /// Whether the outcome owes something to the application of a subschema.
  private func tells(
    _ inner: Int, _ result: TraceReader.KeywordResult, _ isSchemaValid: Bool
  ) -> Bool {
    if detail == .everything { return true }
    let isValid = reader.trace.applications[inner].isValid
    if isSchemaValid { return isValid && result.member.row?.keyword.voidsAnnotations != true }
    guard !result.isValid, !isValid else { return false }
    switch result.member.row?.keyword {
    case .not, .disallow, .contains: return false
    // If too many match, those that do not are not the reason.
    case .oneOf:
      return result.faults.allSatisfy {
        if case .branches = $0.detail { false } else { true }
      }
    default: return true
    }
  }

  /// A child that the keyword does not allow at all is a unit of its own, as if the subschema `false`
  /// had been applied to it.
  private mutating func add(_ fault: Fault, of application: Int, to keyword: inout OutputKeyword) {
    guard let site = fault.site else { return }
    let message = text(of: fault, reader.facts.keyword(at: site))
    let isHere = fault.node == Int(reader.trace.applications[application].node)
    let place = isHere ? "" : location(of: fault.node)
    if case .pair = fault.detail {
      keyword.error = "\(message) (at \(place))"
    } else if isHere {
      keyword.error = message
    } else {
      keyword.units.append(
        OutputUnit(
          isValid: false, evaluationPath: keyword.evaluationPath,
          schemaLocation: keyword.schemaLocation, instanceLocation: place, error: message))
    }
  }

  private mutating func text(of fault: Fault, _ keyword: KeywordFacts) -> String {
    var text = FaultText(fault: fault, instance: instance, keyword: keyword)
    if fault.place == .key { text.object = pointers.container(of: fault.node) }
    text.misspeltKey = text.misspeltNames.first?.key
    return text.parts.line
  }
}

extension OutputKeyword {
  /// Whether the keyword had a say: `then` has none where `if` fails.
  fileprivate func isEvaluated(_ result: TraceReader.KeywordResult) -> Bool {
    switch result.member.row?.keyword {
    case .then, .else: isTelling
    default: true
    }
  }
}

extension Keyword {
  /// Whether what subschemas of the keyword annotate is void whatever comes of them.
  fileprivate var voidsAnnotations: Bool { self == .not || self == .propertyNames }
}
