package import WeirSchema

/// One difference between two schemas.
package struct SchemaChange: Sendable {
  /// What a difference may do to verdicts. Where several are possible the worst is told.
  package enum Effect: String, Sendable, CaseIterable {
    /// What was valid may not be any more: breaking for those who write the data.
    case producers

    /// What was invalid may be valid now: breaking for those who read the data.
    case consumers

    /// Both.
    case both

    /// Nobody can tell by the schemas alone: a changed pattern, for one.
    case unknown

    /// Neither: an annotation.
    case compatible
  }

  package let effect: Effect

  /// As the specification writes it.
  package let keyword: String

  /// One line, without the place.
  package let message: String

  /// Where it stands; nil on the side that has nothing there.
  package let old: Place?
  package let new: Place?

  /// A value in a schema document.
  package struct Place: Sendable {
    package let source: SchemaSource

    /// RFC 6901, from the document's root.
    package let pointer: String
    package let place: SchemaPlace
  }
}

extension SchemaChange.Effect {
  /// Of a difference of which it is proved in which directions nothing changes.
  init(_ relation: SchemaRelation, isDecided: Bool) {
    switch (relation.contains(.oldInNew), relation.contains(.newInOld)) {
    case (true, true): self = .compatible
    case (true, false): self = .consumers
    case (false, true): self = .producers
    case (false, false): self = isDecided ? .both : .unknown
    }
  }

  /// The effect of the same difference under a `not`.
  var inverted: SchemaChange.Effect {
    switch self {
    case .producers: .consumers
    case .consumers: .producers
    default: self
    }
  }
}

/// What is proved of two schemas: of every instance, whatever it is.
struct SchemaRelation: OptionSet, Hashable {
  let rawValue: UInt8

  /// What is valid by the old one is valid by the new one.
  static let oldInNew = SchemaRelation(rawValue: 1)

  /// What is valid by the new one is valid by the old one.
  static let newInOld = SchemaRelation(rawValue: 2)

  static let same: SchemaRelation = [.oldInNew, .newInOld]

  /// The relation of the schemas' negations.
  var inverted: SchemaRelation {
    var result: SchemaRelation = []
    if contains(.oldInNew) { result.insert(.newInOld) }
    if contains(.newInOld) { result.insert(.oldInNew) }
    return result
  }
}
