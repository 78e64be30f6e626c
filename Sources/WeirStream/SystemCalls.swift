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
  func unlink(_ path: String) throws(SystemError)
  func makeDirectory(_ path: String) throws(SystemError)
  func status(of descriptor: Int32) throws(SystemError) -> FileStatus
  func status(at path: String) throws(SystemError) -> FileStatus

  /// Where a symbolic link leads in the end; nil for what is no link.
  func linkTarget(_ path: String) -> String?

  /// Waits until a descriptor is ready, at most `milliseconds`; -1 waits without limit.
  @unsafe func poll(
    _ entries: UnsafeMutableBufferPointer<pollfd>, milliseconds: Int32
  ) throws(SystemError)

  /// Asks for a larger pipe. A wish: nothing depends on it.
  func widenPipe(_ descriptor: Int32, to bytes: Int32)
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

  /// Permission bits.
  package let mode: UInt32
}
