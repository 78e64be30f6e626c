import WeirJSON
import WeirSchema

/// Which branches of two lists of schemas belong together: those that are equal, those with the same
/// reference, title or tag, those for the same types, and of what is left those at the same place.
///
/// What is said of the branches is right however they are paired; well paired it is short.
struct BranchPairs {
  private(set) var pairs: [(SchemaGraph.Node, SchemaGraph.Node)] = []
  private(set) var gone: [SchemaGraph.Node]
  private(set) var added: [SchemaGraph.Node]

  init(
    _ old: ComparedSchema, _ before: [SchemaGraph.Node], _ new: ComparedSchema,
    _ after: [SchemaGraph.Node]
  ) {
    gone = before
    added = after
    pair { old.isEqual($0, to: $1, in: new) }
    let names = (old.names(of: before), new.names(of: after))
    pair { names.0[$0] != nil && names.0[$0] == names.1[$1] }
    let types = (old.types(of: before), new.types(of: after))
    pair { types.0[$0] != .all && types.0[$0] == types.1[$1] }
    // Lists of one length have most likely been edited in place.
    guard gone.count == added.count else { return }
    pairs += zip(gone, added)
    gone = []
    added = []
  }

  private mutating func pair(_ belong: (SchemaGraph.Node, SchemaGraph.Node) -> Bool) {
    for branch in gone {
      guard let partner = added.firstIndex(where: { belong(branch, $0) }) else { continue }
      pairs.append((branch, added.remove(at: partner)))
      gone.removeAll { $0 == branch }
    }
  }
}

extension ComparedSchema {
  /// What tells each branch apart, as far as something does.
  fileprivate func names(of branches: [SchemaGraph.Node]) -> [SchemaGraph.Node: String] {
    var names: [SchemaGraph.Node: String] = [:]
    for branch in branches { names[branch] = name(of: branch) }
    return names
  }

  fileprivate func types(of branches: [SchemaGraph.Node]) -> [SchemaGraph.Node: TypeSet] {
    var types: [SchemaGraph.Node: TypeSet] = [:]
    for branch in branches { types[branch] = TypeSet(ComparedSchema(graph, branch)) }
    return types
  }

  private func name(of branch: SchemaGraph.Node) -> String? {
    let keywords = graph.keywords(of: branch)
    if let reference = keywords["$ref"] { return "$ref " + text(of: reference) }
    if let title = keywords["title"] { return "title " + text(of: title) }
    let schema = ComparedSchema(graph, branch)
    for (member, value) in schema.members("properties") {
      if let constant = ComparedSchema(graph, value).listedValues, constant.count == 1 {
        return "tag \(String(decoding: member, as: UTF8.self)) \(text(of: constant[0]))"
      }
    }
    return nil
  }
}
