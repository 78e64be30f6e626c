/// The pieces of an error's message, so that a renderer can put each where it belongs: in a line of
/// its own, behind the carets, or all in one line.
package struct MessageParts: Hashable, Sendable {
  /// What is wrong. It stands alone if need be.
  package var headline: String

  /// What was expected, where the headline does not say it: `expected "debug" or "info"`.
  package var expectation = ""

  /// Of a union: what is wrong with the branch that came closest, which `causes` tell in full.
  package var closestBranch = ""

  /// What was probably meant: `did you mean "warning"?`
  package var suggestion = ""

  package init(_ headline: String) {
    self.headline = headline
  }

  /// One line for people.
  var line: String {
    [headline, expectation, closestBranch, suggestion].filter { !$0.isEmpty }
      .joined(separator: "; ")
  }
}
