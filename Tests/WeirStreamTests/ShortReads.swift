import Glibc
import StreamTestSupport
import WeirStream

/// The system, except that no read returns more than `limit` bytes.
struct ShortReads: WrappedCalls {
  let limit: Int
  let base: any SystemCalls = LiveSystemCalls()

  init(limit: Int) { self.limit = limit }

  @unsafe func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try unsafe base.read(descriptor, into: shortened(buffer))
  }

  @unsafe func read(
    _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try unsafe base.read(descriptor, at: offset, into: shortened(buffer))
  }

  @unsafe private func shortened(
    _ buffer: UnsafeMutableRawBufferPointer
  ) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(limit))
  }
}
