import WeirJSON

extension Compiler {
  /// Finds for `anyOf` and `oneOf` what tells the branches apart: a member that branches require and
  /// hold against a few strings. For a verdict its value then chooses the branches worth applying,
  /// in constant time however many there are. What the choice asks, the branches ask too, so
  /// verdicts stay the same. Runs after `link`, on the finished code.
  mutating func addBranchTables() {
    var search = DiscriminatorSearch(parts: parts)
    for index in parts.code.indices {
      let instruction = parts.code[index]
      guard instruction.opcode == .logicalAnyOf || instruction.opcode == .logicalOneOf,
        let table = branchTable(
          Int(instruction.a)..<Int(instruction.a + instruction.b), &search),
        parts.branchTables.count < Int(UInt16.max)
      else { continue }
      parts.branchTables.append(table)
      parts.code[index].flag = UInt16(parts.branchTables.count)
    }
  }

  /// The table of the branches whose targets are given, if it is worth having.
  private mutating func branchTable(
    _ branches: Range<Int>, _ search: inout DiscriminatorSearch
  ) -> BranchTable? {
    let candidates = branches.filter { parts.targets[$0].types.contains(kind: .object) }
    let known = candidates.map { search.discriminators(of: parts.targets[$0]) }
    guard let name = mostCommonName(known.flatMap { $0.map(\.name) }) else { return nil }
    // Branches by value, those that any value may lead to, and both in their order.
    var chosen: [[UInt8]: [Int]] = [:]
    var others: [Int] = []
    for (branch, discriminators) in zip(candidates, known) {
      if let values = discriminators.first(where: { $0.name == name })?.values {
        for value in values { chosen[value, default: []].append(branch) }
      } else {
        others.append(branch)
      }
    }
    // A table whose values lead to most branches anyhow is not worth its room.
    let listed = chosen.values.reduce(0) { $0 + $1.count + others.count }
    guard listed <= Self.maxBranchesPerValue * chosen.count else { return nil }
    let values = chosen.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let firstList = UInt32(parts.branchLists.count)
    addBranchList(others)
    for (_, branches) in values { addBranchList((branches + others).sorted()) }
    let offset = parts.keys.addBytes(name)
    return BranchTable(
      name: NameReference(
        offset: offset, length: UInt32(name.count),
        hash: name.withByteSlice { KeyHash.shared.hash($0) }),
      values: parts.keys.addTable(
        values.enumerated().map { ($1.key, firstList + 1 + UInt32($0)) }),
      others: firstList)
  }

  /// How many branches a value may leave to be applied, on average.
  private static var maxBranchesPerValue: Int { 16 }

  private mutating func addBranchList(_ branches: [Int]) {
    parts.branchLists.append(
      BranchList(first: UInt32(parts.listedBranches.count), count: UInt32(branches.count)))
    parts.listedBranches.append(contentsOf: branches.map { UInt32($0) })
  }

  /// The name that comes most often; the first of them where several do.
  private func mostCommonName(_ names: [[UInt8]]) -> [UInt8]? {
    var counts: [[UInt8]: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    let most = counts.values.max()
    return names.first { counts[$0] == most }
  }
}
