// "Did you mean": the known word nearest to one that is not known. Made for messages only.

/// The candidate that `word` was most likely meant to be, or nil when none is near.
///
/// Near is: the same but for the case of ASCII letters; one is the beginning of the other (three
/// bytes at least); or an edit distance of at most a third of the longer one's length. The nearest
/// wins, and of equally near ones the first. Cost: the lengths of all candidates; words of more
/// than 64 bytes are no typing errors and are passed over.
///
/// - Parameter isPossible: Asked of near candidates only.
package func closest(
  to word: [UInt8], among candidates: [[UInt8]], where isPossible: ([UInt8]) -> Bool = { _ in true }
) -> [UInt8]? {
  guard let typed = TypedWord(word) else { return nil }
  var best: (distance: Int, candidate: [UInt8])?
  for candidate in candidates where candidate.count <= TypedWord.longest && candidate != word {
    guard let distance = typed.distanceIfNear(candidate), distance < best?.distance ?? Int.max,
      isPossible(candidate)
    else { continue }
    best = (distance, candidate)
  }
  return best?.candidate
}

/// The same for text.
package func closest(to word: String, among candidates: [String]) -> String? {
  closest(to: Array(word.utf8), among: candidates.map { Array($0.utf8) })
    .map { String(decoding: $0, as: UTF8.self) }
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other; of
/// words longer than 64 bytes, the length of the longer one.
package func editDistance(_ a: String, _ b: String) -> Int {
  TypedWord(Array(a.utf8))?.distance(to: Array(b.utf8)) ?? max(a.utf8.count, b.utf8.count)
}

/// A word that somebody typed, ready to be compared with many.
struct TypedWord {
  static let longest = 64

  private let word: [UInt8]
  /// For each byte the places where the word has it, as bits.
  private var places = [UInt64](repeating: 0, count: 256)

  /// Nil if the word is too long.
  init?(_ word: [UInt8]) {
    guard word.count <= Self.longest else { return nil }
    self.word = word
    for (place, byte) in word.enumerated() { places[Int(byte)] |= 1 << UInt64(place) }
  }

  /// How far apart the two are, or nil when too far to be meant.
  func distanceIfNear(_ candidate: [UInt8]) -> Int? {
    let longer = max(word.count, candidate.count)
    let shorter = min(word.count, candidate.count)
    let isBeginning = shorter >= 3 && word.prefix(shorter) == candidate.prefix(shorter)
    // The distance is at least the difference of the lengths.
    guard longer - shorter <= longer / 3 || isBeginning else { return nil }
    if longer == shorter, word.elementsEqual(candidate, by: isSameLetter) { return 0 }
    let distance = distance(to: candidate)
    return distance <= longer / 3 || isBeginning ? distance : nil
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that turn the word into `other`
  /// (optimal string alignment).
  ///
  /// H. Hyyrö, A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances (2003): a
  /// column of the table a step, its differences as bits. Linear in `other`.
  func distance(to other: [UInt8]) -> Int {
    guard !word.isEmpty else { return other.count }
    let last: UInt64 = 1 << UInt64(word.count - 1)
    var distance = word.count
    var increases = UInt64.max
    var decreases: UInt64 = 0
    var diagonals: UInt64 = 0
    var previous: UInt64 = 0
    for byte in other {
      let matches = places[Int(byte)]
      let swaps = (~diagonals & matches) << 1 & previous
      diagonals = (((matches & increases) &+ increases) ^ increases) | matches | decreases | swaps
      var horizontalIncreases = decreases | ~(diagonals | increases)
      var horizontalDecreases = diagonals & increases
      if horizontalIncreases & last != 0 { distance += 1 }
      if horizontalDecreases & last != 0 { distance -= 1 }
      horizontalIncreases = horizontalIncreases << 1 | 1
      horizontalDecreases <<= 1
      increases = horizontalDecreases | ~(diagonals | horizontalIncreases)
      decreases = horizontalIncreases & diagonals
      previous = matches
    }
    return distance
  }
}

private func isSameLetter(_ a: UInt8, _ b: UInt8) -> Bool { lowercased(a) == lowercased(b) }

private func lowercased(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
