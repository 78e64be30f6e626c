/// Normalisation Form C (UAX #15) of characters that may stand in a label.
///
/// Those have no singleton decompositions and no conjoining jamo, so the compositions of the
/// table are all there are, and Hangul syllables are inert.
enum CanonicalForm {
  /// Whether the scalars are in Normalisation Form C already.
  static func isComposed(_ scalars: [UInt32]) -> Bool {
    // Nothing below U+0300 composes with what is before it.
    if scalars.allSatisfy({ $0 < 0x300 }) { return true }
    var form = scalars.flatMap(decomposed)
    order(&form)
    return composed(form) == scalars
  }

  private struct Pair: Hashable {
    let first: UInt32
    let second: UInt32
  }

  private static let composites: [Pair: UInt32] = {
    var composites: [Pair: UInt32] = [:]
    let table = IDNATables.compositions
    for index in stride(from: 0, to: table.count, by: 3) {
      composites[Pair(first: table[index + 1], second: table[index + 2])] = table[index]
    }
    return composites
  }()

  private static func decomposed(_ scalar: UInt32) -> [UInt32] {
    guard let index = indexOfComposite(scalar) else { return [scalar] }
    return decomposed(IDNATables.compositions[index + 1]) + [IDNATables.compositions[index + 2]]
  }

  private static func indexOfComposite(_ scalar: UInt32) -> Int? {
    let table = IDNATables.compositions
    var low = 0
    var high = table.count / 3
    while low < high {
      let middle = (low + high) / 2
      if table[middle * 3] == scalar { return middle * 3 }
      if table[middle * 3] < scalar { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Sorts every run of marks by combining class, keeping the order of equals.
  private static func order(_ scalars: inout [UInt32]) {
    for index in scalars.indices.dropFirst() {
      let mark = combiningClass(scalars[index])
      guard mark > 0 else { continue }
      var target = index
      while target > 0, combiningClass(scalars[target - 1]) > mark {
        scalars.swapAt(target, target - 1)
        target -= 1
      }
    }
  }

  private static func composed(_ scalars: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var starter: Int?
    var lastClass: UInt8 = 0
    for scalar in scalars {
      let mark = combiningClass(scalar)
      if let starter {
        // Blocked by a mark of the same class, or by a starter, in between.
        let isAdjacent = starter == result.count - 1
        let pair = Pair(first: result[starter], second: scalar)
        if isAdjacent || lastClass < mark, let composite = composites[pair] {
          result[starter] = composite
          continue
        }
      }
      if mark == 0 { starter = result.count }
      lastClass = mark
      result.append(scalar)
    }
    return result
  }

  private static func combiningClass(_ value: UInt32) -> UInt8 {
    Unicode.Scalar(value)?.properties.canonicalCombiningClass.rawValue ?? 0
  }
}
