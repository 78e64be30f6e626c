import WeirJSON

/// Looks up `\p{…}`. ECMA-262 §22.2.1.4 (static semantics of property escapes), tables 66 to 69.
enum UnicodeProperty {
  /// The characters that `expression`, what stands between the braces, is about: the name of a
  /// general category or a binary property, or of another property with its value.
  ///
  /// Nil if there is no such property or value. Names are matched as they are written. Linear in the
  /// table.
  static func set(_ expression: [UInt8]) -> ScalarSet? {
    expression.withByteSlice { expression in
      var end = 0
      while end < expression.count, expression[end] != UInt8(ascii: "=") { end += 1 }
      let name = expression[0..<end]
      guard end < expression.count else { return category(name) ?? binary(name) }
      return set(name, value: expression[end + 1..<expression.count])
    }
  }

  private static func set(_ name: ByteSlice, value: ByteSlice) -> ScalarSet? {
    switch name {
    case "General_Category", "gc": return category(value)
    case "Script", "sc": return table(value, in: UnicodeTables.scripts)
    case "Script_Extensions", "scx":
      guard let script = table(value, in: UnicodeTables.scripts) else { return nil }
      guard let other = table(value, in: UnicodeTables.extensions) else { return script }
      return script.symmetricDifference(other)
    default: return nil
    }
  }

  /// The same for a property that is known to be there.
  static func set(_ name: StaticString) -> ScalarSet { binary(ByteSlice(name)) ?? ScalarSet() }

  private static func binary(_ name: ByteSlice) -> ScalarSet? {
    switch name {
    case "Any": .all
    case "ASCII": ScalarSet([0...0x7F])
    case "Assigned": category(ByteSlice("Cn"))?.inverted
    default: table(name, in: UnicodeTables.binaryProperties)
    }
  }

  private static func category(_ name: ByteSlice) -> ScalarSet? {
    guard let group = groups.first(where: { $0.has(name) }) else {
      return table(name, in: UnicodeTables.categories)
    }
    var ranges: [ClosedRange<UInt32>] = []
    for table in UnicodeTables.categories where group.holds(table) { ranges += table.set.ranges }
    return ScalarSet(ranges)
  }

  private static func table(_ name: ByteSlice, in tables: [UnicodeTable]) -> ScalarSet? {
    tables.first { $0.has(name) }?.set
  }

  /// Unions of categories.
  private struct Group {
    let names: StaticString
    /// How the names of the members begin, or all of them.
    let members: StaticString

    func has(_ name: ByteSlice) -> Bool { name.isWord(of: ByteSlice(names)) }

    func holds(_ table: UnicodeTable) -> Bool {
      let short = ByteSlice(table.names)[0..<2]
      let members = ByteSlice(members)
      return short.isWord(of: members) || members.count == 1 && short[0] == members[0]
    }
  }

  private static let groups = [
    Group(names: "L Letter", members: "L"), Group(names: "LC Cased_Letter", members: "Lu Ll Lt"),
    Group(names: "M Mark Combining_Mark", members: "M"), Group(names: "N Number", members: "N"),
    Group(names: "P Punctuation punct", members: "P"), Group(names: "S Symbol", members: "S"),
    Group(names: "Z Separator", members: "Z"), Group(names: "C Other", members: "C"),
  ]
}

/// The characters of one property or value, packed.
struct UnicodeTable: Sendable {
  /// All its names, with spaces between.
  let names: StaticString

  /// Lengths of runs of code points, in turn outside and inside the set, as packed numbers.
  private let runs: StaticString

  init(_ names: StaticString, _ runs: StaticString) {
    self.names = names
    self.runs = runs
  }

  func has(_ name: ByteSlice) -> Bool { name.isWord(of: ByteSlice(names)) }

  var set: ScalarSet {
    var last: UInt32 = 0
    return ScalarSet(
      bounds: Self.unpacked(runs).map { length in
        last += length
        return last
      })
  }

  /// The numbers in a text of digits of five bits, the least first: the last one of a number is among
  /// `0` to `O`, those before among `P` to `o`.
  static func unpacked(_ text: StaticString) -> [UInt32] {
    let text = ByteSlice(text)
    var numbers: [UInt32] = []
    var number: UInt32 = 0
    var shift: UInt32 = 0
    for index in 0..<text.count where text[index] >= UInt8(ascii: "0") {
      let digit = UInt32(text[index] - UInt8(ascii: "0"))
      number |= (digit & 31) << shift
      shift += 5
      if digit < 32 {
        numbers.append(number)
        number = 0
        shift = 0
      }
    }
    return numbers
  }
}

extension ByteSlice {
  /// Whether it is one of the words in `text`, between which there are single spaces.
  fileprivate func isWord(of text: ByteSlice) -> Bool {
    guard !isEmpty else { return false }
    var start = 0
    while start + count <= text.count {
      var end = start
      while end < text.count, text[end] != UInt8(ascii: " ") { end += 1 }
      if elementsEqual(text[start..<end]) { return true }
      start = end + 1
    }
    return false
  }

  fileprivate static func ~= (literal: StaticString, slice: ByteSlice) -> Bool {
    slice.elementsEqual(ByteSlice(literal))
  }
}
