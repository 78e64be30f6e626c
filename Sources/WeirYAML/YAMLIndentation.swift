/// How far a line is indented, and how far it could be: by what is open above it.
///
/// Read from the lines alone, for messages: what stands in block scalars above it is taken for lines as
/// any other.
struct YAMLIndentation {
  /// Blanks before the line's content.
  let own: Int

  /// Of the mappings and lists that the line could belong to, ascending.
  let open: [Int]

  /// Whether the line above wants what is indented deeper, by whatever.
  private let beginsBlock: Bool

  /// Whether the line can belong to what stands above it.
  var fits: Bool { open.isEmpty || open.contains(own) || beginsBlock && own > open.last ?? 0 }

  /// - Parameter line: Without its end.
  init(of line: Range<Int>, in text: [UInt8]) {
    own = Self.columns(of: line, in: text).first ?? 0
    var open: [Int] = []
    var beginsBlock: Bool?
    var start = line.lowerBound
    while start > 0, open.last != 0 {
      let above = text.line(around: start - 1)
      start = above.lowerBound
      let columns = Self.columns(of: above, in: text)
      guard let first = columns.first, !text.isComment(at: above.lowerBound + first) else {
        continue
      }
      if text[above].starts(with: "---".utf8) || text[above].starts(with: "...".utf8) { break }
      let last = text[above].last { !" \t\r".utf8.contains($0) }
      beginsBlock = beginsBlock ?? (last == UInt8(ascii: ":") || last == UInt8(ascii: "-"))
      open += columns.reversed().filter { $0 < open.last ?? Int.max }
    }
    self.open = open.reversed()
    self.beginsBlock = beginsBlock ?? false
  }

  /// `indent it by 4; by 0 or 2 it belongs further out`: the level that is nearest comes first.
  var advice: String {
    guard let last = open.last, last > 0,
      let nearest = open.reversed().min(by: { abs($0 - own) < abs($1 - own) })
    else { return "do not indent it" }
    let others = open.filter { $0 != nearest }.map(String.init)
    let list =
      (others.count > 1 ? [others.dropLast().joined(separator: ", ")] : [])
      + others.suffix(1)
    return "indent it by \(nearest)"
      + (list.isEmpty ? "" : "; by \(list.joined(separator: " or ")) it belongs elsewhere")
  }

  /// Where the content of a line begins, and behind each `- ` that of an item; none for a blank line.
  private static func columns(of line: Range<Int>, in text: [UInt8]) -> [Int] {
    var columns: [Int] = []
    var offset = line.lowerBound
    while offset < line.upperBound {
      let blanks = text[offset..<line.upperBound].prefix { $0 == UInt8(ascii: " ") }
      offset = blanks.endIndex
      guard offset < line.upperBound, text[offset] != UInt8(ascii: "\r") else { break }
      columns.append(offset - line.lowerBound)
      guard text.isDash(at: offset) else { break }
      offset += 1
    }
    return columns
  }
}

extension [UInt8] {
  fileprivate func isComment(at offset: Int) -> Bool { self[offset] == UInt8(ascii: "#") }
}
