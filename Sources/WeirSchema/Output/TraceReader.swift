import WeirJSON

/// A trace read keyword by keyword.
struct TraceReader {
  let trace: Trace
  let facts: SchemaFacts
  let instance: Tape

  /// What one keyword of a schema did to a value.
  struct KeywordResult {
    let member: SchemaOutline.Member
    /// The applications of its subschemas.
    var applications: [Int] = []
    var faults: [Fault] = []
    var isValid = true
  }

  func outline(of application: Int) -> SchemaOutline {
    facts.outline(ofSchema: Int(trace.applications[application].schema))
  }

  /// The keywords of an application's schema, in the order of the schema's text.
  func keywords(of application: Int) -> [KeywordResult] {
    let outline = outline(of: application)
    var results = outline.members.map { KeywordResult(member: $0) }
    let end = Int(trace.applications[application].end)
    var inner = application + 1
    while inner < end {
      if let member = member(of: outline, leadingTo: inner) {
        results[member].applications.append(inner)
      }
      inner = Int(trace.applications[inner].end)
    }
    for fault in trace.faults[application] ?? [] {
      guard let site = fault.site,
        let member = outline.member(at: Int(facts.program.sites[site].key))
      else { continue }
      results[member].faults.append(fault)
    }
    guard !trace.applications[application].isValid else { return results }
    for index in results.indices {
      results[index].isValid =
        results[index].faults.isEmpty
        && (results[index].member.mayFailWithin
          || results[index].applications.allSatisfy { trace.applications[$0].isValid })
    }
    return results
  }

  private func member(of outline: SchemaOutline, leadingTo inner: Int) -> Int? {
    let application = trace.applications[inner]
    if application.site >= 0 {
      return outline.member(at: Int(facts.program.sites[Int(application.site)].key))
    }
    return outline.member(holding: facts.program.schemas[Int(application.schema)].node)
  }

  /// Evaluation path of an application within the one whose path is `path`.
  func path(of inner: Int, within outer: Int, path: [UInt8]) -> [UInt8] {
    let application = trace.applications[inner]
    if application.site >= 0 {
      return path + facts.keyword(at: Int(application.site)).pathToken
    }
    return path + outline(of: inner).pointer[outline(of: outer).pointer.count...]
  }
}

extension SchemaOutline.Member {
  /// Whether the keyword may be satisfied although a subschema of it is not.
  fileprivate var mayFailWithin: Bool {
    switch row?.keyword {
    case .if, .not, .contains, .anyOf, .oneOf, .type, .disallow: true
    default: false
    }
  }
}
