/// Which files somebody means by a list of globs: those that one matches and none with a `!` in front.
struct FilePatterns: Sendable {
  private var wanted: [GlobSet] = []
  private var unwanted: [GlobSet] = []

  /// Adds a glob, with or without `!`.
  ///
  /// - Parameter atAnyDepth: Whether it is meant in any folder even if it has a slash.
  /// - Returns: Whether it could be: not if its braces stand for too much.
  mutating func add(_ pattern: String, atAnyDepth: Bool) -> Bool {
    let isNegated = pattern.hasPrefix("!")
    let text = isNegated ? String(pattern.dropFirst()) : pattern
    guard let globs = atAnyDepth ? GlobSet(text)?.atAnyDepth : GlobSet.forNames(text) else {
      return false
    }
    if isNegated { unwanted.append(globs) } else { wanted.append(globs) }
    return true
  }

  func match(_ path: ArraySlice<PathName>) -> Bool {
    wanted.contains { $0.matches(path) } && !unwanted.contains { $0.matches(path) }
  }
}
