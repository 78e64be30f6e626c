import WeirJSON
import WeirSchema

/// What is kept of the strings at one place.
struct StringStatistics {
  private(set) var count = 0

  /// The distinct values with their counts, in the order of their first appearance; nil once there
  /// were too many, or one that cannot be listed.
  private(set) var values: [DistinctValue]? = []

  /// Formats that every string so far has.
  private(set) var formats = GuessedFormat.all

  /// In Unicode scalars.
  private(set) var lengths: ClosedRange<Int>?

  struct DistinctValue {
    let bytes: [UInt8]
    var count: Int
  }

  /// Cost: a comparison with each distinct value while they are few, then a length and the checks of
  /// the formats that are left.
  mutating func add(_ text: ByteSlice, limit: Int) {
    count += 1
    if values != nil, countKnown(text, limit: limit) { return }
    let length = text.scalarCount
    lengths =
      lengths.map { min($0.lowerBound, length)...max($0.upperBound, length) } ?? length...length
    if !formats.isEmpty { formats.formIntersection(formats.held(by: text)) }
  }

  mutating func merge(_ other: StringStatistics, limit: Int) {
    guard other.count > 0 else { return }
    count += other.count
    formats.formIntersection(other.formats)
    if let theirs = other.lengths {
      lengths =
        lengths.map {
          min($0.lowerBound, theirs.lowerBound)...max($0.upperBound, theirs.upperBound)
        } ?? theirs
    }
    guard let added = other.values else {
      values = nil
      return
    }
    for value in added where values != nil {
      if let known = values?.firstIndex(where: { $0.bytes == value.bytes }) {
        values?[known].count += value.count
      } else if values?.count == limit {
        values = nil
      } else {
        values?.append(value)
      }
    }
  }

  /// Counts a value that was seen before, which tells nothing new, or keeps it as a new one.
  ///
  /// - Returns: Whether it was seen before.
  private mutating func countKnown(_ text: ByteSlice, limit: Int) -> Bool {
    let known = values?.firstIndex { value in
      value.bytes.count == text.count && value.bytes.withByteSlice { $0.elementsEqual(text) }
    }
    if let known {
      values?[known].count += 1
      return true
    }
    if values?.count == limit || text.count > InferLimits.maxValueBytes || text.hasSurrogate {
      values = nil
    } else {
      values?.append(DistinctValue(bytes: text.copied(), count: 1))
    }
    return false
  }
}

/// Formats that are guessed, the narrowest first. Those that nearly every word has (`hostname`,
/// `uri-reference`) tell nothing, and a `json-pointer` may be any path.
struct GuessedFormat: OptionSet {
  let rawValue: UInt16

  private static let formats: [(name: String, format: Format)] = [
    ("uuid", .uuid), ("date-time", .dateTime), ("date", .date), ("time", .time),
    ("duration", .duration), ("ipv4", .ipv4), ("ipv6", .ipv6), ("email", .email), ("uri", .uri),
  ]

  static let all = GuessedFormat(rawValue: 1 << UInt16(formats.count) - 1)

  /// Those of the set that a text has.
  func held(by text: ByteSlice) -> GuessedFormat {
    var held: GuessedFormat = []
    for (index, entry) in Self.formats.enumerated() {
      let format = GuessedFormat(rawValue: 1 << UInt16(index))
      if contains(format), entry.format.accepts(text), entry.format != .uri || text.looksLikeURI {
        held.insert(format)
      }
    }
    return held
  }

  /// The name of the narrowest; nil for the empty set.
  var name: String? { isEmpty ? nil : Self.formats[rawValue.trailingZeroBitCount].name }
}

extension ByteSlice {
  /// Whether a URI looks like one to people: `key:value` is one by the grammar alone.
  fileprivate var looksLikeURI: Bool {
    var colon = 0
    while colon < count, self[colon] != UInt8(ascii: ":") { colon += 1 }
    if colon + 2 < count, self[colon + 1] == UInt8(ascii: "/"), self[colon + 2] == UInt8(ascii: "/")
    {
      return true
    }
    return self[0..<min(colon, count)].elementsEqual(ByteSlice("urn"))
      || self[0..<min(colon, count)].elementsEqual(ByteSlice("mailto"))
  }

  /// Whether it has a lone surrogate (WTF-8), for which JSON text has an escape only.
  var hasSurrogate: Bool {
    var index = 0
    while index + 1 < count {
      if self[index] == 0xED, self[index + 1] >= 0xA0 { return true }
      index += 1
    }
    return false
  }
}
