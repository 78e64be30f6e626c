import WeirJSON

/// What the branches of a union ask of a value, and what tells them apart, whatever the instance.
final class UnionOutline {
  let branches: [BranchOutline]

  /// Ways of names to members whose values at least two branches list, the shortest first.
  let sharedPaths: [[[UInt8]]]

  /// What the schema itself says, if it does.
  let discriminator: DeclaredDiscriminator?

  init(_ branches: [BranchOutline], _ discriminator: DeclaredDiscriminator?) {
    self.branches = branches
    self.discriminator = discriminator
    var counts: [[[UInt8]]: Int] = [:]
    for branch in branches {
      for path in branch.fixedMembers.keys { counts[path, default: 0] += 1 }
    }
    sharedPaths = counts.filter { $0.value > 1 }.keys.sorted { $0.count < $1.count }
  }
}

/// A value of the instance that tells the branches of a union apart.
struct BranchTag {
  /// Names from the union's value to it.
  let path: [[UInt8]]
  let node: Int

  /// By branch: 1 if it wants the value, -1 if it wants another, 0 if it does not say.
  let scores: [Int]

  /// Whether some branches want it and others do not.
  var decides: Bool { scores.contains(1) && scores.contains(-1) }

  /// `spec.kind`
  var name: String { path.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".") }
}

extension UnionOutline {
  /// What the schema says tells the branches apart; nil where the object does not have it.
  func declaredTag(of object: Int, _ tape: Tape) -> BranchTag? {
    guard let discriminator, let node = tape.child(discriminator.name, of: object),
      tape.kind(of: node) == .string
    else { return nil }
    let meant = discriminator.branches(for: tape.bytes(at: node))
    return BranchTag(
      path: [discriminator.name], node: node,
      scores: branches.indices.map { meant.contains($0) ? 1 : -1 })
  }

  /// The members of an object whose values branches list: those of the object itself, then those
  /// of the objects in it, and so on; in the order of the text.
  func tagsByLevel(of object: Int, _ facts: SchemaFacts, _ tape: Tape) -> [[BranchTag]] {
    var levels = Array(repeating: [BranchTag](), count: sharedPaths.last?.count ?? 0)
    for path in sharedPaths {
      guard let node = tape.node(at: path, from: object) else { continue }
      let scores = branches.map { branch in
        branch.fixedMembers[path].map { $0.score(of: node, facts, tape) } ?? 0
      }
      levels[path.count - 1].append(BranchTag(path: path, node: node, scores: scores))
    }
    return levels.map { $0.sorted { $0.node < $1.node } }
  }

  /// The keywords that list what branches want where a tag stands.
  func sites(of tag: BranchTag) -> [Int] {
    branches.flatMap { $0.fixedMembers[tag.path]?.sites ?? [] }
  }

  /// Whether the branches do not all want the same there.
  func tellsApart(_ tag: BranchTag, _ facts: SchemaFacts) -> Bool {
    Set(
      branches.compactMap { branch in
        branch.fixedMembers[tag.path].map { facts.listedTexts(at: $0.sites) }
      }
    ).count > 1
  }
}

extension BranchOutline.FixedMember {
  fileprivate func score(of node: Int, _ facts: SchemaFacts, _ tape: Tape) -> Int {
    if sites.contains(where: { facts.lists($0, valueAt: node, of: tape) }) { return 1 }
    return allowsOthers ? 0 : -1
  }
}

extension SchemaFacts {
  /// The values that keywords list, each once, as they are written.
  func listedTexts(at sites: [Int]) -> [String] {
    var texts: [String] = []
    for keyword in sites.map({ keyword(at: $0) }) {
      texts += keyword.listed.map { keyword.tape.excerpt($0) }.filter { !texts.contains($0) }
    }
    return texts
  }
}

extension Tape {
  /// The value behind names, each that of a member of an object.
  fileprivate func node(at path: [[UInt8]], from object: Int) -> Int? {
    var node = object
    for name in path {
      guard kind(of: node) == .object, let inner = child(name, of: node) else { return nil }
      node = inner
    }
    return node
  }
}
