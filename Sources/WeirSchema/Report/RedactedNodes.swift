package import WeirJSON

/// The values of one instance that nobody shall read in a report, each with all that is in it.
package struct RedactedNodes {
  /// Tape indices: of a value to behind its last descendant.
  private let ranges: [Range<Int>]

  /// None.
  init() { ranges = [] }

  /// - Parameter pointers: Those that lead nowhere redact nothing.
  package init(_ pointers: [JSONPointer], in tape: Tape) {
    ranges = pointers.compactMap { pointer in
      tape.index(at: pointer).map { $0..<tape.next(after: $0) }
    }
  }

  package var isEmpty: Bool { ranges.isEmpty }

  /// The redacted values.
  package var nodes: [Range<Int>] { ranges }

  /// Whether a value, or a key, stands in a redacted value or is one.
  func covers(_ node: Int) -> Bool { ranges.contains { $0.contains(node) } }

  /// The outermost redacted value that holds the node; the node itself, if none does. What names
  /// keys stand in a redacted value is not told either.
  func visible(_ node: Int) -> Int {
    ranges.filter { $0.contains(node) }.map(\.lowerBound).min() ?? node
  }
}
