/// The rules for `tracestate`, W3C Trace Context §3.3: a list of `key=value`, passed on as it came.
enum TraceState {
  static let maxMembers = 32

  /// What is passed on at least; of a longer list, members are left out (§3.3.1.5).
  static let maxBytes = 512

  /// Of a longer list, members above this length go first.
  static let longMemberBytes = 128

  /// - Returns: The list without empty members and the spaces around; nil if it is not valid, when all of
  ///   it is to be dropped.
  static func valid(_ header: String) -> String? {
    let members = header.split(separator: ",", omittingEmptySubsequences: true)
      .map(trimmed).filter { !$0.isEmpty }
    guard members.count <= maxMembers else { return nil }
    var keys: Set<Substring> = []
    for member in members {
      guard let equals = member.firstIndex(of: "="), isKey(member[..<equals]),
        isValue(member[member.index(after: equals)...]), keys.insert(member[..<equals]).inserted
      else { return nil }
    }
    return shortened(members).joined(separator: ",")
  }

  /// From the left, where the newest members are.
  private static func shortened(_ members: [Substring]) -> [Substring] {
    var kept = members
    while byteCount(kept) > maxBytes {
      let long = kept.lastIndex { $0.utf8.count > longMemberBytes }
      kept.remove(at: long ?? kept.count - 1)
    }
    return kept
  }

  private static func byteCount(_ members: [Substring]) -> Int {
    members.reduce(max(0, members.count - 1)) { $0 + $1.utf8.count }
  }

  private static func trimmed(_ member: Substring) -> Substring {
    var member = member
    while let first = member.utf8.first, isSpace(first) { member = member.dropFirst() }
    while let last = member.utf8.last, isSpace(last) { member = member.dropLast() }
    return member
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// `simple-key / multi-tenant-key` (§3.3.1.3.1).
  private static func isKey(_ key: Substring) -> Bool {
    let parts = key.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return isName(parts[0], limit: 256, digitFirst: false)
    case 2:
      return isName(parts[0], limit: 241, digitFirst: true)
        && isName(parts[1], limit: 14, digitFirst: false)
    default: return false
    }
  }

  private static func isName(_ name: Substring.UTF8View, limit: Int, digitFirst: Bool) -> Bool {
    let isLetter = { (byte: UInt8) in UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
    let isDigit = { (byte: UInt8) in UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    guard let first = name.first, name.count <= limit,
      isLetter(first) || (digitFirst && isDigit(first))
    else { return false }
    return name.allSatisfy { isLetter($0) || isDigit($0) || "_-*/".utf8.contains($0) }
  }

  /// Up to 256 printable characters without `,` and `=` (§3.3.1.3.2); none at the end is a space,
  /// since those were trimmed.
  private static func isValue(_ value: Substring) -> Bool {
    1...256 ~= value.utf8.count
      && value.utf8.allSatisfy {
        0x20...0x7E ~= $0 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=")
      }
  }
}
