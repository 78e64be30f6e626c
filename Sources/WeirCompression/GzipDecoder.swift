import CZlib

/// zlib's inflate over the members of a gzip file (RFC 1952 section 2.2).
///
/// Part of the unsafe fence: the stream stays at one address from `init` to `deinit`; bytes are lent for
/// one call at a time.
@safe
struct GzipDecoder: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>

  /// Members that have ended.
  private var memberCount = 0

  init() throws(CompressionError) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe czlib_begin_inflate(stream) == Z_OK else {
      unsafe stream.deallocate()
      throw .memory
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Goes on to the end of the input, of the room or of the member, whichever comes first.
  ///
  /// - Parameter offset: Of the input in the file, for errors.
  @unsafe
  mutating func decode(
    _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(CompressionError) -> Decompressor.Step {
    let inputCount = min(input.count, Int(UInt32.max))
    let roomCount = min(room.count, Int(UInt32.max))
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(inputCount)
    unsafe stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(roomCount)
    let status = unsafe inflate(stream, Z_NO_FLUSH)
    let taken = unsafe inputCount - Int(stream.pointee.avail_in)
    let made = unsafe roomCount - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK, Z_BUF_ERROR: return Decompressor.Step(taken: taken, made: made)
    case Z_STREAM_END:
      memberCount += 1
      unsafe inflateReset(stream)
      return Decompressor.Step(taken: taken, made: made, isAtBoundary: true)
    case Z_MEM_ERROR: throw .memory
    default:
      // What is no header at all is no further member.
      let memberOffset = unsafe Int(stream.pointee.total_in)
      if memberCount > 0, memberOffset <= 2 {
        throw .trailingGarbage(offset: offset + taken - memberOffset)
      }
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw .corrupt(offset: offset + taken, reason: reason ?? "unknown")
    }
  }
}
