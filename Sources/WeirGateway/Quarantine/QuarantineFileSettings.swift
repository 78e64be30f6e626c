/// Where quarantine records go as files, and how long these stay.
package struct QuarantineFileSettings: Sendable, Equatable {
  /// The folder of the files.
  package var directory: String

  /// Bytes from which a file is complete, and the next one begun.
  package var rotateBytes = 64 << 20

  /// The same from a file's first record on.
  package var rotateAge: Duration = .seconds(3600)

  /// How long a complete file is kept.
  package var retention: Duration = .seconds(30 * 86_400)

  /// How many complete files are kept; nil for any number.
  package var maxFiles: Int?

  /// Bytes of all files together. At the limit nothing more is exported until somebody makes room or
  /// `retention` does; then the store fills up, and takes no more in the end.
  package var maxBytes = 10 << 30

  package init(directory: String) { self.directory = directory }
}
