/// How a file is compressed.
public enum CompressionFormat: String, Sendable, CaseIterable {
  /// RFC 1952, of one or more members.
  case gzip

  /// RFC 8878, of one or more frames.
  case zstd

  /// How many bytes tell a format.
  public static let magicByteCount = 4

  /// The format of a file that begins with these bytes; nil for one that is not compressed, as far as
  /// its first bytes tell.
  ///
  /// No JSON text begins like that, so nothing that is JSON is taken for compressed.
  public init?(magic: [UInt8]) {
    if magic.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if magic.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || CompressionFormat.skips(magic) {
      self = .zstd
    } else {
      return nil
    }
  }

  /// Whether more bytes behind these could make a magic.
  public static func mayBegin(with bytes: [UInt8]) -> Bool {
    bytes.count < magicByteCount && CompressionFormat(magic: bytes) == nil
      && ([[0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD]].contains { $0.starts(with: bytes) }
        || bytes.first.map { $0 & 0xF0 == 0x50 } ?? true
          && [0x2A, 0x4D, 0x18].starts(with: bytes.dropFirst()))
  }

  /// Whether a zstd file begins with a frame to be skipped (RFC 8878 section 3.1.2), as those of pzstd
  /// do.
  private static func skips(_ magic: [UInt8]) -> Bool {
    magic.count >= 4 && magic[0] & 0xF0 == 0x50 && magic[1...3] == [0x2A, 0x4D, 0x18]
  }

  /// The format that a file's name says.
  public init?(fileName: String) {
    if fileName.hasSuffix(".gz") {
      self = .gzip
    } else if fileName.hasSuffix(".zst") || fileName.hasSuffix(".zstd") {
      self = .zstd
    } else {
      return nil
    }
  }
}
