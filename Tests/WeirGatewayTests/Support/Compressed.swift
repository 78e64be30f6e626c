import WeirCompression

/// Bytes as a sender compresses them.
func compressed(_ bytes: [UInt8], _ format: CompressionFormat) throws -> [UInt8] {
  var compressor = try Compressor(format)
  var output: [UInt8] = []
  try unsafe bytes.withUnsafeBytes { try unsafe compressor.add($0, to: &output) }
  try compressor.end(to: &output)
  return output
}
