/// "Did you mean": the known word nearest to one that is not known.
package enum Suggestion {
  /// Longer words are not typing errors, and comparing them costs the square of their length.
  static let maximumLength = 64

  /// The candidate that `word` was most likely meant to be, or nil when none is near.
  ///
  /// Near is: the same but for case; one is the beginning of the other (three scalars at least); or
  /// an edit distance of at most a third of the longer one's length. The nearest wins, and of
  /// equally near ones the first. Cost: length squared for each candidate.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let scalars = Array(word.unicodeScalars)
    guard scalars.count <= maximumLength else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let other = Array(candidate.unicodeScalars)
      guard other.count <= maximumLength, other != scalars else { continue }
      guard let distance = rank(word, scalars, candidate, other) else { continue }
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// How far apart the two are, or nil when too far to be meant.
  private static func rank(
    _ word: String, _ scalars: [Unicode.Scalar], _ candidate: String, _ other: [Unicode.Scalar]
  ) -> Int? {
    if word.lowercased() == candidate.lowercased() { return 0 }
    let distance = editDistance(scalars, other)
    if distance <= max(scalars.count, other.count) / 3 { return distance }
    let shared = min(scalars.count, other.count)
    let isBeginning = shared >= 3 && scalars.prefix(shared) == other.prefix(shared)
    return isBeginning ? distance : nil
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one into the other
  /// (optimal string alignment distance).
  static func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    guard !first.isEmpty, !second.isEmpty else { return max(first.count, second.count) }
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    for row in 1...first.count {
      var current = [row] + [Int](repeating: 0, count: second.count)
      for column in 1...second.count {
        let isSame = first[row - 1] == second[column - 1]
        current[column] = min(
          last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
        let isSwap =
          row > 1 && column > 1 && first[row - 1] == second[column - 2]
          && first[row - 2] == second[column - 1]
        if isSwap { current[column] = min(current[column], beforeLast[column - 2] + 1) }
      }
      (beforeLast, last) = (last, current)
    }
    return last[second.count]
  }
}
