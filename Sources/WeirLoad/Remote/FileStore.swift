#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Files that several processes read and replace. Part of the unsafe fence: paths and buffers are
// lent to the system for one call at a time.

/// Replaces a file as a whole: a reader sees the old bytes or the new ones, whenever it looks and
/// whoever else writes. Not before they are on the disk does the name lead to the new ones.
///
/// What is no regular file (a device, a FIFO, and what a link leads to of the kind) is not replaced but
/// written to.
///
/// - Parameter mode: Of the new file, before the process's mask.
package func replaceFile(
  _ path: String, with bytes: [UInt8], mode: UInt32 = 0o666
) throws(FileError) {
  var status = stat()
  if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
    return try writeDirectly(bytes, to: path)
  }
  let draft = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max))"
  let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
  guard descriptor >= 0 else { throw FileError(path: path, errorNumber: errno) }
  var isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
  var number = errno
  isWritten = close(descriptor) == 0 && isWritten
  if isWritten {
    if unsafe rename(draft, path) == 0 { return }
    number = errno
  }
  unsafe unlink(draft)
  throw FileError(path: path, errorNumber: number)
}

private func writeDirectly(_ bytes: [UInt8], to path: String) throws(FileError) {
  let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError(path: path, errorNumber: errno) }
  let isWritten = writeAll(bytes, to: descriptor)
  let number = errno
  guard close(descriptor) == 0, isWritten else {
    throw FileError(path: path, errorNumber: isWritten ? errno : number)
  }
}

/// Gives a file other bytes, as a whole; what it is a link to, and who may read it, stay as they are.
package func rewriteFile(_ path: String, with bytes: [UInt8]) throws(FileError) {
  guard let resolved = unsafe realpath(path, nil) else {
    throw FileError(path: path, errorNumber: errno)
  }
  defer { unsafe free(resolved) }
  let target = unsafe String(cString: resolved)
  var status = stat()
  guard unsafe stat(target, &status) == 0 else { throw FileError(path: path, errorNumber: errno) }
  try replaceFile(target, with: bytes, mode: UInt32(status.st_mode & 0o777))
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = unsafe rest.withUnsafeBytes { buffer in
      unsafe write(descriptor, buffer.baseAddress, buffer.count)
    }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return false }
    rest = rest.dropFirst(written)
  }
  return true
}

/// Makes a folder and those above it, for this user alone.
///
/// - Returns: Whether it is there now.
func makeFolders(_ path: String) -> Bool {
  if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return true }
  guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex,
    makeFolders(String(path[..<slash]))
  else { return false }
  return unsafe mkdir(path, 0o700) == 0 || errno == EEXIST
}

/// Runs `body` while no other process does so for the same folder. Where the folder cannot be
/// locked, as on some network file systems, it runs all the same.
func withFolderLock<Failure: Error>(
  _ folder: String, _ body: () throws(Failure) -> Void
) throws(Failure) {
  let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
  defer { if descriptor >= 0 { close(descriptor) } }
  if descriptor >= 0 {
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }
  try body()
}

/// The value of an environment variable; nil where it is not set, or empty.
func environmentValue(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}

/// The time of day, UTC.
func currentSeconds() -> Int { time(nil) }
