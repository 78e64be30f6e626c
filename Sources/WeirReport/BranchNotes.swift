import WeirSchema

/// What to say about the branches of an `anyOf`, `oneOf` or other keyword that failed because of
/// what happened inside it: a line for each branch, led by that branch's first leaf.
enum BranchNotes {
  /// More lines than this hide the error they belong to.
  static let maximumCount = 4

  static func lines(for error: ValidationError) -> [String] {
    // A union of types is told by the headline.
    guard !error.causes.allSatisfy({ $0.keyword == "type" && $0.isAt(error) }) else { return [] }
    let branches = grouped(error)
    guard branches.count > 1 else {
      return error.causes.isEmpty
        ? [] : leaves(of: error).prefix(1).map { text(for: $0, under: error) }
    }
    var lines = branches.prefix(maximumCount).map { branch in
      "branch \(branch.name): \(branch.leaves.first.map { text(for: $0, under: error) } ?? "fails")"
    }
    if branches.count > maximumCount {
      let rest = branches.count - maximumCount
      lines.append("and \(rest) more \(rest == 1 ? "branch" : "branches")")
    }
    return lines
  }

  private static func text(for leaf: ValidationError, under error: ValidationError) -> String {
    guard !leaf.isAt(error) else { return leaf.message }
    return "\(leaf.message) (at \(leaf.instanceLocation))"
  }

  private struct Branch {
    let name: String
    var leaves: [ValidationError]
  }

  /// The leaves under `error` by branch, in the order of the branches.
  private static func grouped(_ error: ValidationError) -> [Branch] {
    var branches: [Branch] = []
    for cause in error.causes {
      let name = branchName(of: cause, under: error)
      if let index = branches.firstIndex(where: { $0.name == name }) {
        branches[index].leaves += leaves(of: cause)
      } else {
        branches.append(Branch(name: name, leaves: leaves(of: cause)))
      }
    }
    return branches
  }

  /// People count branches from 1; the evaluation path from 0.
  private static func branchName(of cause: ValidationError, under error: ValidationError) -> String
  {
    let rest = cause.evaluationPath.dropFirst(error.evaluationPath.count)
    let token = rest.split(separator: "/").first.map(String.init) ?? ""
    return Int(token).map { String($0 + 1) } ?? token
  }

  private static func leaves(of error: ValidationError) -> [ValidationError] {
    error.causes.isEmpty ? [error] : error.causes.flatMap(leaves)
  }
}

extension ValidationError {
  /// Whether both are about the same value.
  fileprivate func isAt(_ other: ValidationError) -> Bool {
    instanceLocation == other.instanceLocation
  }
}
