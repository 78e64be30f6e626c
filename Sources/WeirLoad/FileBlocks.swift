#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is read block by block, so that it may be larger than memory. Closed when this goes.
///
/// Part of the unsafe fence: it hands the system a part of a buffer with that part's own size, and
/// keeps no pointer.
package struct FileBlocks: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens a file; `-` is standard input.
  package init(_ path: String) throws(FileError) {
    self.path = path
    descriptor = path == "-" ? STDIN_FILENO : try openForReading(path)
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Reads what comes next into `bytes`, from `start` up to `limit`, which lie within it.
  ///
  /// - Returns: How many bytes came; 0 at the end of the file only, if there was room.
  package func read(
    into bytes: inout [UInt8], from start: Int, limit: Int
  ) throws(FileError) -> Int {
    precondition(start >= 0 && start <= limit && limit <= bytes.count)
    while true {
      let received = unsafe bytes.withUnsafeMutableBytes { buffer in
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[start..<limit])
        return unsafe systemRead(descriptor, room.baseAddress, room.count)
      }
      if received >= 0 { return received }
      guard errno == EINTR else { throw FileError(path: path, errorNumber: errno) }
    }
  }
}

/// The system's `read`, whose name the method above hides.
private func systemRead(
  _ descriptor: Int32, _ room: UnsafeMutableRawPointer?, _ count: Int
) -> Int {
  unsafe read(descriptor, room, count)
}
