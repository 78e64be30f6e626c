package import WeirJSON
package import WeirSchema

/// Why an instance is valid or not: for each of its values the schemas that were applied to it, and
/// what became of their keywords.
package struct Explanation: Sendable {
  package let isValid: Bool

  /// Those that a schema was applied to, in the order of the instance's text.
  package let values: [ExplainedValue]

  /// Absolute URI of the schema, with a JSON Pointer fragment.
  let schemaLocation: String

  let instance: SchemaSource
}

/// A value of an instance, and all schemas that were applied to it.
package struct ExplainedValue: Sendable {
  /// RFC 6901.
  package let pointer: String

  /// Tape node of the instance.
  let node: Int

  /// In the order in which they were applied.
  package let schemas: [AppliedSchema]

  /// Whether one of them rejects it, and that makes the instance invalid.
  package var isAtFault: Bool { schemas.contains { $0.outcome == .fails } }
}

/// One application of a schema to a value.
package struct AppliedSchema: Sendable {
  package enum Outcome: String, Sendable {
    case matches
    /// The instance is invalid for it.
    case fails
    /// It does not match, and need not: a branch of an `anyOf` that another one satisfies, an `if`.
    case doesNotMatch = "does not match"
  }

  package let outcome: Outcome
  let unit: OutputUnit

  /// The keywords that led to it without moving on in the instance, such as `branch 2 of anyOf`.
  package let steps: [String]

  /// The keywords that had a say on the value.
  package let keywords: [OutputKeyword]
}

extension Explanation {
  /// Evaluates with everything noted. Memory grows with the instance times the schemas applied to
  /// it, up to `EvaluationLimits.maxOutputUnits`.
  ///
  /// - Parameter instance: Loaded as schemas are, for its places.
  package static func of(
    _ instance: SchemaSource, by validator: inout Validator
  ) -> Result<Explanation, EvaluationLimit> {
    switch validator.output(on: instance, .everything) {
    case .limitExceeded(let limit): return .failure(limit)
    case .unit(let root):
      var gatherer = SchemaGatherer()
      gatherer.gather(root, steps: [], isHarmless: false)
      return .success(
        Explanation(
          isValid: root.isValid, values: gatherer.values(of: instance.tape),
          schemaLocation: root.schemaLocation, instance: instance))
    }
  }

  /// The values that no schema was applied to, each standing for all within it. Linear in the
  /// instance.
  package var untouched: [String] {
    let tape = instance.tape
    let touched = Set(values.map(\.node))
    var pointers = PointerCursor(tape)
    var found: [String] = []
    var pending = [0]
    while let node = pending.popLast() {
      guard touched.contains(node) else {
        found.append(pointers.pointer(to: node))
        continue
      }
      let children = tape.elements(of: node) + tape.members(of: node).map { $0 + 1 }
      pending += children.reversed()
    }
    return found
  }

  /// The value at `pointer`; nil if the instance has none there. One that no schema was applied to
  /// has no schemas.
  package func value(at pointer: JSONPointer) -> ExplainedValue? {
    let text = pointer.description
    return values.first { $0.pointer == text }
      ?? instance.tape.index(at: pointer).map {
        ExplainedValue(pointer: text, node: $0, schemas: [])
      }
  }
}

/// Sorts the applications of a trace by the values they are about.
private struct SchemaGatherer {
  private var schemas: [String: [AppliedSchema]] = [:]

  /// - Parameters:
  ///   - steps: How the schema was reached from another one for the same value.
  ///   - isHarmless: Whether the verdict does not depend on this one.
  mutating func gather(_ unit: OutputUnit, steps: [String], isHarmless: Bool) {
    // A schema that only refers to another one is a step on the way.
    if unit.error == nil, unit.keywords.count == 1, let only = unit.keywords.first,
      only.isReference, let target = only.units.first, only.error == nil, only.units.count == 1
    {
      return gather(target, steps: steps + [only.name], isHarmless: isHarmless)
    }
    schemas[unit.instanceLocation, default: []].append(
      AppliedSchema(
        outcome: unit.isValid ? .matches : isHarmless ? .doesNotMatch : .fails, unit: unit,
        steps: steps, keywords: unit.keywords.filter { $0.isApplicable || $0.isTelling }))
    for keyword in unit.keywords {
      for inner in keyword.units {
        // A name has the pointer of its member.
        let isStep =
          inner.instanceLocation == unit.instanceLocation || keyword.name == "propertyNames"
        gather(
          inner, steps: isStep ? [keyword.step(to: inner)] : [],
          isHarmless: isHarmless || unit.isValid || keyword.isValid)
      }
    }
  }

  /// In the order of the instance's text. Linear in it.
  func values(of tape: Tape) -> [ExplainedValue] {
    var pointers = PointerCursor(tape)
    var nodes: [String: Int] = [:]
    for node in 0..<tape.count {
      let pointer = pointers.pointer(to: node)
      // A key has its value's pointer and comes before it; of duplicate keys the last one counts.
      if schemas[pointer] != nil { nodes[pointer] = node }
    }
    return nodes.sorted { $0.value < $1.value }.map { pointer, node in
      ExplainedValue(pointer: pointer, node: node, schemas: schemas[pointer] ?? [])
    }
  }
}

extension OutputKeyword {
  fileprivate var isReference: Bool {
    ["$ref", "$dynamicRef", "$recursiveRef"].contains(name)
  }

  /// How people call the way to a schema that the keyword applies to the same value.
  fileprivate func step(to unit: OutputUnit) -> String {
    guard ["allOf", "anyOf", "oneOf"].contains(name) else { return name }
    let token = unit.evaluationPath.dropFirst(evaluationPath.count + 1).prefix { $0 != "/" }
    return Int(token).map { "branch \($0 + 1) of \(name)" } ?? name
  }
}
