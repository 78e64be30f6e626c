import CScan
import WeirJSON

/// CRC-32C (Castagnoli; RFC 3720 appendix B.4): tells what was written from what was torn or damaged.
///
/// Part of the unsafe fence: it lends bytes to the C kernel for one call.
package enum CRC32C {
  /// The checksum of bytes, or of all bytes so far.
  ///
  /// - Parameter checksum: That of the bytes before these; 0 if there are none.
  package static func checksum(of bytes: [UInt8], continuing checksum: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe cscan_crc32c(checksum, $0.baseAddress, $0.count) }
  }

  /// The checksum as eight lowercase hexadecimal digits.
  static func hexadecimal(of bytes: [UInt8]) -> String {
    let digits = String(checksum(of: bytes), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
