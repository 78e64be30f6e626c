package import Glibc

/// The system itself. Part of the unsafe fence: every pointer goes to the call it is given to, with
/// the length it has, and is not kept.
package struct LiveSystemCalls: SystemCalls {
  package init() {}

  package func open(_ path: String, flags: Int32, mode: UInt32) throws(SystemError) -> Int32 {
    try checked(unsafe Glibc.open(path, flags | O_CLOEXEC, mode))
  }

  /// What close would complain of, `synchronize` has said before.
  package func close(_ descriptor: Int32) {
    _ = Glibc.close(descriptor)
  }

  @unsafe package func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try checked(unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count))
  }

  @unsafe package func read(
    _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try checked(unsafe Glibc.pread(descriptor, buffer.baseAddress, buffer.count, offset))
  }

  @unsafe package func write(
    _ descriptor: Int32, _ pieces: UnsafeBufferPointer<iovec>
  ) throws(SystemError) -> Int {
    try checked(unsafe Glibc.writev(descriptor, pieces.baseAddress, Int32(pieces.count)))
  }

  package func synchronize(_ descriptor: Int32) throws(SystemError) {
    _ = try checked(Glibc.fsync(descriptor))
  }

  package func truncate(_ descriptor: Int32, to length: Int) throws(SystemError) {
    _ = try checked(Glibc.ftruncate(descriptor, length))
  }

  package func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemError) {
    _ = try checked(Glibc.fchmod(descriptor, mode))
  }

  package func rename(_ path: String, to newPath: String) throws(SystemError) {
    _ = try checked(unsafe Glibc.rename(path, newPath))
  }

  package func link(_ path: String, as newPath: String) throws(SystemError) {
    _ = try checked(unsafe Glibc.link(path, newPath))
  }

  package func unlink(_ path: String) throws(SystemError) {
    _ = try checked(unsafe Glibc.unlink(path))
  }

  package func makeDirectory(_ path: String) throws(SystemError) {
    _ = try checked(unsafe Glibc.mkdir(path, 0o777))
  }

  package func status(of descriptor: Int32) throws(SystemError) -> FileStatus {
    var status = stat()
    _ = try checked(unsafe Glibc.fstat(descriptor, &status))
    return FileStatus(status)
  }

  package func status(at path: String) throws(SystemError) -> FileStatus {
    var status = stat()
    _ = try checked(unsafe stat(path, &status))
    return FileStatus(status)
  }

  package func names(in folder: String) throws(SystemError) -> [String] {
    guard let stream = unsafe opendir(folder) else { throw SystemError(errno) }
    defer { _ = unsafe closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw SystemError(errno) }
        return names
      }
      // In place: the entry is as long as its name, not as its type.
      unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe names.append(
          String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self)))
      }
    }
  }

  package func seek(
    _ descriptor: Int32, to offset: Int, from origin: SeekOrigin
  ) throws(SystemError) -> Int {
    let whence =
      switch origin {
      case .start: SEEK_SET
      case .current: SEEK_CUR
      case .end: SEEK_END
      }
    return try checked(Glibc.lseek(descriptor, offset, whence))
  }

  package func lock(_ descriptor: Int32) throws(SystemError) {
    // With the module's name it would mean the structure of the same name.
    _ = try checked(flock(descriptor, LOCK_EX | LOCK_NB))
  }

  package func isTerminal(_ descriptor: Int32) -> Bool { Glibc.isatty(descriptor) == 1 }

  package func linkTarget(_ path: String) -> String? {
    var status = stat()
    guard unsafe Glibc.lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else {
      return nil
    }
    guard let resolved = unsafe Glibc.realpath(path, nil) else { return nil }
    defer { unsafe Glibc.free(resolved) }
    return unsafe String(cString: resolved)
  }

  @unsafe package func poll(
    _ entries: UnsafeMutableBufferPointer<pollfd>, milliseconds: Int32
  ) throws(SystemError) {
    _ = try checked(
      unsafe Glibc.poll(entries.baseAddress, nfds_t(entries.count), milliseconds))
  }

  package func widenPipe(_ descriptor: Int32, to bytes: Int32) {
    #if os(Linux)
      let setPipeSize: Int32 = 1031  // F_SETPIPE_SZ, which the module map leaves out
      _ = fcntl(descriptor, setPipeSize, bytes)
    #endif
  }

  private func checked<Count: SignedInteger>(_ result: Count) throws(SystemError) -> Count {
    if result < 0 { throw SystemError(errno) }
    return result
  }
}

extension FileStatus {
  fileprivate init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFIFO, S_IFSOCK: .pipe
      default: .other
      }
    identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    size = Int(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    mode = UInt32(status.st_mode) & 0o7777
  }
}
