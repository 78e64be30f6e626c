package import WeirLoad
package import WeirSchema

/// What has changed between two schemas, keyword by keyword, through all references.
///
/// Sound: where no change may make what was valid invalid (`producers`, `both`, `unknown`), no instance
/// becomes invalid, and the other way round for `consumers`. Not complete: a change that another keyword
/// makes void is told all the same.
package struct SchemaDiff: Sendable {
  package let changes: [SchemaChange]

  /// Whether what was valid is proved to stay valid.
  package let keepsValid: Bool

  /// Whether what was invalid is proved to stay invalid.
  package let keepsInvalid: Bool

  /// - Parameter options: What both were loaded with.
  package init(
    _ old: LoadedSchema, _ new: LoadedSchema, options: SchemaOptions
  ) throws(SchemaError) {
    try self.init(
      SchemaGraph(
        old.sources[0], fragment: old.fragment, registry: old.registry, options: options),
      SchemaGraph(
        new.sources[0], fragment: new.fragment, registry: new.registry, options: options))
  }

  init(_ old: SchemaGraph, _ new: SchemaGraph) {
    let comparison = SchemaComparison(old, new)
    changes = comparison.changes()
    let relation = comparison.relation(of: comparison.root)
    keepsValid = relation.contains(.oldInNew)
    keepsInvalid = relation.contains(.newInOld)
  }
}

/// For whom a change must not break anything. What nobody can tell counts as breaking for all.
package enum BreakingFor: String, Sendable, CaseIterable {
  case producers, consumers, any

  package func includes(_ effect: SchemaChange.Effect) -> Bool {
    switch effect {
    case .compatible: false
    case .both, .unknown: true
    case .producers: self != .consumers
    case .consumers: self != .producers
    }
  }
}
