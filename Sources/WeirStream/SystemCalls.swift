package import Glibc

/// Every system call of a run, one method each and nothing more: no retry, no policy.
///
/// The seam where a test, or a proof over recorded calls, takes the system's place. A call costs one
/// indirect jump; there are a few per block of a MiB and none per record.
package protocol SystemCalls: Sendable {
  func open(_ path: String, flags: Int32, mode: UInt32) throws(SystemError) -> Int32
  func close(_ descriptor: Int32)

  /// Returns the number of bytes read; 0 at the end.
  @unsafe func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int

  /// Reads at an offset and leaves the file's own position alone.
  @unsafe func read(
    _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int

  /// Writes as much as the system takes; returns how much that was.
  @unsafe func write(
    _ descriptor: Int32, _ pieces: UnsafeBufferPointer<iovec>
  ) throws(SystemError) -> Int

  func synchronize(_ descriptor: Int32) throws(SystemError)
  func truncate(_ descriptor: Int32, to length: Int) throws(SystemError)
  func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemError)
  func rename(_ path: String, to newPath: String) throws(SystemError)

  /// Gives a file a second name.
  ///
  /// - Throws: `EEXIST` where somebody has it; `EPERM` where files have one name only.
  func link(_ path: String, as newPath: String) throws(SystemError)
  func unlink(_ path: String) throws(SystemError)
  func makeDirectory(_ path: String) throws(SystemError)
  func status(of descriptor: Int32) throws(SystemError) -> FileStatus
  func status(at path: String) throws(SystemError) -> FileStatus

  /// The names in a folder, in no order; those that mean the folder itself and the one above it are
  /// among them.
  func names(in folder: String) throws(SystemError) -> [String]

  /// Moves a descriptor's position; returns where it is then, from the start of the file.
  func seek(_ descriptor: Int32, to offset: Int, from origin: SeekOrigin) throws(SystemError) -> Int

  /// Takes the exclusive lock of an open file or folder, which lasts until it is closed.
  ///
  /// - Throws: `EWOULDBLOCK` when somebody else has it; does not wait.
  func lock(_ descriptor: Int32) throws(SystemError)

  func isTerminal(_ descriptor: Int32) -> Bool

  /// Where a symbolic link leads in the end; nil for what is no link.
  func linkTarget(_ path: String) -> String?

  /// Waits until a descriptor is ready, at most `milliseconds`; -1 waits without limit.
  @unsafe func poll(
    _ entries: UnsafeMutableBufferPointer<pollfd>, milliseconds: Int32
  ) throws(SystemError)

  /// Asks for a larger pipe. A wish: nothing depends on it.
  func widenPipe(_ descriptor: Int32, to bytes: Int32)
}

/// What an offset is counted from.
package enum SeekOrigin: Sendable {
  case start, current, end
}

extension SystemCalls {
  /// Makes the names in the folder of `path` durable: files that were made there, or renamed.
  package func synchronizeFolder(of path: String) throws(SystemError) {
    try synchronizeFolder(path.folder ?? ".")
  }

  package func synchronizeFolder(_ path: String) throws(SystemError) {
    let folder = try retryingInterrupted { () throws(SystemError) in
      try open(path, flags: O_RDONLY | O_DIRECTORY, mode: 0)
    }
    defer { close(folder) }
    try synchronize(folder)
  }

  /// Gives a file another name, unless somebody has it: then it is `EEXIST`, and nothing has changed.
  ///
  /// It gets the new name besides the old one, which fails if somebody has it, and loses the old one. What
  /// ended in between is brought to its end by the same call. (Linux could do it in one step by
  /// `renameat2`, not on every file system, and Swift does not show it.) Where files have one name only,
  /// such as on FAT, an empty file takes the name first; a crash right then leaves it there.
  func renameKeeping(_ path: String, to newPath: String) throws(SystemError) {
    do {
      try link(path, as: newPath)
    } catch {
      switch error.number {
      case EEXIST where isSameFile(path, newPath): break
      case EPERM, EOPNOTSUPP, ENOSYS:
        close(try open(newPath, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o666))
        return try rename(path, to: newPath)
      default: throw error
      }
    }
    try unlink(path)
  }

  private func isSameFile(_ path: String, _ other: String) -> Bool {
    guard let first = try? status(at: path), let second = try? status(at: other) else {
      return false
    }
    return first.identity == second.identity
  }

  /// Writes all of `bytes`. After an error, nobody knows how many were.
  package func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      written += try retryingInterrupted { () throws(SystemError) in
        try unsafe bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
          let rest = unsafe UnsafeRawBufferPointer(
            UnsafeBufferPointer(rebasing: buffer[written...]))
          let piece = unsafe iovec(
            iov_base: UnsafeMutableRawPointer(mutating: rest.baseAddress), iov_len: rest.count)
          return try unsafe withUnsafePointer(to: piece) { pointer throws(SystemError) in
            try unsafe write(descriptor, UnsafeBufferPointer(start: pointer, count: 1))
          }
        }
      }
    }
  }

  /// The `count` bytes at `offset`; nil where the file does not have as many.
  func bytes(of descriptor: Int32, at offset: Int, count: Int) throws(SystemError) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var taken = 0
    while taken < count {
      let part = try retryingInterrupted { () throws(SystemError) in
        try unsafe bytes.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
          try unsafe read(
            descriptor, at: offset + taken,
            into: UnsafeMutableRawBufferPointer(
              UnsafeMutableBufferPointer(rebasing: buffer[taken...])))
        }
      }
      guard part > 0 else { return nil }
      taken += part
    }
    return bytes
  }
}

/// A call that failed: what `errno` said.
package struct SystemError: Error, Hashable {
  package let number: Int32

  package init(_ number: Int32) { self.number = number }

  /// The system's own words for it, such as "No space left on device".
  package var text: String {
    unsafe String(cString: strerror(number))
  }

  var isInterruption: Bool { number == EINTR }
}

/// Does a call again as long as a signal interrupts it.
func retryingInterrupted<Result>(
  _ call: () throws(SystemError) -> Result
) throws(SystemError) -> Result {
  while true {
    do {
      return try call()
    } catch {
      guard error.isInterruption else { throw error }
    }
  }
}

/// What a run needs to know about a file.
package struct FileStatus: Hashable, Sendable {
  package enum Kind: Sendable {
    case regular, directory, pipe, other
  }

  /// Which file it is, whatever names it has.
  package struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
  }

  package let kind: Kind
  package let identity: Identity
  package let size: Int

  /// When its bytes were changed last, in nanoseconds since 1970.
  package var modified: Int64 = 0

  /// Permission bits.
  package let mode: UInt32
}

extension String {
  /// The folder part of a path that has one.
  var folder: String? {
    lastIndex(of: "/").map { $0 == startIndex ? "/" : String(self[..<$0]) }
  }
}
