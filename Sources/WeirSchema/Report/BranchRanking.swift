import WeirJSON

/// What sets one branch apart from the others, the strongest sign first.
enum BranchCriterion: CaseIterable {
  /// A member that several branches fix has the value that this one wants.
  case discriminator
  /// It allows a value of the kind at all.
  case type
  /// It knows most of the object's members.
  case properties
  /// Its faults lie deepest in the value.
  case depth
  /// It has the fewest of them.
  case errorCount
}

/// Finds the branch that was most likely meant.
struct BranchRanking {
  private let union: FailedUnion
  private let outline: UnionOutline
  private let facts: SchemaFacts
  private let tape: Tape

  /// What the schema says tells the branches apart, if the value has it.
  private let declaredTag: BranchTag?

  /// The members whose values several branches list, level by level.
  private let tags: [[BranchTag]]

  struct Choice {
    /// The branches that are equally likely; one if it is decided.
    var candidates: [Int]
    /// What decided.
    var criterion: BranchCriterion?
    /// The members that did, if members did.
    var tags: [BranchTag] = []
  }

  init(_ union: FailedUnion, _ outline: UnionOutline, _ facts: SchemaFacts, _ tape: Tape) {
    self.union = union
    self.outline = outline
    self.facts = facts
    self.tape = tape
    let isObject = tape.kind(of: union.node) == .object
    declaredTag = isObject ? outline.declaredTag(of: union.node, tape) : nil
    tags = isObject ? outline.tagsByLevel(of: union.node, facts, tape) : []
  }

  func choice() -> Choice {
    var choice = Choice(
      candidates: union.causes.indices.filter { !union.causes[$0].isEmpty })
    // A tag near the top says more than one that lies deeper.
    for tags in [declaredTag.map { [$0] } ?? []] + tags {
      let deciding = tags.filter(\.decides)
      guard choice.candidates.count > 1, !deciding.isEmpty else { continue }
      choice.keepBest(by: .discriminator) { branch in deciding.map { $0.scores[branch] }.min() ?? 0
      }
      choice.tags = deciding
    }
    for criterion in BranchCriterion.allCases where choice.candidates.count > 1 {
      choice.keepBest(by: criterion) { score(of: $0, by: criterion) }
    }
    return choice
  }

  private func score(of branch: Int, by criterion: BranchCriterion) -> Int {
    switch criterion {
    case .discriminator: 0
    case .type: facts.rejectKind(union.causes[branch], of: union.node, tape) ? 0 : 1
    case .properties:
      tape.members(of: union.node)
        .count { outline.branches[branch].names.contains(tape.bytes(at: $0)) }
    case .depth: union.causes[branch].map(depth).max() ?? 0
    case .errorCount: -union.causes[branch].reduce(0) { $0 + $1.fault.complaintCount }
    }
  }

  /// The first member whose value no branch for objects wants.
  ///
  /// One that lies deeper counts only if it is there to tell branches apart, and if nothing above it
  /// has told them apart before.
  var unknownTag: BranchTag? {
    if let declaredTag { return declaredTag.scores.contains(1) ? nil : declaredTag }
    let forObjects = outline.branches.indices.filter {
      outline.branches[$0].kinds.contains(kind: .object)
    }
    guard forObjects.count > 1 else { return nil }
    for (level, tags) in tags.enumerated() {
      let unknown = tags.first { tag in
        forObjects.allSatisfy { tag.scores[$0] == -1 }
          && (level == 0 || outline.tellsApart(tag, facts))
      }
      if let unknown { return unknown }
      if tags.contains(where: \.decides) { return nil }
    }
    return nil
  }

  // MARK: Depth

  private func depth(_ entry: Collector.Entry) -> Int {
    entry.causes.map(depth).max() ?? tape.levels(from: union.node, to: entry.fault.node)
  }
}

extension BranchRanking.Choice {
  /// Drops the branches that another one is better than.
  fileprivate mutating func keepBest(by criterion: BranchCriterion, score: (Int) -> Int) {
    let scores = candidates.map(score)
    guard let best = scores.max() else { return }
    candidates = zip(candidates, scores).filter { $0.1 == best }.map(\.0)
    if candidates.count == 1 { self.criterion = criterion }
  }
}

extension Tape {
  /// How many containers lie between a value and a node in it. Linear in the siblings on the way.
  fileprivate func levels(from value: Int, to node: Int) -> Int {
    var container = value
    var levels = 0
    while node > container, node < next(after: container) {
      let isObject = kind(of: container) == .object
      var child = container + 1
      while node >= next(after: isObject ? child + 1 : child) {
        child = next(after: isObject ? child + 1 : child)
      }
      container = isObject ? child + 1 : child
      levels += 1
    }
    return levels
  }
}

extension SchemaFacts {
  /// Whether faults say that a branch does not allow values of the kind that the one at `node` has.
  func rejectKind(_ causes: [Collector.Entry], of node: Int, _ tape: Tape) -> Bool {
    causes.contains { cause in
      guard cause.fault.node == node, cause.fault.place == .value else { return false }
      guard let site = cause.fault.site else { return true }
      if case .union = cause.fault.detail {
        return !cause.causes.isEmpty
          && cause.causes.allSatisfy { rejectKind([$0], of: node, tape) }
      }
      switch keyword(at: site).keyword {
      case "type": return true
      case "enum", "const":
        let keyword = keyword(at: site)
        let kind = tape.kind(of: node)
        return !keyword.listed.contains { keyword.tape.kind(of: $0).isLike(kind) }
      default: return false
      }
    }
  }
}

extension Fault {
  /// How many things it says are wrong.
  fileprivate var complaintCount: Int {
    switch detail {
    case .names(let names), .dependency(_, let names): names.count
    default: 1
    }
  }
}

extension NodeKind {
  /// Whether both are of the same JSON type.
  fileprivate func isLike(_ other: NodeKind) -> Bool {
    let groups: [KindSet] = [.boolean, .number]
    return self == other
      || groups.contains { $0.contains(kind: self) && $0.contains(kind: other) }
  }
}
