/// A name in a path, as globs compare it: by Unicode scalars, so that é in NFC is not é in NFD.
typealias PathName = [Unicode.Scalar]

/// A pattern for paths, as `.gitignore`, shells and editors have it.
///
/// Within a name `*` stands for any run of characters, `?` for one, `[a-z]` and `[!a-z]` for one of a
/// class; `\` takes the meaning from the character behind it. `**` between slashes stands for any
/// number of folders, at the end for all that is inside. A `[` that nothing closes stands for itself.
///
/// Matching goes through a path name by name and keeps the set of places in the pattern that it may
/// be at, so that its time is linear in the path, whatever the number of `**`, and a search knows
/// which folders cannot hold a match.
struct Glob: Hashable, Sendable {
  fileprivate enum Segment: Hashable, Sendable {
    /// `**`
    case anyNames
    case name(NamePattern)
  }

  private let segments: [Segment]

  /// - Parameter pattern: With `/` between names; a leading one, and `.` as a name, mean nothing.
  init(_ pattern: some Sequence<Unicode.Scalar>) {
    var segments: [Segment] = []
    for name in Array(pattern).split(separator: "/") where !name.elementsEqual(["."]) {
      let isAny = name.count > 1 && name.allSatisfy { $0 == "*" }
      if isAny, segments.last == .anyNames { continue }
      segments.append(isAny ? .anyNames : .name(NamePattern(name)))
    }
    self.segments = segments
  }

  /// The same pattern at any depth.
  var atAnyDepth: Glob {
    Glob(segments: segments.first == .anyNames ? segments : [.anyNames] + segments)
  }

  private init(segments: [Segment]) { self.segments = segments }

  /// Where in the pattern the names so far may have led: indices of segments, ascending; the number
  /// of segments is the end.
  struct Progress: Hashable, Sendable {
    fileprivate var places: [Int]

    /// Whether no path that goes on this way matches.
    var isHopeless: Bool { places.isEmpty }
  }

  /// Before the first name.
  var start: Progress { Progress(places: closure(of: [0])) }

  /// One name further.
  ///
  /// - Parameter findsHidden: Whether wildcards stand for a leading dot too.
  func advance(_ progress: Progress, over name: PathName, findsHidden: Bool = true) -> Progress {
    var next: [Int] = []
    let isHidden = name.first == "." && !findsHidden
    for place in progress.places where place < segments.count {
      switch segments[place] {
      case .anyNames:
        guard !isHidden else { continue }
        next.append(place)
        if place == segments.count - 1 { next.append(place + 1) }
      case .name(let pattern):
        guard !isHidden || pattern.beginsWithDot, pattern.matches(name) else { continue }
        next.append(place + 1)
      }
    }
    return Progress(places: closure(of: next))
  }

  /// Whether the names so far are a match.
  func accepts(_ progress: Progress) -> Bool { progress.places.last == segments.count }

  func matches(_ path: some BidirectionalCollection<PathName>) -> Bool {
    // Most patterns of a long list fail here already.
    if case .name(let pattern)? = segments.last {
      guard let name = path.last, pattern.matches(name) else { return false }
    }
    var progress = start
    for name in path {
      progress = advance(progress, over: name)
      if progress.isHopeless { return false }
    }
    return accepts(progress)
  }

  /// Adds the places behind each `**`, which may stand for no folder; at the end it stands for one
  /// name at least.
  private func closure(of places: [Int]) -> [Int] {
    var all = Set(places)
    for place in places where place < segments.count - 1 && segments[place] == .anyNames {
      all.insert(place + 1)
    }
    return all.sorted()
  }
}

/// The pattern of one name.
private struct NamePattern: Hashable, Sendable {
  private enum Token: Hashable, Sendable {
    case scalar(Unicode.Scalar)
    case anyRun, anyOne
    case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)

    func matches(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .scalar(let own): own == scalar
      case .anyRun, .anyOne: true
      case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
      }
    }
  }

  private var tokens: [Token] = []

  init(_ text: ArraySlice<Unicode.Scalar>) {
    var rest = text
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*":
        if tokens.last != .anyRun { tokens.append(.anyRun) }
      case "?": tokens.append(.anyOne)
      case "\\": tokens.append(.scalar(rest.popFirst() ?? scalar))
      case "[": tokens.append(NamePattern.takeClass(from: &rest) ?? .scalar(scalar))
      default: tokens.append(.scalar(scalar))
      }
    }
  }

  var beginsWithDot: Bool { tokens.first == .scalar(".") }

  /// Goes back to the last `*` only, which is enough: an earlier one could not do better.
  func matches(_ name: PathName) -> Bool {
    var token = 0
    var index = 0
    var retry: (token: Int, index: Int)?
    while index < name.count {
      if token < tokens.count, tokens[token] == .anyRun {
        retry = (token, index)
        token += 1
      } else if token < tokens.count, tokens[token].matches(name[index]) {
        token += 1
        index += 1
      } else if let last = retry {
        retry = (last.token, last.index + 1)
        token = last.token + 1
        index = last.index + 1
      } else {
        return false
      }
    }
    return tokens[token...].allSatisfy { $0 == .anyRun }
  }

  /// Takes a class whose `[` has been taken; nil, and nothing taken, if no `]` ends it. A `]` at its
  /// beginning is one of the class.
  private static func takeClass(from text: inout ArraySlice<Unicode.Scalar>) -> Token? {
    var rest = text
    let isNegated = rest.first == "!" || rest.first == "^"
    if isNegated { rest.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while var first = rest.popFirst() {
      if first == "]", !ranges.isEmpty {
        text = rest
        return .oneOf(ranges, isNegated: isNegated)
      }
      if first == "\\" { first = rest.popFirst() ?? first }
      guard rest.first == "-", let end = rest.dropFirst().first, end != "]" else {
        ranges.append(first...first)
        continue
      }
      rest.removeFirst(2)
      let last = end == "\\" ? rest.popFirst() ?? end : end
      // A range the wrong way round is empty, but the class is not without a member.
      ranges.append(first <= last ? first...last : "/"..."/")
    }
    return nil
  }
}
