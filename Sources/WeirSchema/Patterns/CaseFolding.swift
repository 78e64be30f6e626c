/// Simple case folding: what the modifier `i` compares characters by. ECMA-262 §22.2.2.7.3,
/// Canonicalize.
enum CaseFolding {
  /// Every `stride`th character from `first` to `last` folds to the one that is `away` further.
  private struct Run {
    var first: UInt32
    var last: UInt32
    var stride: UInt32
    var away: Int32
  }

  /// In order; they do not overlap.
  private static let runs: [Run] = {
    let numbers = UnicodeTable.unpacked(UnicodeTables.foldings)
    var first: UInt32 = 0
    return stride(from: 0, to: numbers.count - 3, by: 4).map { index in
      first += numbers[index]
      let stride = numbers[index + 2]
      let away = Int32(numbers[index + 3] / 2)
      return Run(
        first: first, last: first + (numbers[index + 1] - 1) * stride, stride: stride,
        away: numbers[index + 3].isMultiple(of: 2) ? away : -away)
    }
  }()

  /// What `scalar` folds to: itself, mostly. Logarithmic in the runs.
  static func fold(_ scalar: UInt32) -> UInt32 {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].last < scalar { low = middle + 1 } else { high = middle }
    }
    guard low < runs.count else { return scalar }
    let run = runs[low]
    guard run.first <= scalar, (scalar - run.first).isMultiple(of: run.stride) else {
      return scalar
    }
    return folded(scalar, run)
  }

  private static func folded(_ scalar: UInt32, _ run: Run) -> UInt32 {
    UInt32(truncatingIfNeeded: Int32(truncatingIfNeeded: scalar) + run.away)
  }

  /// All characters that fold to what a member of `set` folds to. Linear in the table.
  static func closure(of set: ScalarSet) -> ScalarSet {
    var folded: [ClosedRange<UInt32>] = set.ranges
    forEach { scalar, other in if set.contains(scalar) { folded.append(other...other) } }
    let targets = ScalarSet(folded)
    forEach { scalar, other in if targets.contains(other) { folded.append(scalar...scalar) } }
    return ScalarSet(folded)
  }

  private static func forEach(_ body: (_ scalar: UInt32, _ folded: UInt32) -> Void) {
    for run in runs {
      for scalar in stride(from: run.first, through: run.last, by: Int(run.stride)) {
        body(scalar, folded(scalar, run))
      }
    }
  }
}
