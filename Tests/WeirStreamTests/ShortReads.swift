import Glibc
import WeirStream

/// The system, except that no read returns more than `limit` bytes.
struct ShortReads: SystemCalls {
  let limit: Int
  private let live = LiveSystemCalls()

  init(limit: Int) { self.limit = limit }

  @unsafe func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try unsafe live.read(descriptor, into: shortened(buffer))
  }

  @unsafe func read(
    _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try unsafe live.read(descriptor, at: offset, into: shortened(buffer))
  }

  @unsafe private func shortened(
    _ buffer: UnsafeMutableRawBufferPointer
  ) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(limit))
  }

  func open(_ path: String, flags: Int32, mode: UInt32) throws(SystemError) -> Int32 {
    try live.open(path, flags: flags, mode: mode)
  }

  func close(_ descriptor: Int32) { live.close(descriptor) }

  @unsafe func write(
    _ descriptor: Int32, _ pieces: UnsafeBufferPointer<iovec>
  ) throws(SystemError) -> Int {
    try unsafe live.write(descriptor, pieces)
  }

  func synchronize(_ descriptor: Int32) throws(SystemError) { try live.synchronize(descriptor) }

  func truncate(_ descriptor: Int32, to length: Int) throws(SystemError) {
    try live.truncate(descriptor, to: length)
  }

  func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemError) {
    try live.setMode(descriptor, mode)
  }

  func rename(_ path: String, to newPath: String) throws(SystemError) {
    try live.rename(path, to: newPath)
  }

  func unlink(_ path: String) throws(SystemError) { try live.unlink(path) }

  func makeDirectory(_ path: String) throws(SystemError) { try live.makeDirectory(path) }

  func status(of descriptor: Int32) throws(SystemError) -> FileStatus {
    try live.status(of: descriptor)
  }

  func status(at path: String) throws(SystemError) -> FileStatus { try live.status(at: path) }

  func linkTarget(_ path: String) -> String? { live.linkTarget(path) }

  @unsafe func poll(
    _ entries: UnsafeMutableBufferPointer<pollfd>, milliseconds: Int32
  ) throws(SystemError) {
    try unsafe live.poll(entries, milliseconds: milliseconds)
  }

  func widenPipe(_ descriptor: Int32, to bytes: Int32) { live.widenPipe(descriptor, to: bytes) }
}
