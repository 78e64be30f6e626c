import WeirCompression

/// A body's bytes as they are meant: decompressed where its `Content-Encoding` says so (RFC 9110
/// section 8.4), piece by piece, within limits.
struct BodyDecoder: ~Copyable {
  private var decompressor: Decompressor?
  private let maxBytes: Int
  private var takenBytes = 0
  private var madeBytes = 0

  /// - Parameter encoding: The header's value; nil or `identity` for none.
  init(encoding: String?, _ settings: IngestSettings) throws(Problem) {
    maxBytes = settings.maxBodyBytes
    switch encoding?.lowercased() {
    case nil, "", "identity": decompressor = nil
    case "gzip", "x-gzip": decompressor = try BodyDecoder.open(.gzip, settings)
    case "zstd": decompressor = try BodyDecoder.open(.zstd, settings)
    case .some(let other): throw .unknownEncoding(other)
    }
  }

  private static func open(
    _ format: CompressionFormat, _ settings: IngestSettings
  ) throws(Problem) -> Decompressor {
    do {
      return try Decompressor(
        format, maxExpansion: settings.maxExpansion, harmlessByteCount: settings.maxRecordBytes)
    } catch {
      throw Problem(error)
    }
  }

  /// The decoded bytes of the next piece.
  mutating func decode(_ piece: [UInt8]) throws(Problem) -> [UInt8] {
    takenBytes += piece.count
    guard takenBytes <= maxBytes else { throw .bodyTooLarge(limit: maxBytes) }
    guard decompressor != nil else { return piece }
    var bytes: [UInt8] = []
    do {
      try decompressor?.append(piece, to: &bytes, limit: maxBytes - madeBytes + 1)
    } catch {
      throw Problem(error)
    }
    madeBytes += bytes.count
    guard madeBytes <= maxBytes else { throw .bodyTooLarge(limit: maxBytes) }
    return bytes
  }

  /// - Throws: for a body that ends inside a member or frame.
  mutating func end() throws(Problem) {
    do throws(CompressionError) { try decompressor?.end() } catch { throw Problem(error) }
  }
}
