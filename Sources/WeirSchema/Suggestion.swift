// "Did you mean": the known word nearest to one that is not known. Made for messages only.

/// The candidate that `word` was most likely meant to be, or nil when none is near.
///
/// Near is: the same but for the case of ASCII letters; one is the beginning of the other (three
/// bytes at least); or an edit distance of at most a third of the longer one's length. The nearest
/// wins, and of equally near ones the first. Cost: length squared for each candidate; words of more
/// than 64 bytes are no typing errors and are passed over.
package func closest(to word: [UInt8], among candidates: [[UInt8]]) -> [UInt8]? {
  guard word.count <= longestWord else { return nil }
  var best: (distance: Int, candidate: [UInt8])?
  for candidate in candidates where candidate.count <= longestWord && candidate != word {
    guard let distance = distanceIfNear(word, candidate) else { continue }
    if distance < best?.distance ?? Int.max { best = (distance, candidate) }
  }
  return best?.candidate
}

/// The same for text.
package func closest(to word: String, among candidates: [String]) -> String? {
  closest(to: Array(word.utf8), among: candidates.map { Array($0.utf8) })
    .map { String(decoding: $0, as: UTF8.self) }
}

private let longestWord = 64

/// How far apart the two are, or nil when too far to be meant.
private func distanceIfNear(_ word: [UInt8], _ candidate: [UInt8]) -> Int? {
  if word.map(lowercased) == candidate.map(lowercased) { return 0 }
  let distance = editDistance(word, candidate)
  if distance <= max(word.count, candidate.count) / 3 { return distance }
  let shared = min(word.count, candidate.count)
  return shared >= 3 && word.prefix(shared) == candidate.prefix(shared) ? distance : nil
}

private func lowercased(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal
/// string alignment).
func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      let substitution = last[j] + (a[i] == b[j] ? 0 : 1)
      var distance = min(substitution, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
