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
