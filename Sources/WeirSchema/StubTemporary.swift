import WeirJSON

/// The pattern engine is not part of this slice: every pattern is a schema error that says so.
struct Pattern: Sendable {
  init(_ source: [UInt8], index: Int) throws(PatternError) { throw PatternError() }

  func matches(
    _ text: ByteSlice, scratch: inout PatternScratch
  ) throws(PatternBudgetExceeded) -> Bool { false }
}

struct PatternError: Error, CustomStringConvertible {
  var isUnsupported: Bool { true }
  var description: String { "patterns are not supported yet" }
}

struct PatternBudgetExceeded: Error {}

struct PatternScratch: ~Copyable {}

/// Nor are the formats: asserting any known one would have to be refused, so none is known.
enum Format: UInt8 {
  case none

  static func named(_ name: String, dialect: Dialect) -> Format? { nil }

  func accepts(_ text: ByteSlice) -> Bool { true }
}
