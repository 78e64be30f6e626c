/// The candidate nearest to `word` by edit distance, if it is near enough to be what was meant: at
/// most a third of the word's length (and at least one edit) away. The first of equals.
///
/// Quadratic in the lengths; made for messages only.
package func closest(to word: [UInt8], among candidates: [[UInt8]]) -> [UInt8]? {
  var best: (distance: Int, candidate: [UInt8])?
  let limit = max(1, word.count / 3)
  for candidate in candidates where abs(candidate.count - word.count) <= limit {
    let distance = editDistance(word, candidate)
    if distance > 0, distance <= limit, distance < best?.distance ?? Int.max {
      best = (distance, candidate)
    }
  }
  return best?.candidate
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
