import WeirJSON

/// One error to be: a fault and what is said of it.
struct Finding {
  var entry: Collector.Entry
  var parts: MessageParts

  /// The faults behind it, where none of them is told instead: of a union that stays undecided.
  var causes: [Collector.Entry] = []

  /// The key at which a missing property is told, being probably what its name was meant to be.
  var misspeltKey: Int?
}

extension Finding {
  /// Whether both say the same of the same value.
  fileprivate func says(_ other: Finding) -> Bool {
    entry.fault.node == other.entry.fault.node && parts.headline == other.parts.headline
  }
}

/// Turns faults into findings. A union is not told as such where it can be helped: told are the
/// faults of the branch that was meant, or what its branches want between them.
struct UnionExplainer {
  let facts: SchemaFacts
  let steps: [Collector.Step]
  let instance: QuotedInstance

  /// Whether findings tell of the branches that were not meant too.
  let tellsOtherBranches: Bool

  var tape: Tape { instance.tape }

  /// Other branches that are told of at most.
  private static let maxOtherBranches = 8

  /// Of unions within unions, how many are told of, the innermost.
  private static let maxBranchRemarks = 2

  /// Of unions within unions, how many are looked into: each takes some stack.
  private static let maxLevels = 200

  func findings(of entry: Collector.Entry, level: Int = 0) -> [Finding] {
    guard level < Self.maxLevels,
      let union = FailedUnion(entry, steps: steps, facts.program)
    else {
      return findings(ofLeaf: told(entry))
    }
    let told = explained(union, level)
    let keyword = keyword(of: entry)
    guard let text = keyword.authorText?.text(for: keyword.keyword, missing: []),
      let first = told.first
    else { return told }
    var parts = first.parts.told(by: text)
    let node = first.entry.fault.node
    if node != union.node { parts.expectation += " (at \(instance.pointer(to: node)))" }
    return [Finding(entry: entry, parts: parts, causes: entry.causes)]
  }

  private func explained(_ union: FailedUnion, _ level: Int) -> [Finding] {
    if let finding = sharedExpectation(of: union) { return [finding] }
    let outline = facts.outline(of: union)
    if let finding = missingTag(of: union, outline) { return [finding] }
    let ranking = BranchRanking(union, outline, facts, tape)
    if let tag = ranking.unknownTag { return [finding(union, outline, wrong: tag)] }
    let choice = ranking.choice()
    guard choice.candidates.count == 1, let branch = choice.candidates.first else {
      let shared = sharedFaults(of: choice.candidates, in: union, level)
      return shared.isEmpty ? [undecided(union, choice.candidates, level)] : shared
    }
    return findings(in: branch, of: union, choice, level)
  }

  /// The facts of the keyword that complains.
  func keyword(of entry: Collector.Entry) -> KeywordFacts {
    if let site = entry.fault.site { return facts.keyword(at: site) }
    return facts.falseSchema(entry.step < 0 ? 0 : Int(steps[entry.step].schema))
  }

  /// The steps from one back to the first.
  func way(to step: Int) -> [Int] {
    var way: [Int] = []
    var index = step
    while index >= 0 {
      way.append(index)
      index = Int(steps[index].previous)
    }
    return way
  }

  /// A member that the schema `false` stands for is told at its name.
  private func told(_ entry: Collector.Entry) -> Collector.Entry {
    guard entry.fault.site == nil, entry.step > 0, entry.fault.place == .value else { return entry }
    let outer = Int(steps[Int(steps[entry.step].previous)].node)
    let key = entry.fault.node - 1
    guard outer < key + 1, tape.kind(of: outer) == .object,
      tape.members(of: outer).contains(where: { $0 == key })
    else { return entry }
    var told = entry
    told.fault.node = key
    told.fault.place = .key
    return told
  }

  /// Properties that are missing are told together, but for those that stand there misspelt.
  private func findings(ofLeaf entry: Collector.Entry) -> [Finding] {
    let text = text(of: entry)
    let misspelt = text.misspeltNames
    guard !misspelt.isEmpty, case .names(let missing) = entry.fault.detail else {
      return [Finding(entry: entry, parts: text.parts)]
    }
    let rest = missing.filter { name in !misspelt.contains { $0.meant == name } }
    let findings = misspelt.map { pair in
      finding(entry, missing: [pair.meant], misspeltKey: pair.key)
    }
    return (rest.isEmpty ? [] : [finding(entry, missing: rest)]) + findings
  }

  private func finding(
    _ entry: Collector.Entry, missing names: [[UInt8]], misspeltKey: Int? = nil
  ) -> Finding {
    var entry = entry
    entry.fault.detail = .names(names)
    var text = text(of: entry)
    text.misspeltKey = misspeltKey
    return Finding(entry: entry, parts: text.parts, misspeltKey: misspeltKey)
  }

  private func text(of entry: Collector.Entry) -> FaultText {
    var text = FaultText(fault: entry.fault, instance: instance, keyword: keyword(of: entry))
    // Members are judged by a schema of the object they stand in.
    if entry.fault.place == .key, entry.step >= 0 { text.object = Int(steps[entry.step].node) }
    return text
  }
}

// MARK: - The branch that was meant

extension UnionExplainer {
  private func findings(
    in branch: Int, of union: FailedUnion, _ choice: BranchRanking.Choice, _ level: Int
  ) -> [Finding] {
    var findings = self.findings(in: branch, of: union, level)
    guard union.causes.count > 1 else { return findings }
    let reason = self.reason(for: choice, of: union)
    let remark = "branch \(branch + 1) of \(union.causes.count), chosen because \(reason)"
    for index in findings.indices
    where findings[index].parts.branches.count < Self.maxBranchRemarks {
      // That an object is meant to be one goes without saying, once what is in it is told.
      if choice.criterion == .type, findings[index].entry.fault.node != union.node { continue }
      findings[index].parts.branches.insert(remark, at: 0)
    }
    let first = findings.indices.min {
      findings[$0].entry.fault.node < findings[$1].entry.fault.node
    }
    if let first, findings[first].parts.suggestion.isEmpty,
      let other = otherBranch(than: branch, takingAllBut: choice.tags, of: union)
    {
      findings[first].parts.suggestion = other
    }
    if tellsOtherBranches, let first = findings.first?.parts, first.otherBranchCount == 0,
      first.branches.first == remark
    {
      let others = union.causes.indices.filter { $0 != branch }
      findings[0].parts.otherBranches = lines(for: others, of: union, level)
      findings[0].parts.otherBranchCount = others.count
      findings[0].parts.isBranchCertain = choice.criterion == .discriminator
    }
    return findings
  }

  private func reason(for choice: BranchRanking.Choice, of union: FailedUnion) -> String {
    switch choice.criterion {
    case nil: return "the others say nothing"
    case .discriminator:
      return listed(choice.tags.map { "`\($0.name)` is \(instance.value(at: $0.node))" }, "and")
    case .type: return "the value is \(tape.kind(of: union.node).typeNameWithArticle)"
    case .properties: return "it knows most of the properties"
    case .depth: return "its fault lies deepest"
    case .errorCount: return "it has the fewest errors"
    }
  }

  /// What is wrong with branches, a line each.
  private func lines(
    for branches: [Int], of union: FailedUnion, _ level: Int
  ) -> [String] {
    branches.prefix(Self.maxOtherBranches).map { branch in
      "branch \(branch + 1): "
        + (mainCause(of: branch, in: union).map {
          line(for: $0, under: union, level)
        } ?? "fails")
    }
  }

  /// Type and listed values first: they say why a branch was not meant.
  private func mainCause(of branch: Int, in union: FailedUnion) -> Collector.Entry? {
    let causes = union.causes[branch]
    let telling: Set<String> = ["type", "const", "enum"]
    return causes.first { telling.contains(keyword(of: $0).keyword) } ?? causes.first
  }

  private func line(
    for cause: Collector.Entry, under union: FailedUnion, _ level: Int
  ) -> String {
    guard let finding = findings(of: cause, level: level + 1).first else { return "fails" }
    var parts = finding.parts
    parts.branches = []
    let node = finding.entry.fault.node
    return node == union.node ? parts.line : "\(parts.line) (at \(instance.pointer(to: node)))"
  }

  /// The faults that all of the branches find: they are told, whichever was meant.
  private func sharedFaults(
    of branches: [Int], in union: FailedUnion, _ level: Int
  ) -> [Finding] {
    let findings = branches.map { self.findings(in: $0, of: union, level) }
    guard let first = findings.first, findings.count > 1 else { return [] }
    return first.filter { finding in
      findings.dropFirst().allSatisfy { $0.contains { $0.says(finding) } }
    }.map { finding in
      var finding = finding
      finding.parts.branches = ["\(branches.count) of \(union.causes.count) branches say so"]
      finding.parts.otherBranches = []
      finding.parts.otherBranchCount = 0
      return finding
    }
  }

  private func findings(
    in branch: Int, of union: FailedUnion, _ level: Int
  ) -> [Finding] {
    union.causes[branch].withoutAftermath(facts, steps, tape).pairingNames(steps, tape)
      .flatMap { findings(of: $0, level: level + 1) }
  }

  private func undecided(
    _ union: FailedUnion, _ candidates: [Int], _ level: Int
  ) -> Finding {
    let branches = candidates.isEmpty ? Array(union.causes.indices) : candidates
    var parts = MessageParts(
      names(of: branches, in: union).map { "expected one of \(alternatives($0))" }
        ?? "\(instance.value(at: union.node)) matches none of the \(union.causes.count) branches")
    if tellsOtherBranches {
      let others = branches + union.causes.indices.filter { !branches.contains($0) }
      parts.otherBranches = lines(for: others, of: union, level)
      parts.otherBranchCount = others.count
    }
    return Finding(entry: union.entry, parts: parts, causes: union.entry.causes)
  }
}

extension UnionExplainer {
  /// What branches are called; nil unless each has a name of its own that says more than the type of
  /// the value.
  private func names(of branches: [Int], in union: FailedUnion) -> [String]? {
    let names = branches.compactMap {
      facts.program.branchName(ofTarget: union.targets.lowerBound + $0)
    }
    let type = tape.kind(of: union.node).typeName
    guard Set(names).count == branches.count, !names.contains(type) else { return nil }
    return names
  }
}

// MARK: - What all branches want

extension UnionExplainer {
  /// The types and values that the branches of a union want, where none wants anything else.
  private struct Expectation {
    var types: [String] = []
    var values: [String] = []
    var strings: [[UInt8]] = []

    /// Types beside values have articles, so that nobody takes one for the other.
    var words: [String] {
      guard !values.isEmpty else { return types }
      return values + types.map(withArticle)
    }
  }

  /// A union of types, or of values, reads best as one expectation.
  private func sharedExpectation(of union: FailedUnion) -> Finding? {
    // Draft 3 lists types and schemas together.
    let own = keyword(of: union.entry)
    var expectation = Expectation(types: own.keyword == "type" ? own.typeNames : [])
    guard add(union, to: &expectation) else { return nil }
    let wanted = "expected \(alternatives(expectation.words))"
    var parts: MessageParts
    if expectation.types.isEmpty {
      parts = MessageParts("\(instance.value(at: union.node)) is not allowed")
      parts.expectation = wanted
    } else {
      parts = MessageParts("\(wanted), found \(instance.typedValue(at: union.node))")
    }
    parts.suggestion = instance.remark(
      at: union.node, types: expectation.types, values: expectation.values,
      strings: expectation.strings)
    return Finding(entry: union.entry, parts: parts)
  }

  /// False if a branch wants something else, or says nothing.
  private func add(_ union: FailedUnion, to expectation: inout Expectation) -> Bool {
    union.causes.allSatisfy { add($0, of: union.node, to: &expectation) }
  }

  private func add(
    _ causes: [Collector.Entry], of node: Int, to expectation: inout Expectation
  ) -> Bool {
    guard !causes.isEmpty, causes.allSatisfy({ $0.fault.node == node }) else { return false }
    if let inner = causes.first.flatMap({ FailedUnion($0, steps: steps, facts.program) }) {
      return causes.count == 1 && add(inner, to: &expectation)
    }
    let keywords = causes.filter { $0.fault.site != nil }.map { keyword(of: $0) }
    guard keywords.count == causes.count,
      keywords.allSatisfy({ ["type", "enum", "const"].contains($0.keyword) })
    else { return false }
    // Values say more than their type does.
    guard let listing = keywords.first(where: { $0.keyword != "type" }) else {
      for type in keywords.flatMap(\.types) where !expectation.types.contains(type) {
        expectation.types.append(type)
      }
      return true
    }
    let values = listing.listed.map { listing.tape.excerpt($0) }
    expectation.values += values.filter { !expectation.values.contains($0) }
    expectation.strings += listing.allowedStrings
    return true
  }
}
