import WeirJSON

/// A class for each place: `^[A-Z]{3}-[0-9]{5}$` and its like, where every part is a class of ASCII
/// with one length. A byte is judged by its place alone, so nothing is carried from byte to byte.
struct PlaceTable: Sendable {
  /// For each byte value the classes that hold it, a bit each; then for each place its class.
  let bytes: [UInt8]

  /// Whether nothing may follow.
  let isClosed: Bool

  private static let maxClasses = 8
  private static let maxPlaces = 256

  /// Nil where a part has no fixed length or goes beyond ASCII, or where there are too many.
  init?(_ parts: ArraySlice<PatternNode>, isClosed: Bool) {
    var classes: [ScalarSet] = []
    var places: [UInt8] = []
    for part in parts {
      guard let (set, count) = part.fixedClass, count <= Self.maxPlaces - places.count else {
        return nil
      }
      let number = classes.firstIndex(of: set) ?? classes.count
      if number == classes.count { classes.append(set) }
      guard classes.count <= Self.maxClasses else { return nil }
      places += repeatElement(1 << UInt8(number), count: count)
    }
    var table = [UInt8](repeating: 0, count: 256)
    for (number, set) in classes.enumerated() {
      for range in set.ranges { for scalar in range { table[Int(scalar)] |= 1 << UInt8(number) } }
    }
    bytes = table + places
    self.isClosed = isClosed
  }

  /// Whether `text` starts, or as a whole agrees, with the places of `table`, which holds `bytes`.
  @inline(__always)
  static func matches(_ text: ByteSlice, _ table: ByteSlice, isClosed: Bool) -> Bool {
    let places = table.count &- 256
    guard isClosed ? text.count == places : text.count >= places else { return false }
    var index = 0
    while index < places {
      if table[Int(text[index])] & table[256 &+ index] == 0 { return false }
      index &+= 1
    }
    return true
  }
}

extension PatternNode {
  /// The one class of ASCII that the part is, and how often.
  fileprivate var fixedClass: (set: ScalarSet, count: Int)? {
    switch self {
    case .scalars(let set):
      guard let last = set.ranges.last, last.upperBound < 0x80 else { return nil }
      return (set, 1)
    case .repetition(.scalars(let set), let min, let max, _):
      guard min == max, let last = set.ranges.last, last.upperBound < 0x80 else { return nil }
      return (set, min)
    default: return nil
    }
  }
}
