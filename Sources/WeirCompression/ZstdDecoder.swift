import CZstd

/// libzstd over the frames of a file (RFC 8878 section 3.1).
///
/// Part of the unsafe fence: the context belongs to this value alone; bytes are lent for one call at a
/// time.
@safe
struct ZstdDecoder: ~Copyable {
  private let context: OpaquePointer

  /// Frames that have ended, and bytes taken since then.
  private var frameCount = 0
  private var takenOfFrame = 0

  /// The largest window that frames may ask for, as a power of two: what zstd itself allows unless told
  /// otherwise. Only frames that were made for it (`--long`, `--ultra`) ask for more than 8 MiB.
  private static let windowLog = 27

  init() throws(CompressionError) {
    guard let context = unsafe ZSTD_createDCtx() else { throw .memory }
    unsafe self.context = context
    unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(ZstdDecoder.windowLog))
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  /// Goes on to the end of the input, of the room or of the frame, whichever comes first.
  ///
  /// - Parameter offset: Of the input in the file, for errors.
  @unsafe
  mutating func decode(
    _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(CompressionError) -> Decompressor.Step {
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
    let result = unsafe ZSTD_decompressStream(context, &target, &source)
    if ZSTD_isError(result) != 0 {
      throw error(ZSTD_getErrorCode(result), at: offset)
    }
    let step = unsafe Decompressor.Step(
      taken: source.pos, made: target.pos, isAtBoundary: result == 0)
    takenOfFrame += step.taken
    if step.isAtBoundary {
      frameCount += 1
      takenOfFrame = 0
    }
    return step
  }

  private func error(_ code: ZSTD_ErrorCode, at offset: Int) -> CompressionError {
    switch code {
    // What is no header at all is no further frame.
    case ZSTD_error_prefix_unknown where frameCount > 0:
      .trailingGarbage(offset: offset - takenOfFrame)
    case ZSTD_error_frameParameter_windowTooLarge:
      .window(offset: offset, limit: 1 << ZstdDecoder.windowLog)
    case ZSTD_error_memory_allocation: .memory
    default:
      unsafe .corrupt(offset: offset, reason: String(cString: ZSTD_getErrorString(code)))
    }
  }
}
