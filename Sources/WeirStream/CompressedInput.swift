import WeirCompression

/// The bytes of an input that come compressed.
///
/// Part of the unsafe fence: it owns the room for compressed bytes, and lends it for one call at a time.
@safe
struct CompressedInput: ~Copyable {
  private var decompressor: Decompressor
  private let buffer: UnsafeMutableRawBufferPointer

  /// Compressed bytes that were read and not taken.
  private var waiting = 0..<0

  /// Whether the last call filled its room, so that there may be more without further input.
  private var mayHaveMore = false
  private var isInputEnded = false

  /// Whether everything was read.
  private(set) var isAtEnd = false

  private static let bufferBytes = 64 * 1024

  /// - Parameter first: The compressed bytes that were read to know the format.
  init(
    _ format: CompressionFormat, first: [UInt8], maxExpansion: Int
  ) throws(InputFailure) {
    do {
      decompressor = try Decompressor(format, maxExpansion: maxExpansion)
    } catch {
      throw .compressed(error)
    }
    unsafe buffer = .allocate(byteCount: CompressedInput.bufferBytes, alignment: 16)
    unsafe buffer.copyBytes(from: first)
    waiting = 0..<first.count
  }

  deinit { unsafe buffer.deallocate() }

  /// Whether nothing more can be made without further compressed bytes.
  var needsInput: Bool { waiting.isEmpty && !mayHaveMore && !isInputEnded }

  /// Takes further compressed bytes from `read`, which returns 0 at their end.
  @unsafe
  mutating func fill(
    _ read: (UnsafeMutableRawBufferPointer) throws(SystemError) -> Int
  ) throws(InputFailure) {
    do {
      let count = try unsafe read(buffer)
      waiting = 0..<count
      isInputEnded = count == 0
    } catch {
      throw .system(error)
    }
  }

  /// Decompresses into the room. Returns 0 also where further compressed bytes are needed first.
  @unsafe
  mutating func read(into room: UnsafeMutableRawBufferPointer) throws(InputFailure) -> Int {
    do {
      let input = unsafe UnsafeRawBufferPointer(rebasing: buffer[waiting])
      let step = try unsafe decompressor.decompress(input, into: room)
      waiting = waiting.lowerBound + step.taken..<waiting.upperBound
      mayHaveMore = step.made == room.count
      if step.made == 0, waiting.isEmpty, isInputEnded {
        try decompressor.end()
        isAtEnd = true
      }
      return step.made
    } catch {
      throw .compressed(error)
    }
  }
}
