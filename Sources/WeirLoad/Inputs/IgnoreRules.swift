/// What a search leaves out, as one `.weirignore` says: the form of `.gitignore`.
///
/// A line is a pattern; blank ones and those that begin with `#` say nothing. `!` takes back what an
/// earlier line left out. A pattern with a slash before its end is seen from the file's own folder,
/// another is for names in any folder below; a slash at the end makes it one for folders. The last
/// line that matches counts. (gitignore(5); classes such as `[[:digit:]]` are not known.)
struct IgnoreRules: Hashable, Sendable {
  static let fileName = ".weirignore"

  private struct Rule: Hashable, Sendable {
    let glob: Glob
    let isNegated: Bool
    let isForFolders: Bool
  }

  private var rules: [Rule] = []

  init(_ text: [UInt8]) {
    let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text[...]
    for line in text.split(separator: UInt8(ascii: "\n")) {
      add(Array(String(decoding: line, as: UTF8.self).unicodeScalars))
    }
  }

  private mutating func add(_ line: [Unicode.Scalar]) {
    var pattern = line[...]
    if pattern.last == "\r" { pattern.removeLast() }
    guard pattern.first != "#" else { return }
    pattern.trimTrailingSpaces()
    let isNegated = pattern.first == "!"
    if isNegated { pattern.removeFirst() }
    let isForFolders = pattern.last == "/"
    if isForFolders { pattern.removeLast() }
    // As for git, nothing stands between two slashes.
    guard !pattern.isEmpty, !pattern.contains(["/", "/"]) else { return }
    let glob = Glob(pattern)
    rules.append(
      Rule(
        glob: pattern.contains("/") ? glob : glob.atAnyDepth, isNegated: isNegated,
        isForFolders: isForFolders))
  }

  /// Whether to leave a path out; nil where no rule is for it.
  ///
  /// - Parameter path: From the file's folder on.
  func verdict(on path: ArraySlice<PathName>, isFolder: Bool) -> Bool? {
    rules.last { (isFolder || !$0.isForFolders) && $0.glob.matches(path) }.map { !$0.isNegated }
  }
}

extension ArraySlice<Unicode.Scalar> {
  /// Removes the spaces at the end but for one that a backslash keeps.
  fileprivate mutating func trimTrailingSpaces() {
    while last == " " {
      let backslashes = dropLast().reversed().prefix { $0 == "\\" }.count
      guard backslashes.isMultiple(of: 2) else { return }
      removeLast()
    }
  }
}

/// The ignore files that count for a place: its folder's, and those of all folders above.
struct IgnoreStack: Sendable {
  /// Rules, and how many names lead to the folder they stand in; the innermost last.
  private var levels: [(rules: IgnoreRules, depth: Int)] = []

  /// The folder's absolute path.
  private var path: [PathName] = []

  /// For a search that obeys none.
  init() {}

  /// Those above a folder; its own are not among them.
  ///
  /// - Throws: `FileError` for one that is there and cannot be read.
  init(above folder: String) throws(FileError) {
    var directory = "/"
    for name in absoluteNames(of: folder) {
      do throws(FileError) {
        try addRules(of: directory)
      } catch  where error.reason == .notFound {}
      directory = pathOf(String(name), in: directory)
      path.append(Array(name.unicodeScalars))
    }
  }

  /// Adds the rules that stand in the current folder, which goes by `directory`.
  mutating func addRules(of directory: String) throws(FileError) {
    let text = try readFile(
      pathOf(IgnoreRules.fileName, in: directory), limit: FileLimit.ignoreRules)
    levels.append((IgnoreRules(text), path.count))
  }

  /// The same for a folder in the current one.
  func entering(_ name: PathName) -> IgnoreStack {
    var inner = self
    inner.path.append(name)
    return inner
  }

  /// Whether what stands in the current folder under this name is left out: the innermost file that
  /// has a rule for it decides.
  func leavesOut(_ name: PathName, isFolder: Bool) -> Bool {
    guard !levels.isEmpty else { return false }
    let full = path + [name]
    for level in levels.reversed() {
      if let verdict = level.rules.verdict(on: full[level.depth...], isFolder: isFolder) {
        return verdict
      }
    }
    return false
  }
}
