package import Glibc
package import WeirStream

/// System calls that go on to other ones, unless a method says otherwise.
package protocol WrappedCalls: SystemCalls {
  var base: any SystemCalls { get }
}

extension WrappedCalls {
  package func open(_ path: String, flags: Int32, mode: UInt32) throws(SystemError) -> Int32 {
    try base.open(path, flags: flags, mode: mode)
  }

  package func close(_ descriptor: Int32) { base.close(descriptor) }

  @unsafe package func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try unsafe base.read(descriptor, into: buffer)
  }

  @unsafe package func read(
    _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try unsafe base.read(descriptor, at: offset, into: buffer)
  }

  @unsafe package func write(
    _ descriptor: Int32, _ pieces: UnsafeBufferPointer<iovec>
  ) throws(SystemError) -> Int {
    try unsafe base.write(descriptor, pieces)
  }

  package func synchronize(_ descriptor: Int32) throws(SystemError) {
    try base.synchronize(descriptor)
  }

  package func truncate(_ descriptor: Int32, to length: Int) throws(SystemError) {
    try base.truncate(descriptor, to: length)
  }

  package func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemError) {
    try base.setMode(descriptor, mode)
  }

  package func rename(_ path: String, to newPath: String) throws(SystemError) {
    try base.rename(path, to: newPath)
  }

  package func link(_ path: String, as newPath: String) throws(SystemError) {
    try base.link(path, as: newPath)
  }

  package func unlink(_ path: String) throws(SystemError) { try base.unlink(path) }

  package func makeDirectory(_ path: String) throws(SystemError) { try base.makeDirectory(path) }

  package func status(of descriptor: Int32) throws(SystemError) -> FileStatus {
    try base.status(of: descriptor)
  }

  package func status(at path: String) throws(SystemError) -> FileStatus {
    try base.status(at: path)
  }

  package func names(in folder: String) throws(SystemError) -> [String] {
    try base.names(in: folder)
  }

  package func seek(
    _ descriptor: Int32, to offset: Int, from origin: SeekOrigin
  ) throws(SystemError) -> Int {
    try base.seek(descriptor, to: offset, from: origin)
  }

  package func lock(_ descriptor: Int32) throws(SystemError) { try base.lock(descriptor) }

  package func isTerminal(_ descriptor: Int32) -> Bool { base.isTerminal(descriptor) }

  package func linkTarget(_ path: String) -> String? { base.linkTarget(path) }

  @unsafe package func poll(
    _ entries: UnsafeMutableBufferPointer<pollfd>, milliseconds: Int32
  ) throws(SystemError) {
    try unsafe base.poll(entries, milliseconds: milliseconds)
  }

  package func widenPipe(_ descriptor: Int32, to bytes: Int32) {
    base.widenPipe(descriptor, to: bytes)
  }
}
