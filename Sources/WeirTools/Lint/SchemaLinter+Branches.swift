import WeirJSON
import WeirSchema

// Alternatives that decide nothing.

extension SchemaLinter {
  mutating func checkBranches(of index: Int) {
    for keyword in ["anyOf", "oneOf", "allOf"] { checkDuplicates(of: index, keyword) }
    checkEverythingBranch(of: index)
    checkCondition(of: index)
    checkNegation(of: index)
  }

  /// Branches that many schemas have are compared by their text, the few by value.
  private mutating func checkDuplicates(of index: Int, _ keyword: String) {
    let branches = children(of: index, under: keyword).map { items[$0].node }
    guard branches.count <= Self.comparedBranches else { return }
    for (position, branch) in branches.enumerated() {
      guard
        let earlier = branches[..<position].firstIndex(where: {
          ValueEquality.areEqual(tape, $0, tape, branch)
        })
      else { continue }
      let effect =
        keyword == "oneOf"
        ? "what matches one matches both, so neither can be the only one" : "it decides nothing"
      report(
        .duplicateBranch,
        "branch \(position + 1) of \"\(keyword)\" is the same as branch \(earlier + 1): \(effect)",
        at: branch, other: branches[earlier])
    }
  }

  /// Comparing all with all is quadratic.
  private static var comparedBranches: Int { 200 }

  /// One branch that matches everything makes the others of an `anyOf` a comment.
  private mutating func checkEverythingBranch(of index: Int) {
    let branches = children(of: index, under: "anyOf")
    guard branches.count > 1,
      let everything = branches.first(where: { items[$0].allowsEverything(in: tape) })
    else { return }
    report(
      .unreachableBranch,
      "this branch of \"anyOf\" matches every value, so the others decide nothing",
      at: items[everything].node)
  }

  private mutating func checkCondition(of index: Int) {
    guard let condition = children(of: index, under: "if").first,
      items[index].has("then") || items[index].has("else")
    else { return }
    let item = items[condition]
    if item.allowsEverything(in: tape) {
      report(
        .constantCondition, "this \"if\" matches every value, so \"else\" is never applied",
        at: item.node)
    } else if tape.kind(of: item.node) == .false {
      report(
        .constantCondition, "this \"if\" matches no value, so \"then\" is never applied",
        at: item.node)
    }
  }

  /// `not: {}` alone is the old way to write `false`; beside other assertions it voids them.
  private mutating func checkNegation(of index: Int) {
    let item = items[index]
    guard let negated = children(of: index, under: "not").first,
      items[negated].allowsEverything(in: tape),
      item.members.contains(where: { $0.mayReject && $0.name != "not" })
    else { return }
    report(
      .nothingAllowed, "\"not\" rejects every value here, whatever stands beside it",
      at: items[negated].node)
  }
}
