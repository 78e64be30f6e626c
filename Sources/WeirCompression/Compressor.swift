import CZlib
import CZstd

/// Compresses pieces of bytes into members (gzip) or frames (zstd), each whole by itself: a file of them
/// can be cut or appended to wherever one ends. The same pieces give the same bytes.
///
/// Part of the unsafe fence: stream and context stay where they are from `init` to `deinit`; bytes are
/// lent for one call at a time.
@safe
public struct Compressor: ~Copyable {
  private let codec: Codec

  @unsafe
  private enum Codec {
    case gzip(UnsafeMutablePointer<z_stream>)
    case zstd(OpaquePointer)
  }

  /// What the formats' own commands take by default.
  private static let gzipLevel: Int32 = 6
  private static let zstdLevel: Int32 = 3

  /// - Throws: `CompressionError.memory`.
  public init(_ format: CompressionFormat) throws(CompressionError) {
    switch format {
    case .gzip:
      let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      unsafe stream.initialize(to: z_stream())
      guard unsafe czlib_begin_deflate(stream, Compressor.gzipLevel) == Z_OK else {
        unsafe stream.deallocate()
        throw .memory
      }
      unsafe codec = .gzip(stream)
    case .zstd:
      guard let context = unsafe ZSTD_createCCtx() else { throw .memory }
      unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Compressor.zstdLevel)
      unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
      unsafe codec = .zstd(context)
    }
  }

  deinit {
    switch unsafe codec {
    case .gzip(let stream):
      unsafe deflateEnd(stream)
      unsafe stream.deallocate()
    case .zstd(let context): unsafe ZSTD_freeCCtx(context)
    }
  }

  /// Adds bytes to the member or frame under way; what comes of them is appended to `output`.
  @unsafe
  public mutating func add(
    _ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]
  ) throws(CompressionError) {
    try unsafe run(bytes, isEnd: false, to: &output)
  }

  /// The same for bytes of an array.
  public mutating func add(
    _ bytes: [UInt8], to output: inout [UInt8]
  ) throws(CompressionError) {
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(CompressionError) in
      try unsafe add(UnsafeRawBufferPointer(buffer), to: &output)
    }
  }

  /// Ends the member or frame.
  public mutating func end(to output: inout [UInt8]) throws(CompressionError) {
    try unsafe run(UnsafeRawBufferPointer(start: nil, count: 0), isEnd: true, to: &output)
  }

  @unsafe
  private mutating func run(
    _ bytes: UnsafeRawBufferPointer, isEnd: Bool, to output: inout [UInt8]
  ) throws(CompressionError) {
    var taken = 0
    while true {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[taken...])
      var step = (taken: 0, made: 0, isDone: true)
      unsafe withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 16) { room in
        step = unsafe encode(rest, isEnd: isEnd, into: room)
        unsafe output.append(contentsOf: room[..<step.made])
      }
      if step.made < 0 { throw .memory }
      taken += step.taken
      if step.isDone, taken == bytes.count { return }
    }
  }

  @unsafe
  private mutating func encode(
    _ bytes: UnsafeRawBufferPointer, isEnd: Bool, into room: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, made: Int, isDone: Bool) {
    switch unsafe codec {
    case .gzip(let stream): unsafe deflate(stream, bytes, isEnd: isEnd, into: room)
    case .zstd(let context): unsafe encode(context, bytes, isEnd: isEnd, into: room)
    }
  }
}

extension Compressor {
  @unsafe
  private func deflate(
    _ stream: UnsafeMutablePointer<z_stream>, _ bytes: UnsafeRawBufferPointer, isEnd: Bool,
    into room: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, made: Int, isDone: Bool) {
    let count = min(bytes.count, Int(UInt32.max))
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(count)
    unsafe stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(room.count)
    let status = unsafe CZlib.deflate(stream, isEnd ? Z_FINISH : Z_NO_FLUSH)
    let taken = unsafe count - Int(stream.pointee.avail_in)
    let made = unsafe room.count - Int(stream.pointee.avail_out)
    if status == Z_STREAM_END { unsafe deflateReset(stream) }
    return (taken, made, isEnd ? status == Z_STREAM_END : made < room.count)
  }

  @unsafe
  private func encode(
    _ context: OpaquePointer, _ bytes: UnsafeRawBufferPointer, isEnd: Bool,
    into room: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, made: Int, isDone: Bool) {
    var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
    let rest = unsafe ZSTD_compressStream2(
      context, &target, &source, isEnd ? ZSTD_e_end : ZSTD_e_continue)
    // The only thing that can go wrong with these parameters.
    if ZSTD_isError(rest) != 0 { return (0, -1, true) }
    return unsafe (source.pos, target.pos, isEnd ? rest == 0 : target.pos < room.count)
  }
}
