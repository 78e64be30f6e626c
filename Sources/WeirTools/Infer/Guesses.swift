/// What is guessed of the strings at one place.
struct StringGuess {
  /// All values there may be.
  private(set) var values: [[UInt8]]?

  /// By its name.
  private(set) var format: String?

  /// In Unicode scalars.
  private(set) var lengths: ClosedRange<Int>?

  /// What it rests on, for people.
  private(set) var remarks: [String] = []

  init(_ shape: Shape, _ options: InferOptions) {
    let strings = shape.strings
    guard strings.count > 0 else { return }
    let canBeListed = shape.types.subtracting(.null) == .string
    if let values = strings.values, canBeListed, values.count <= options.maxEnum,
      strings.count >= values.count * InferSupport.stringsPerValue
    {
      self.values = values.map(\.bytes)
      remarks = [
        "\(values.count) distinct value\(values.count == 1 ? "" : "s") in \(strings.count)"
      ]
      remarks += Self.seldom(values)
      return
    }
    format = strings.formats.name
    if let format { remarks.append("all \(strings.count) are \(format)") }
    guard let seen = strings.lengths else { return }
    let isFixed = seen.count == 1 && format == nil && strings.count >= InferSupport.sameLength
    if options.isTight || isFixed { lengths = seen }
    if isFixed { remarks.append("all \(strings.count) are this long") }
  }

  /// Values that are so rare beside the others that they may be mistakes, with their counts.
  private static func seldom(_ values: [StringStatistics.DistinctValue]) -> [String] {
    let total = values.reduce(0) { $0 + $1.count }
    let rare = values.filter {
      $0.count * values.count * InferSupport.seldomValue < total
    }
    guard !rare.isEmpty else { return [] }
    let texts = rare.map { "\"\(String(decoding: $0.bytes, as: UTF8.self))\" \($0.count)" }
    return ["seldom: " + texts.joined(separator: ", ")]
  }
}

extension NumberStatistics {
  /// Where they lie, for people.
  var remarks: [String] {
    guard let (least, greatest) = bounds else { return [] }
    let from = String(decoding: least, as: UTF8.self)
    let to = String(decoding: greatest, as: UTF8.self)
    return from == to ? ["always \(from)"] : ["from \(from) to \(to)"]
  }
}

extension Shape {
  /// How often each type was seen, where there was more than one.
  var typeRemarks: [String] {
    let counts = [
      ("string", strings.count), ("number", numbers.count), ("boolean", booleans),
      ("array", arrays.count), ("object", objects?.count ?? 0), ("null", nulls),
    ].filter { $0.1 > 0 }
    return counts.count < 2 ? [] : [counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")]
  }
}

extension ShapeTypes {
  /// As `type` names them.
  func names(integers: Bool) -> [String] {
    let all: [(type: ShapeTypes, name: String)] = [
      (.string, "string"), (.number, integers ? "integer" : "number"), (.boolean, "boolean"),
      (.array, "array"), (.object, "object"), (.null, "null"),
    ]
    return all.filter { contains($0.type) }.map(\.name)
  }
}
