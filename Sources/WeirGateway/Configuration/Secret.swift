/// A text that must not be seen: tokens, passwords. Whoever prints it gets `***`.
package struct Secret: Sendable, Equatable {
  /// Where the file says to find it.
  package enum Source: Sendable, Equatable {
    case environment(String)
    case file(String)
  }

  package let source: Source

  /// The text itself, for the wire alone.
  package let revealed: String

  package init(_ revealed: String, from source: Source) {
    self.revealed = revealed
    self.source = source
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "***" }
  package var debugDescription: String { "***" }

  /// `dump` and the messages of tests walk through mirrors, past descriptions.
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
