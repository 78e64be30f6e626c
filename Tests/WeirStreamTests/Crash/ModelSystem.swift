import Glibc
import Synchronization

@testable import WeirStream

/// A system in memory: one disk, open files, and a record of every change and every promise.
///
/// Descriptors 0 to 2 are what the test says; all others are opened by path.
final class ModelSystem: SystemCalls {
  /// What a standard stream is.
  enum Standard {
    /// A file, opened as a shell's `<` and `>>` do.
    case file(String)
    case pipe([UInt8])
  }

  fileprivate struct OpenFile {
    /// nil for a pipe.
    var inode: Int?
    var path = ""
    var offset = 0
    var appends = false
    var isLocked = false

    /// What a pipe still has to give, and what it was given.
    var waiting: [UInt8] = []
    var taken: [UInt8] = []
  }

  fileprivate struct State {
    var disk: DiskImage
    var files: [Int32: OpenFile] = [:]
    var changes: [DiskChange] = []
    var nextDescriptor: Int32 = 3
    var lockedInodes: Set<Int> = []
  }

  private let state: Mutex<State>

  /// What the world does to the disk while the run rests.
  private let whileResting: (@Sendable (inout DiskImage) -> Void)?

  init(
    _ disk: DiskImage, input: Standard = .pipe([]), output: Standard = .pipe([]),
    error: Standard = .pipe([]), whileResting: (@Sendable (inout DiskImage) -> Void)? = nil
  ) {
    self.whileResting = whileResting
    var initial = State(disk: disk)
    for (descriptor, standard) in zip(Int32(0)..., [input, output, error]) {
      switch standard {
      case .pipe(let bytes): initial.files[descriptor] = OpenFile(waiting: bytes)
      case .file(let path):
        initial.files[descriptor] = OpenFile(
          inode: disk.names[path], path: path, appends: descriptor > 0)
      }
    }
    state = Mutex(initial)
  }

  var disk: DiskImage { state.withLock { $0.disk } }
  var changes: [DiskChange] { state.withLock { $0.changes } }

  /// What the world does to the disk between two calls.
  func change(_ body: (inout DiskImage) -> Void) { state.withLock { body(&$0.disk) } }

  /// What went into the pipe that a standard stream is.
  func taken(by descriptor: Int32) -> [UInt8] {
    state.withLock { $0.files[descriptor]?.taken ?? [] }
  }

  // MARK: System calls

  func open(_ path: String, flags: Int32, mode: UInt32) throws(SystemError) -> Int32 {
    try locked { state throws(SystemError) in
      // The file behind a descriptor, opened anew.
      var target = path
      if path.hasPrefix("/dev/fd/"), let descriptor = Int32(path.dropFirst(8)) {
        guard let file = state.files[descriptor], file.inode != nil else {
          throw SystemError(ENXIO)
        }
        target = file.path
      }
      if flags & O_EXCL != 0, state.disk.names[target] != nil { throw SystemError(EEXIST) }
      if state.disk.names[target] == nil {
        guard flags & O_CREAT != 0, state.disk.names[target.parent] != nil else {
          throw SystemError(ENOENT)
        }
        let inode = state.disk.number()
        state.change(.create(inode: inode, path: target, isFolder: false))
      }
      guard let inode = state.disk.names[target] else { throw SystemError(ENOENT) }
      if flags & O_TRUNC != 0 { state.change(.truncate(inode: inode, length: 0)) }
      defer { state.nextDescriptor += 1 }
      state.files[state.nextDescriptor] = OpenFile(
        inode: inode, path: target, appends: flags & O_APPEND != 0)
      return state.nextDescriptor
    }
  }

  func close(_ descriptor: Int32) {
    state.withLock { state in
      guard let file = state.files.removeValue(forKey: descriptor) else { return }
      if file.isLocked, let inode = file.inode { state.lockedInodes.remove(inode) }
    }
  }

  @unsafe func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    let count = buffer.count
    let bytes = try locked { state throws(SystemError) -> [UInt8] in
      guard var file = state.files[descriptor] else { throw SystemError(EBADF) }
      defer { state.files[descriptor] = file }
      guard let inode = file.inode else {
        let bytes = Array(file.waiting.prefix(count))
        file.waiting.removeFirst(bytes.count)
        return bytes
      }
      let bytes = state.content(of: inode).dropFirst(file.offset).prefix(count)
      file.offset += bytes.count
      return Array(bytes)
    }
    unsafe buffer.copyBytes(from: bytes)
    return bytes.count
  }

  @unsafe func read(
    _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    let count = buffer.count
    let bytes = try locked { state throws(SystemError) -> [UInt8] in
      guard let inode = state.files[descriptor]?.inode else { throw SystemError(ESPIPE) }
      return Array(state.content(of: inode).dropFirst(offset).prefix(count))
    }
    unsafe buffer.copyBytes(from: bytes)
    return bytes.count
  }

  @unsafe func write(
    _ descriptor: Int32, _ pieces: UnsafeBufferPointer<iovec>
  ) throws(SystemError) -> Int {
    var bytes: [UInt8] = []
    for index in 0..<pieces.count {
      let piece = unsafe pieces[index]
      unsafe bytes += UnsafeRawBufferPointer(start: piece.iov_base, count: piece.iov_len)
    }
    let written = bytes
    return try locked { state throws(SystemError) in
      guard var file = state.files[descriptor] else { throw SystemError(EBADF) }
      defer { state.files[descriptor] = file }
      guard let inode = file.inode else {
        file.taken += written
        return written.count
      }
      if file.appends { file.offset = state.content(of: inode).count }
      state.change(.write(inode: inode, offset: file.offset, bytes: written))
      file.offset += written.count
      return written.count
    }
  }

  func synchronize(_ descriptor: Int32) throws(SystemError) {
    try locked { state throws(SystemError) in
      guard let file = state.files[descriptor], let inode = file.inode else {
        throw SystemError(EINVAL)
      }
      let isFolder = state.disk.contents[inode] == .some(.none)
      state.changes.append(
        isFolder ? .synchronizeNames(folder: file.path) : .synchronize(inode: inode))
    }
  }

  func truncate(_ descriptor: Int32, to length: Int) throws(SystemError) {
    try locked { state throws(SystemError) in
      guard let inode = state.files[descriptor]?.inode else { throw SystemError(EINVAL) }
      state.change(.truncate(inode: inode, length: length))
    }
  }

  func setMode(_ descriptor: Int32, _ mode: UInt32) {}

  func rename(_ path: String, to newPath: String) throws(SystemError) {
    try locked { state throws(SystemError) in
      guard state.disk.names[path] != nil else { throw SystemError(ENOENT) }
      state.change(.rename(path: path, newPath: newPath))
    }
  }

  func link(_ path: String, as newPath: String) throws(SystemError) {
    try locked { state throws(SystemError) in
      guard state.disk.names[path] != nil else { throw SystemError(ENOENT) }
      guard state.disk.names[newPath] == nil else { throw SystemError(EEXIST) }
      state.change(.link(path: path, newPath: newPath))
    }
  }

  func unlink(_ path: String) throws(SystemError) {
    try locked { state throws(SystemError) in
      guard state.disk.names[path] != nil else { throw SystemError(ENOENT) }
      state.change(.unlink(path: path))
    }
  }

  func makeDirectory(_ path: String) throws(SystemError) {
    try locked { state throws(SystemError) in
      guard state.disk.names[path] == nil else { throw SystemError(EEXIST) }
      state.change(.create(inode: state.disk.number(), path: path, isFolder: true))
    }
  }

  func status(of descriptor: Int32) throws(SystemError) -> FileStatus {
    try locked { state throws(SystemError) in
      guard let file = state.files[descriptor] else { throw SystemError(EBADF) }
      return state.status(file.inode)
    }
  }

  func status(at path: String) throws(SystemError) -> FileStatus {
    try locked { state throws(SystemError) in
      guard let inode = state.disk.names[path] else { throw SystemError(ENOENT) }
      return state.status(inode)
    }
  }

  func names(in folder: String) throws(SystemError) -> [String] {
    let paths = disk.names.keys.filter { $0.parent == folder && $0 != "/" }
    return [".", ".."] + paths.map { String($0.split(separator: "/").last ?? "") }.shuffled()
  }

  func seek(
    _ descriptor: Int32, to offset: Int, from origin: SeekOrigin
  ) throws(SystemError) -> Int {
    try locked { state throws(SystemError) in
      guard let file = state.files[descriptor], let inode = file.inode else {
        throw SystemError(ESPIPE)
      }
      let start =
        switch origin {
        case .start: 0
        case .current: file.offset
        case .end: state.content(of: inode).count
        }
      state.files[descriptor]?.offset = start + offset
      return start + offset
    }
  }

  func lock(_ descriptor: Int32) throws(SystemError) {
    try locked { state throws(SystemError) in
      guard let inode = state.files[descriptor]?.inode else { throw SystemError(EBADF) }
      guard state.lockedInodes.insert(inode).inserted else { throw SystemError(EWOULDBLOCK) }
      state.files[descriptor]?.isLocked = true
    }
  }

  func isTerminal(_ descriptor: Int32) -> Bool { false }

  func linkTarget(_ path: String) -> String? { nil }

  /// Everything is always ready; where nothing is asked for, it is a rest.
  @unsafe func poll(_ entries: UnsafeMutableBufferPointer<pollfd>, milliseconds: Int32) {
    guard !entries.isEmpty else { return }
    guard unsafe entries[0].fd < 0 else {
      unsafe entries[0].revents = Int16(POLLIN)
      return
    }
    state.withLock { whileResting?(&$0.disk) }
  }

  func widenPipe(_ descriptor: Int32, to bytes: Int32) {}

  private func locked<Result: Sendable>(
    _ body: (inout sending State) throws(SystemError) -> sending Result
  ) throws(SystemError) -> Result {
    try state.withLock(body)
  }
}

extension ModelSystem.State {
  mutating func change(_ change: DiskChange) {
    disk.apply(change)
    changes.append(change)
  }

  func content(of inode: Int) -> [UInt8] { (disk.contents[inode] ?? nil) ?? [] }

  func status(_ inode: Int?) -> FileStatus {
    guard let inode else {
      return FileStatus(
        kind: .pipe, identity: FileStatus.Identity(device: 0, inode: 0), size: 0, mode: 0)
    }
    let isFolder = disk.contents[inode] == .some(.none)
    return FileStatus(
      kind: isFolder ? .directory : .regular,
      identity: FileStatus.Identity(device: 1, inode: UInt64(inode)),
      size: content(of: inode).count, modified: Int64(disk.modified[inode] ?? 0), mode: 0o644)
  }
}
