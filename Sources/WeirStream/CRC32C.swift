import CScan
import WeirJSON

/// CRC-32C (Castagnoli; RFC 3720 appendix B.4): tells a whole checkpoint from a torn one.
///
/// Part of the unsafe fence: it lends bytes to the C kernel for one call.
enum CRC32C {
  /// The checksum as eight lowercase hexadecimal digits.
  static func hexadecimal(of bytes: [UInt8]) -> String {
    let checksum = unsafe bytes.withUnsafeBytes { unsafe cscan_crc32c(0, $0.baseAddress, $0.count) }
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
