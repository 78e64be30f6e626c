/// The pieces of an error's message, so that a renderer can put each where it belongs: in a line of
/// its own, behind the carets, or all in one line.
package struct MessageParts: Hashable, Sendable {
  /// What is wrong. It stands alone if need be.
  package var headline: String

  /// What was expected, where the headline does not say it: `expected "debug" or "info"`.
  package var expectation = ""

  /// What was probably meant: `did you mean "warning"?`
  package var suggestion = ""

  /// Of an error inside a branch of a union: which branch that is, and why it was chosen to be told
  /// of; of unions within unions the outermost first.
  package var branches: [String] = []

  /// What is wrong with the other branches, one line each: the first few of `otherBranchCount`.
  package var otherBranches: [String] = []
  package var otherBranchCount = 0

  /// Whether a member says which branch was meant, so that nobody misses the others.
  package var isBranchCertain = false

  package init(_ headline: String) {
    self.headline = headline
  }

  /// The same in an author's words, with our own behind them.
  func told(by text: String) -> MessageParts {
    var parts = self
    parts.headline = text
    parts.expectation = [headline, expectation].filter { !$0.isEmpty }.joined(separator: "; ")
    return parts
  }

  /// One line for people.
  var line: String {
    ([headline, expectation, suggestion] + branches).filter { !$0.isEmpty }
      .joined(separator: "; ")
  }
}
