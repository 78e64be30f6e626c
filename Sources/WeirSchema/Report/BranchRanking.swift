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
  private let outlines: [BranchOutline]
  private let facts: SchemaFacts
  private let tape: Tape

  /// Of the value, if it is an object: in the order of the text.
  private let members: [(name: [UInt8], node: Int)]

  /// Those that at least two branches fix.
  private let fixedMembers: [Discriminating]

  struct Choice {
    /// The branches that are equally likely; one if it is decided.
    var candidates: [Int]
    /// What decided.
    var criterion: BranchCriterion?
  }

  init(_ union: FailedUnion, _ facts: SchemaFacts, _ tape: Tape) {
    self.union = union
    self.facts = facts
    self.tape = tape
    outlines = union.targets.map { facts.branchOutline(ofTarget: $0) }
    members =
      tape.kind(of: union.node) == .object
      ? tape.members(of: union.node).map { (tape.bytes(at: $0), $0 + 1) } : []
    fixedMembers = Self.fixedMembers(of: members, outlines, facts, tape)
  }

  func choice() -> Choice {
    var candidates = union.causes.indices.filter { !union.causes[$0].isEmpty }
    let discriminators = self.discriminators
    for criterion in BranchCriterion.allCases where candidates.count > 1 {
      let scores = candidates.map { score(of: $0, by: criterion, discriminators) }
      guard let best = scores.max() else { break }
      candidates = zip(candidates, scores).filter { $0.1 == best }.map(\.0)
      if candidates.count == 1 { return Choice(candidates: candidates, criterion: criterion) }
    }
    return Choice(candidates: candidates)
  }

  private func score(
    of branch: Int, by criterion: BranchCriterion, _ discriminators: [Discriminating]
  ) -> Int {
    switch criterion {
    case .discriminator: discriminators.map { $0.scores[branch] }.min() ?? 0
    case .type: facts.rejectKind(union.causes[branch], of: union.node, tape) ? 0 : 1
    case .properties: members.count { outlines[branch].names.contains($0.name) }
    case .depth: union.causes[branch].map(depth).max() ?? 0
    case .errorCount: -union.causes[branch].reduce(0) { $0 + $1.fault.complaintCount }
    }
  }

  // MARK: Discriminators

  /// A member that branches fix.
  struct Discriminating {
    let name: [UInt8]
    /// Its value in the instance.
    let node: Int
    /// By branch: 1 if it has the value, -1 if it wants another, 0 if it does not say.
    let scores: [Int]
  }

  /// The object's members that at least two branches fix, some to the value that is there and some to
  /// others.
  var discriminators: [Discriminating] {
    fixedMembers.filter { $0.scores.contains(1) && $0.scores.contains(-1) }
  }

  /// The first of the object's members that every branch for objects fixes to other values than the
  /// one that is there.
  var mismatchedByAll: Discriminating? {
    let forObjects = outlines.indices.filter { outlines[$0].kinds.contains(kind: .object) }
    guard forObjects.count > 1 else { return nil }
    return fixedMembers.first { member in forObjects.allSatisfy { member.scores[$0] == -1 } }
  }

  private static func fixedMembers(
    of members: [(name: [UInt8], node: Int)], _ outlines: [BranchOutline], _ facts: SchemaFacts,
    _ tape: Tape
  ) -> [Discriminating] {
    members.compactMap { member in
      let fixed = outlines.map { $0.fixedMembers[member.name] }
      guard fixed.count(where: { $0 != nil }) > 1 else { return nil }
      return Discriminating(
        name: member.name, node: member.node,
        scores: fixed.map { fixed in
          guard let fixed else { return 0 }
          let isListed = fixed.sites.contains { facts.lists($0, valueAt: member.node, of: tape) }
          return isListed ? 1 : fixed.allowsOthers ? 0 : -1
        })
    }
  }

  // MARK: Depth

  private func depth(_ entry: Collector.Entry) -> Int {
    entry.causes.map(depth).max() ?? tape.levels(from: union.node, to: entry.fault.node)
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
