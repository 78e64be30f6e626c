#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The limits of what is read whole into memory.
public enum FileLimit {
  /// Bytes of a schema file. The largest public ones have a few megabytes.
  public static let schema = 256 << 20

  /// Bytes of a `.weirignore`.
  public static let ignoreRules = 16 << 20

  /// Bytes of an instance file: as many as a document's 32-bit offsets can address, and some less.
  public static let instance = 4000 << 20
}

/// The bytes of a file; `-` is standard input.
///
/// - Parameter limit: How many bytes are acceptable; nothing beyond is read.
/// - Throws: `FileError`, also for a directory.
///
/// Linear; works on pipes. The unsafe calls of this file hand the system a buffer together with its
/// own size, and keep no pointer.
public func readFile(_ path: String, limit: Int = FileLimit.instance) throws(FileError) -> [UInt8] {
  if path == "-" { return try readAll(from: STDIN_FILENO, path: path, limit: limit) }
  let descriptor = try openForReading(path)
  defer { close(descriptor) }
  return try readAll(from: descriptor, path: path, limit: limit)
}

/// Opens a file; the caller closes it.
func openForReading(_ path: String) throws(FileError) -> Int32 {
  // A NUL would silently end the path early.
  guard !path.utf8.contains(0) else { throw FileError(path: path, errorNumber: ENOENT) }
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError(path: path, errorNumber: errno) }
  return descriptor
}

private func readAll(
  from descriptor: Int32, path: String, limit: Int
) throws(FileError) -> [UInt8] {
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else {
    throw FileError(path: path, errorNumber: errno)
  }
  guard status.st_mode & S_IFMT != S_IFDIR else {
    throw FileError(path: path, errorNumber: EISDIR)
  }
  guard status.st_size <= limit else { throw FileError(path: path, limit: limit) }
  // One more than the size, so that the end is seen without growing.
  var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size) + 1, 1 << 12))
  var count = 0
  while true {
    if count == bytes.count { bytes += repeatElement(0, count: bytes.count) }
    let received = unsafe bytes.withUnsafeMutableBytes { buffer in
      let free = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      return unsafe read(descriptor, free.baseAddress, free.count)
    }
    if received < 0, errno == EINTR { continue }
    guard received >= 0 else { throw FileError(path: path, errorNumber: errno) }
    if received == 0 { break }
    count += received
    guard count <= limit else { throw FileError(path: path, limit: limit) }
  }
  bytes.removeLast(bytes.count - count)
  return bytes
}

/// Whether there is a file of that name, or something else that goes by it.
func fileExists(_ path: String) -> Bool {
  guard !path.utf8.contains(0) else { return false }
  return unsafe access(path, F_OK) == 0
}

/// The absolute path of the current directory; the root if it is gone.
func currentDirectory() -> String {
  guard let path = unsafe getcwd(nil, 0) else { return "/" }
  defer { unsafe free(path) }
  return unsafe String(cString: path)
}

/// The system's own words for an error number.
func systemText(for errorNumber: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  return unsafe buffer.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return "error \(errorNumber)" }
    let status = unsafe strerror_r(errorNumber, base, buffer.count)
    return status == 0 ? unsafe String(cString: base) : "error \(errorNumber)"
  }
}
