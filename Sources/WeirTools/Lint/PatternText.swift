/// A pattern as it is written, split where that can be done without understanding it all.
struct PatternText {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  struct Alternative {
    /// Whether it begins with `^`.
    var hasStart = false
    /// Whether it ends with `$`.
    var hasEnd = false
  }

  /// What the bars outside of groups and classes part.
  var alternatives: [Alternative] {
    var found: [Alternative] = []
    var current = Alternative()
    var depth = 0
    var isInClass = false
    var isFirst = true
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      var isEnd = false
      switch byte {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "(") where !isInClass: depth += 1
      case UInt8(ascii: ")") where !isInClass: depth -= 1
      case UInt8(ascii: "|") where !isInClass && depth == 0:
        found.append(current)
        current = Alternative()
        isFirst = true
        index += 1
        continue
      case UInt8(ascii: "^") where isFirst: current.hasStart = true
      case UInt8(ascii: "$") where !isInClass && depth == 0: isEnd = true
      default: break
      }
      current.hasEnd = isEnd
      isFirst = false
      index += 1
    }
    return found + [current]
  }

  /// The pattern without a `.*` at its beginning or end, which match anywhere in a text anyway; nil
  /// where there is none. One with a bar outside of groups is none to ask.
  var withoutOuterWildcards: [UInt8]? {
    let wildcard = Array(".*".utf8)
    var rest = bytes[...]
    // A question mark behind it only says which match is preferred.
    if rest.starts(with: wildcard) {
      rest = rest.dropFirst(2)
      if rest.first == UInt8(ascii: "?") { rest = rest.dropFirst() }
    }
    if rest.suffix(2).elementsEqual(wildcard), !isEscaped(rest.endIndex - 2, in: rest) {
      rest = rest.dropLast(2)
    }
    return rest.count == bytes.count ? nil : Array(rest)
  }

  /// What stands between the slashes that some languages put around patterns, and the flags behind them;
  /// nil for a pattern that may mean its slashes. That it does not, flags or anchors inside show.
  var betweenDelimiters: (inner: [UInt8], flags: [UInt8])? {
    let slash = UInt8(ascii: "/")
    let slashes = bytes.indices.filter { bytes[$0] == slash && !isEscaped($0, in: bytes[...]) }
    guard slashes.count == 2, slashes[0] == 0, slashes[1] > 1 else { return nil }
    let inner = Array(bytes[1..<slashes[1]])
    let flags = Array(bytes[(slashes[1] + 1)...])
    guard flags.allSatisfy("gimsuy".utf8.contains), Set(flags).count == flags.count else {
      return nil
    }
    let hasAnchor = inner.first == UInt8(ascii: "^") || inner.last == UInt8(ascii: "$")
    return hasAnchor || !flags.isEmpty ? (inner, flags) : nil
  }

  private func isEscaped(_ index: Int, in text: ArraySlice<UInt8>) -> Bool {
    var count = 0
    var position = index - 1
    while position >= text.startIndex, text[position] == UInt8(ascii: "\\") {
      count += 1
      position -= 1
    }
    return count % 2 == 1
  }
}
