import Glibc

/// The input that is read on beyond its end, by its name, as `tail -F` does it.
///
/// It is looked at again and again, which is as good on file systems that tell nobody of changes (such
/// as those of a network) as on others. A file that another one took the place of is read until it has
/// been quiet for a while, then the one that had the name next, through all that had it meanwhile. A file
/// that is shorter than what was read of it has been cut, and is read from its start.
struct FollowedInput: Sendable {
  /// As records name it, whatever the file's present name.
  private(set) var name: InputName

  /// Why nothing more is read of the file, at whose end we are; nil while more may come.
  private(set) var ending: Ending?

  enum Ending { case replaced, shrunk }

  /// What is to be said of the file that was opened last, if it is another generation.
  private(set) var news: Notice?

  /// The file that is read, or was read last; nil before the first one.
  private var file: FileStatus.Identity?

  /// Looks since the file brought something, all of which found another one in its place.
  private var quietLooks = 0
  private let options: FollowOptions
  private let maxExpansion: Int
  private let system: any SystemCalls

  /// - Parameter mark: Where an earlier start left it.
  init(
    _ mark: InputMark, _ options: FollowOptions, maxExpansion: Int, system: any SystemCalls
  ) {
    name = InputName(path: mark.path, generation: mark.generation)
    file = mark.identity.file
    self.options = options
    self.maxExpansion = maxExpansion
    self.system = system
  }

  // MARK: At the end of a file

  /// Looks whether the file at whose end we were may have more; `ending` says so.
  ///
  /// - Parameter unreadBytes: How many more it has now; below 0 if it was cut.
  mutating func look(unreadBytes: Int) {
    if unreadBytes < 0 {
      ending = .shrunk
    } else if unreadBytes == 0, isReplaced {
      quietLooks += 1
      if quietLooks > options.quietLooks { ending = .replaced }
    } else {
      quietLooks = 0
    }
  }

  /// Whether the name is another file's now. While it is nobody's, its file may have more.
  private var isReplaced: Bool {
    guard let status = try? system.status(at: name.path) else { return false }
    return status.identity != file
  }

  /// Rests until the next look.
  ///
  /// - Parameter output: A pipe that accepted lines go to, or -1.
  func rest(stop: StopRequest, output: Int32) throws(InputFailure) -> InputFile.Readiness {
    try readingInput { () throws(SystemError) in
      try InputFile.wait(
        for: -1, stop: stop, output: output, milliseconds: options.lookMilliseconds, system)
    }
  }

  // MARK: Opening

  /// Opens the file to go on with: the same one, or the one behind it, which is another generation.
  ///
  /// - Returns: nil where it is not there yet.
  /// - Throws: `lost` for a file that an earlier start read, and that is not in its folder any more.
  mutating func open() throws(InputFailure) -> InputFile? {
    guard let file else {
      guard let opened = try open(at: name.path, isAwaited: options.awaitsFile) else { return nil }
      return begin(opened)
    }
    let path = try path(of: file)
    // It has its name back: nothing took its place.
    if ending == .replaced, path == name.path { ending = nil }
    switch ending {
    case nil:
      guard let path else { throw .lost }
      quietLooks = 0
      return try open(at: path, isAwaited: true, expecting: file)
    case .shrunk:
      guard
        let opened = try open(
          at: path ?? name.path, isAwaited: true, expecting: path.map { _ in file })
      else { return nil }
      return begin(opened, saying: .shrunk(name))
    case .replaced:
      return try openSuccessor(of: file)
    }
  }

  /// - Parameter news: Of a file that is another generation.
  private mutating func begin(
    _ opened: consuming InputFile, saying news: Notice? = nil
  ) -> InputFile {
    file = opened.identity.file
    self.news = news
    if news != nil { name.generation += 1 }
    ending = nil
    quietLooks = 0
    return opened
  }

  /// Opens the file that had the name after `file`. Rotation may be under way: what is opened counts
  /// only if all names of the folder meant the same files before and after it.
  private mutating func openSuccessor(
    of file: FileStatus.Identity
  ) throws(InputFailure) -> InputFile? {
    let names = try rotatedNames()
    let left = names.files.first { $0.status.identity == file }
    let next = left.flatMap { names.successor(of: $0) }.map { name.path.sibling($0.name) }
    guard let opened = try open(at: next ?? name.path, isAwaited: true) else { return nil }
    guard try rotatedNames().meanTheSame(as: names) else { return nil }
    return begin(opened, saying: left == nil ? .replacedUnseen(name) : .replaced(name))
  }

  private func rotatedNames() throws(InputFailure) -> RotatedNames {
    try readingInput { () throws(SystemError) in try RotatedNames(near: name.path, system) }
  }

  /// - Parameters:
  ///   - isAwaited: A file that is not there is nil and no failure.
  ///   - file: What must be found there; anything else took its place a moment ago, and is nil.
  private func open(
    at path: String, isAwaited: Bool, expecting file: FileStatus.Identity? = nil
  ) throws(InputFailure) -> InputFile? {
    do throws(InputFailure) {
      // A FIFO must not be opened: that would wait for its writer.
      let status = try readingInput { () throws(SystemError) in try system.status(at: path) }
      if let file, status.identity != file { return nil }
      guard status.kind == .regular else { throw .unfollowable }
      let opened = try InputFile(
        name, at: path, identifying: true, maxExpansion: maxExpansion, system: system)
      guard opened.isPlainFile else { throw .unfollowable }
      if let file, opened.identity.file != file { return nil }
      return opened
    } catch {
      if isAwaited, error == .system(SystemError(ENOENT)) { return nil }
      throw error
    }
  }

  private func path(of file: FileStatus.Identity) throws(InputFailure) -> String? {
    try readingInput { () throws(SystemError) in
      try FollowedInput.path(of: file, near: name.path, system)
    }
  }
}

extension FollowedInput {
  /// Where a file can be found that had a name: by that name, or by another one in the same folder.
  static func path(
    of file: FileStatus.Identity, near path: String, _ system: any SystemCalls
  ) throws(SystemError) -> String? {
    if (try? system.status(at: path))?.identity == file { return path }
    let files = try RotatedNames(near: path, system).files
    return files.first { $0.status.identity == file }.map { path.sibling($0.name) }
  }
}

extension RotatedNames {
  /// How many looks at a folder whose names go on changing are enough.
  private static let mostLooks = 32

  /// Looks at all that stands in the folder of a path, until two looks in a row find the same: one
  /// alone may miss a file that is given another name meanwhile. Linear in the size of the folder.
  fileprivate init(near path: String, _ system: any SystemCalls) throws(SystemError) {
    var names = try RotatedNames(lookingNear: path, system)
    for _ in 1..<RotatedNames.mostLooks {
      let earlier = names
      names = try RotatedNames(lookingNear: path, system)
      if names.meanTheSame(as: earlier) { break }
    }
    self = names
  }

  private init(lookingNear path: String, _ system: any SystemCalls) throws(SystemError) {
    name = String(path.split(separator: "/").last ?? "")
    files = try system.names(in: path.folder ?? ".").sorted().compactMap { name in
      (try? system.status(at: path.sibling(name))).map { File(name: name, status: $0) }
    }
  }

  /// Whether each name is the same file's as at another look.
  fileprivate func meanTheSame(as other: RotatedNames) -> Bool {
    files.count == other.files.count
      && zip(files, other.files).allSatisfy {
        $0.name == $1.name && $0.status.identity == $1.status.identity
      }
  }
}

extension String {
  /// The path of another name in the same folder.
  fileprivate func sibling(_ name: String) -> String {
    String(self[..<(lastIndex(of: "/").map { index(after: $0) } ?? startIndex)]) + name
  }
}
