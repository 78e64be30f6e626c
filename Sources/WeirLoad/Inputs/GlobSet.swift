/// What one pattern with braces stands for: `{a,b}.json` is `a.json` and `b.json`.
struct GlobSet: Hashable, Sendable {
  let globs: [Glob]

  /// Patterns that braces may be written out to. Far more than people mean, and few enough to try.
  static let maxAlternatives = 1_000

  /// nil where the braces stand for more than `maxAlternatives` patterns.
  init?(_ pattern: String) {
    guard let alternatives = GlobSet.alternatives(of: pattern) else { return nil }
    globs = alternatives.map { Glob($0) }
  }

  /// As `fileMatch` and `weir.yaml` have it: a pattern without a slash is for names in any folder.
  static func forNames(_ pattern: String) -> GlobSet? {
    guard let set = GlobSet(pattern) else { return nil }
    return pattern.unicodeScalars.contains("/") ? set : set.atAnyDepth
  }

  /// The same patterns in any folder.
  var atAnyDepth: GlobSet { GlobSet(globs: globs.map(\.atAnyDepth)) }

  private init(globs: [Glob]) { self.globs = globs }

  func matches(_ path: some BidirectionalCollection<PathName>) -> Bool {
    globs.contains { $0.matches(path) }
  }

  /// Whether a text has anything that makes it a pattern.
  static func isPattern(_ text: String) -> Bool {
    text.unicodeScalars.contains { "*?[{".unicodeScalars.contains($0) }
  }

  /// The pattern with its braces written out, in their order; nil where they are too many. Braces
  /// without a comma stand for themselves.
  static func alternatives(of pattern: String) -> [[Unicode.Scalar]]? {
    var finished: [[Unicode.Scalar]] = []
    // The pattern, and up to where it holds no more braces; the first alternative last.
    var pending = [(text: Array(pattern.unicodeScalars), start: 0)]
    while let (text, start) = pending.popLast() {
      guard let open = text[start...].firstUnescaped("{") else {
        finished.append(text)
        guard finished.count <= maxAlternatives else { return nil }
        continue
      }
      guard let group = BraceGroup(in: text, at: open) else {
        pending.append((text, open + 1))
        continue
      }
      for part in group.parts.reversed() {
        let rest = Array(text[part]) + Array(text[group.end...])
        pending.append((Array(text[..<open]) + rest, open))
      }
      guard pending.count <= maxAlternatives else { return nil }
    }
    return finished
  }
}

/// `{a,b}` in a pattern: its parts, between the commas that are its own.
private struct BraceGroup {
  var parts: [Range<Int>] = []

  /// Behind the closing brace.
  let end: Int

  /// nil where there is no comma, or nothing closes the brace.
  init?(in text: [Unicode.Scalar], at open: Int) {
    var depth = 0
    var index = open
    var partStart = open + 1
    while index < text.count {
      switch text[index] {
      case "\\": index += 1
      case "{": depth += 1
      case "," where depth == 1:
        parts.append(partStart..<index)
        partStart = index + 1
      case "}":
        depth -= 1
        guard depth == 0 else { break }
        guard !parts.isEmpty else { return nil }
        parts.append(partStart..<index)
        end = index + 1
        return
      default: break
      }
      index += 1
    }
    return nil
  }
}

extension ArraySlice<Unicode.Scalar> {
  fileprivate func firstUnescaped(_ wanted: Unicode.Scalar) -> Int? {
    var index = startIndex
    while index < endIndex {
      if self[index] == wanted { return index }
      index += self[index] == "\\" ? 2 : 1
    }
    return nil
  }
}
