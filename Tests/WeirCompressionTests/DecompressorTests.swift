import TestSupport
import Testing

@testable import WeirCompression

/// Compressed files are read whole, in whatever pieces they come, or refused with the place.
struct DecompressorTests {
  @Test(
    "several members, cut anywhere, give what went in", arguments: CompressionFormat.allCases)
  func roundTrip(format: CompressionFormat) throws {
    let parts = [Self.text(1000), [], Self.text(70_000), [1]]
    let file = try Self.file(parts, format)
    for (inputBytes, roomBytes) in [(1, 1 << 17), (7, 100), (1 << 17, 3), (1 << 17, 1 << 17)] {
      let bytes = try Self.read(file, format, inputBytes: inputBytes, roomBytes: roomBytes)
      #expect(bytes == Array(parts.joined()), "\(inputBytes) \(roomBytes)")
    }
  }

  @Test(
    "a file that ends anywhere but behind a member is truncated, and that is where",
    arguments: CompressionFormat.allCases)
  func truncated(format: CompressionFormat) throws {
    let first = try Self.file([Self.text(50)], format)
    let file = first + (try Self.file([Self.text(40)], format))
    for end in 1..<file.count where end != first.count {
      #expect(throws: CompressionError.truncated(offset: end)) {
        try Self.read(Array(file[..<end]), format)
      }
    }
    #expect(try Self.read(Array(file[..<first.count]), format) == Self.text(50))
  }

  @Test(
    "what follows the last member and is none is garbage", arguments: CompressionFormat.allCases)
  func trailingGarbage(format: CompressionFormat) throws {
    let file = try Self.file([Self.text(50)], format)
    for garbage in ["nothing", "\0\0\0\0\0", "\u{1F}x, and more"] {
      for inputBytes in [1, 1000] {
        #expect(throws: CompressionError.trailingGarbage(offset: file.count)) {
          try Self.read(file + Array(garbage.utf8), format, inputBytes: inputBytes)
        }
      }
    }
  }

  @Test("a flipped bit is found by the checksum", arguments: CompressionFormat.allCases)
  func corrupt(format: CompressionFormat) throws {
    let whole = try Self.file([Self.text(2000)], format)
    var file = whole
    file[file.count - 2] ^= 1
    do {
      _ = try Self.read(file, format, inputBytes: 8)
      Issue.record("a damaged file was read")
    } catch CompressionError.corrupt(let offset, let reason) {
      #expect((whole.count - 16...whole.count).contains(offset) && !reason.isEmpty)
    }
  }

  @Test(
    "a bomb is stopped, and a little of the same is none", arguments: CompressionFormat.allCases)
  func bomb(format: CompressionFormat) throws {
    let zeros = [UInt8](repeating: 0, count: Decompressor.harmlessByteCount)
    let harmless = try Self.file([zeros], format)
    #expect(try Self.read(harmless, format, roomBytes: 1 << 20).count == zeros.count)
    let bomb = try Self.file([zeros, zeros], format)
    do {
      _ = try Self.read(bomb, format, roomBytes: 1 << 20, maxExpansion: 500)
      Issue.record("a bomb was read")
    } catch CompressionError.expansion(let offset, let limit) {
      #expect(offset <= bomb.count && limit == 500)
    }
    #expect(try Self.read(bomb, format, maxExpansion: 1_000_000).count == 2 * zeros.count)
  }

  @Test("formats are told by their first bytes and by names")
  func recognition() throws {
    for format in CompressionFormat.allCases {
      let file = try Self.file([[1]], format)
      #expect(CompressionFormat(magic: Array(file.prefix(4))) == format)
      #expect(CompressionFormat.mayBegin(with: Array(file.prefix(1))))
    }
    #expect(CompressionFormat(magic: [0x53, 0x2A, 0x4D, 0x18]) == .zstd)
    for text in ["{\"a\"", "[1]", "(", "\u{1F}a", "S", "", "12"] {
      #expect(CompressionFormat(magic: Array(text.utf8)) == nil)
    }
    #expect(!CompressionFormat.mayBegin(with: Array("{".utf8)))
    #expect(CompressionFormat(fileName: "a.ndjson.gz") == .gzip)
    #expect(CompressionFormat(fileName: "a.zst") == .zstd)
    #expect(CompressionFormat(fileName: "gz") == nil)
  }
}

extension DecompressorTests {
  private static func text(_ count: Int) -> [UInt8] {
    var random = SeededGenerator(seed: UInt64(count))
    return (0..<count).map { _ in UInt8.random(in: 97...110, using: &random) }
  }

  /// A file with a member or frame for each part.
  private static func file(_ parts: [[UInt8]], _ format: CompressionFormat) throws -> [UInt8] {
    var compressor = try Compressor(format)
    var file: [UInt8] = []
    for part in parts {
      try unsafe part.withUnsafeBytes { bytes in
        // In two pieces.
        let half = bytes.count / 2
        try unsafe compressor.add(UnsafeRawBufferPointer(rebasing: bytes[..<half]), to: &file)
        try unsafe compressor.add(UnsafeRawBufferPointer(rebasing: bytes[half...]), to: &file)
      }
      try compressor.end(to: &file)
    }
    return file
  }

  private static func read(
    _ file: [UInt8], _ format: CompressionFormat, inputBytes: Int = 1 << 16,
    roomBytes: Int = 1 << 16, maxExpansion: Int = Decompressor.defaultMaxExpansion
  ) throws -> [UInt8] {
    var decompressor = try Decompressor(format, maxExpansion: maxExpansion)
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: roomBytes)
    var start = 0
    while true {
      let piece = Array(file[start..<min(start + inputBytes, file.count)])
      let step = try unsafe piece.withUnsafeBytes { input in
        try unsafe room.withUnsafeMutableBytes { room in
          try unsafe decompressor.decompress(input, into: room)
        }
      }
      start += step.taken
      bytes += room[..<step.made]
      if step.made == 0, start == file.count { break }
    }
    try decompressor.end()
    return bytes
  }
}
