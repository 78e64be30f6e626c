import WeirJSON

/// Turns collected faults into a report: pointers, places and texts, all made here and only here.
struct ReportBuilder {
  private let facts: SchemaFacts
  private let steps: [Collector.Step]
  private let tape: Tape
  /// Original bytes of the nodes, for a document that was not written as JSON.
  private let sourceRanges: [Range<UInt32>]?
  /// Whether errors tell what was wrong inside the branches of the keyword that failed.
  private let includesCauses: Bool
  private var pointers: PointerCursor
  private var positions: PositionCursor

  /// - Parameter text: What places refer to.
  init(
    _ facts: SchemaFacts, steps: [Collector.Step], tape: Tape, text: ByteSlice,
    sourceRanges: [Range<UInt32>]?, includesCauses: Bool
  ) {
    self.facts = facts
    self.steps = steps
    self.tape = tape
    self.sourceRanges = sourceRanges
    self.includesCauses = includesCauses
    pointers = PointerCursor(tape)
    positions = PositionCursor(text)
  }

  /// In document order, so that the cursors go through the instance once.
  mutating func errors(_ entries: some Sequence<Collector.Entry>) -> [ValidationError] {
    var errors: [ValidationError] = []
    for (_, entry) in entries.map({ (range(of: $0.fault).lowerBound, $0) }).stablySorted(by: {
      $0.0 < $1.0
    }) {
      errors.append(error(entry))
    }
    return errors
  }

  private mutating func error(_ entry: Collector.Entry) -> ValidationError {
    var causes: [ValidationError] = []
    if includesCauses { for cause in entry.causes { causes.append(error(cause)) } }
    let keyword = keyword(of: entry)
    let range = range(of: entry.fault)
    return ValidationError(
      code: keyword.code, keyword: keyword.keyword,
      instanceLocation: pointers.pointer(to: entry.fault.node),
      evaluationPath: evaluationPath(to: entry.step, keyword),
      schemaLocation: keyword.location,
      byteRange: range, position: positions.position(of: range.lowerBound),
      schemaPlace: keyword.place, message: message(of: entry, causes), causes: causes)
  }

  private func keyword(of entry: Collector.Entry) -> KeywordFacts {
    if let site = entry.fault.site { return facts.keyword(at: site) }
    return facts.falseSchema(entry.step < 0 ? 0 : Int(steps[entry.step].schema))
  }

  /// The primary span: the value; the key of a member that should not be there; the opening of an
  /// object that lacks something.
  private func range(of fault: Fault) -> Range<Int> {
    if let sourceRanges {
      let range = sourceRanges[fault.node]
      let start = Int(range.lowerBound)
      return
        start..<(fault.place == .opening
        ? min(start + 1, Int(range.upperBound)) : Int(range.upperBound))
    }
    if fault.place == .opening {
      let start = Int(tape[fault.node].offset)
      return start..<start + 1
    }
    return tape.byteRange(of: fault.node)
  }

  /// Keywords from the root schema on, through references, as a pointer. Core Specification
  /// §12.3.1.
  private func evaluationPath(to step: Int, _ keyword: KeywordFacts) -> String {
    var way: [Int] = []
    var index = step
    while index >= 0 {
      way.append(index)
      index = Int(steps[index].previous)
    }
    var path: [UInt8] = []
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

  // MARK: Messages

  private mutating func message(
    of entry: Collector.Entry, _ causes: [ValidationError]
  ) -> MessageParts {
    var text = FaultText(fault: entry.fault, instance: tape, keyword: keyword(of: entry))
    if entry.fault.place == .key { text.object = pointers.container(of: entry.fault.node) }
    if !entry.causes.isEmpty { text.branches = branches(of: entry, causes) }
    return text.parts
  }

  /// A union of types reads best as one expectation; else the branch that came closest explains:
  /// the one whose fault lies deepest in the instance.
  private mutating func branches(
    of entry: Collector.Entry, _ causes: [ValidationError]
  ) -> FaultText.Branches {
    var nearest: (cause: Int, depth: Int)?
    var types: [String] = []
    for (index, cause) in entry.causes.enumerated() {
      let keyword = keyword(of: cause)
      if keyword.keyword == "type", cause.fault.node == entry.fault.node {
        types += keyword.types.filter { !types.contains($0) }
        continue
      }
      let depth = pointers.depth(of: cause.fault.node)
      if depth >= nearest?.depth ?? 0 { nearest = (index, depth) }
    }
    guard let nearest = nearest?.cause else { return .types(types) }
    let cause = entry.causes[nearest]
    // Of branches within branches the innermost says most.
    let inner =
      cause.causes.isEmpty ? nil : branches(of: cause, causes.isEmpty ? [] : causes[nearest].causes)
    if case .nearest(let place, let message) = inner {
      return .nearest(place: place.isEmpty ? self.place(of: cause, in: entry) : place, message)
    }
    return .nearest(
      place: place(of: cause, in: entry),
      causes.isEmpty ? message(of: cause, []).line : causes[nearest].message)
  }

  private mutating func place(of cause: Collector.Entry, in entry: Collector.Entry) -> String {
    cause.fault.node == entry.fault.node ? "" : pointers.pointer(to: cause.fault.node)
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
