/// Decompresses a file, of as many members or frames as it has, in constant memory.
///
/// Knows no files and no pipes: whoever has compressed bytes gives them, and room for the result. The
/// result does not depend on how the bytes come.
public struct Decompressor: ~Copyable {
  private var gzip: GzipDecoder?
  private var zstd: ZstdDecoder?

  /// How many times its size a file may expand to.
  private let maxExpansion: Int
  private let harmlessByteCount: Int

  /// Compressed bytes taken so far.
  private var taken = 0

  /// Bytes made of them.
  private var made = 0

  /// Whether the last byte taken ended a member or frame.
  private var isAtBoundary = true

  /// What a call took and made.
  public struct Step: Hashable, Sendable {
    public var taken = 0
    public var made = 0

    /// Whether a member or frame ended with the bytes taken.
    var isAtBoundary = false
  }

  /// More than data that people filter comes to, less than bombs do: gzip reaches 1032.
  public static let defaultMaxExpansion = 500

  /// A file that makes no more than this is never a bomb.
  public static let harmlessByteCount = 16 << 20

  /// - Parameter harmlessByteCount: A file that makes no more is never a bomb.
  /// - Throws: `CompressionError.memory`.
  public init(
    _ format: CompressionFormat, maxExpansion: Int = defaultMaxExpansion,
    harmlessByteCount: Int = Decompressor.harmlessByteCount
  ) throws(CompressionError) {
    switch format {
    case .gzip: gzip = try GzipDecoder()
    case .zstd: zstd = try ZstdDecoder()
    }
    self.maxExpansion = maxExpansion
    self.harmlessByteCount = harmlessByteCount
  }

  /// Goes on as far as the input reaches, or the room.
  ///
  /// - Returns: How many bytes of both were used. Neither: there is more to give or to take first.
  @unsafe
  public mutating func decompress(
    _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) throws(CompressionError) -> Step {
    var total = Step()
    while true {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: input[total.taken...])
      let free = unsafe UnsafeMutableRawBufferPointer(rebasing: room[total.made...])
      if unsafe isAtBoundary && rest.isEmpty { break }
      let step = try unsafe decode(rest, into: free)
      total.taken += step.taken
      total.made += step.made
      taken += step.taken
      made += step.made
      if step.taken > 0 || step.made > 0 { isAtBoundary = step.isAtBoundary }
      if made > harmlessByteCount, made / maxExpansion > taken {
        throw .expansion(offset: taken, limit: maxExpansion)
      }
      if total.made == room.count || step.taken == 0 && step.made == 0 { break }
    }
    return total
  }

  /// Decompresses all of a piece, unless it makes more than `limit` bytes: then the rest is not taken.
  public mutating func append(
    _ piece: [UInt8], to output: inout [UInt8], limit: Int
  ) throws(CompressionError) {
    var room = [UInt8](repeating: 0, count: min(max(limit, 1), 64 << 10))
    var taken = 0
    var made = 0
    while made < limit {
      let step = try unsafe room.withUnsafeMutableBufferPointer { room throws(CompressionError) in
        try unsafe piece.withUnsafeBufferPointer { piece throws(CompressionError) in
          let rest = unsafe UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: piece[taken...]))
          return try unsafe decompress(rest, into: UnsafeMutableRawBufferPointer(room))
        }
      }
      output += room[..<step.made]
      taken += step.taken
      made += step.made
      if step.made < room.count { return }
    }
  }

  @unsafe
  private mutating func decode(
    _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) throws(CompressionError) -> Step {
    if let step = try unsafe gzip?.decode(input, into: room, at: taken) { return step }
    return try unsafe zstd?.decode(input, into: room, at: taken) ?? Step()
  }

  /// Says that there is no more input.
  ///
  /// - Throws: `CompressionError.truncated` inside a member or frame.
  public func end() throws(CompressionError) {
    if !isAtBoundary { throw .truncated(offset: taken) }
  }
}
