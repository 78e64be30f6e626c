import Synchronization

/// The reasons that records were rejected for, with the place in the record, and how often.
///
/// Memory is bounded: after `maxReasons` of them only those that are known are counted on, and the others
/// together.
package final class RejectReasons: Sendable {
  package static let maxReasons = 1000

  package struct Reason: Sendable, Hashable {
    package var schema: String
    package var stage: String
    package var code: String

    /// JSON Pointer, with `*` for the places in arrays.
    package var instanceLocation: String
  }

  package struct Entry: Sendable, Equatable {
    package var reason: Reason
    package var count: Int

    package init(_ reason: Reason, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  private struct Counts {
    var known: [Reason: Int] = [:]
    var others = 0
  }

  private let counts = Mutex(Counts())

  package init() {}

  /// - Parameter instanceLocation: Of the first error, as a JSON Pointer.
  package func note(schema: String, stage: String, code: String, instanceLocation: String) {
    let reason = Reason(
      schema: schema, stage: stage, code: code,
      instanceLocation: withoutIndices(instanceLocation).cut(to: 256))
    counts.withLock { counts in
      if counts.known.count < Self.maxReasons || counts.known[reason] != nil {
        counts.known[reason, default: 0] += 1
      } else {
        counts.others += 1
      }
    }
  }

  /// Records whose reason was not told apart.
  package var others: Int { counts.withLock { $0.others } }

  /// The most frequent ones first; of equal ones in the order of their names.
  package func top(_ limit: Int = 20) -> [Entry] {
    let known = counts.withLock { $0.known }
    return known.map { Entry($0.key, count: $0.value) }
      .sorted { ($1.count, $0.reason.order) < ($0.count, $1.reason.order) }
      .prefix(limit).map { $0 }
  }
}

extension RejectReasons.Reason {
  fileprivate var order: String { [schema, code, instanceLocation].joined(separator: "\u{0}") }
}

/// An array of a thousand has one kind of place, not a thousand.
private func withoutIndices(_ pointer: String) -> String {
  pointer.split(separator: "/", omittingEmptySubsequences: false)
    .map { !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? "*" : $0 }
    .joined(separator: "/")
}
