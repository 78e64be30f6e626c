import CScan
import TestSupport
import Testing
import WeirJSON

@testable import WeirStream

/// The two checksums against their standards' vectors, and each portable path against the other.
struct ChecksumTests {
  @Test(
    "SHA-256 gives the digests of FIPS 180-4's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
          + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func sha256(text: String, digest: String) {
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == digest)
  }

  @Test("SHA-256 of a million a, the last of the standard's examples")
  func sha256OfMuch() {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(SHA256.hexadecimal(of: text) == digest)
  }

  @Test("SHA-256 does not depend on how the bytes were cut")
  func sha256InPieces() {
    var random = SeededGenerator(seed: 11)
    let bytes = randomBytes(1000, &random)
    for _ in 0..<50 {
      var hash = SHA256()
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 0...130, using: &random))
        hash.update(Array(bytes[start..<end]))
        start = end
      }
      #expect(hash.hexadecimal() == SHA256.hexadecimal(of: bytes))
    }
  }

  @Test("SHA-256 is the same by the processor's instructions and in portable C")
  func sha256Paths() {
    var random = SeededGenerator(seed: 12)
    for count in [0, 1, 55, 56, 63, 64, 65, 119, 120, 4096, 10_007] {
      let bytes = randomBytes(count, &random)
      #expect(SHA256.hexadecimal(of: bytes) == portableSHA256(bytes), "\(count) bytes")
    }
  }

  @Test("CRC-32C gives the values of RFC 3720 appendix B.4, on both paths", arguments: crcVectors)
  func crc32c(vector: (bytes: [UInt8], crc: UInt32)) {
    #expect(unsafe cscan_crc32c(0, vector.bytes, vector.bytes.count) == vector.crc)
    #expect(unsafe cscan_crc32c_portable(0, vector.bytes, vector.bytes.count) == vector.crc)
  }

  @Test("CRC-32C is the same on both paths, whole and continued, at any alignment")
  func crc32cPaths() {
    var random = SeededGenerator(seed: 13)
    let bytes = randomBytes(5000, &random)
    for _ in 0..<200 {
      let start = Int.random(in: 0..<64, using: &random)
      let end = Int.random(in: start...bytes.count, using: &random)
      let middle = Int.random(in: start...end, using: &random)
      unsafe bytes.withUnsafeBytes { buffer in
        let whole = unsafe cscan_crc32c(0, buffer.baseAddress! + start, end - start)
        let first = unsafe cscan_crc32c(0, buffer.baseAddress! + start, middle - start)
        let portable = unsafe cscan_crc32c_portable(0, buffer.baseAddress! + start, end - start)
        #expect(whole == portable)
        #expect(unsafe cscan_crc32c(first, buffer.baseAddress! + middle, end - middle) == whole)
      }
    }
  }

  // MARK: Parts

  static let crcVectors: [(bytes: [UInt8], crc: UInt32)] = [
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    ([UInt8](0..<32), 0x46DD_794E),
    ([UInt8](0..<32).reversed(), 0x113F_DB5C),
    // An iSCSI SCSI Read (10) command.
    (
      [
        0x01, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0,
        0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0,
      ], 0xD996_3A56
    ),
    (Array("123456789".utf8), 0xE306_9283),
  ]

  private func randomBytes(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// FIPS 180-4 section 5.1.1's padding around the portable compression.
  private func portableSHA256(_ bytes: [UInt8]) -> String {
    var hash = cscan_sha256()
    unsafe cscan_sha256_init(&hash)
    var padded = bytes + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += unsafe withUnsafeBytes(of: UInt64(bytes.count * 8).bigEndian) { unsafe Array($0) }
    unsafe withUnsafeMutableBytes(of: &hash.state) { state in
      unsafe cscan_sha256_compress_portable(
        state.assumingMemoryBound(to: UInt32.self).baseAddress, padded, padded.count / 64)
    }
    let words = unsafe withUnsafeBytes(of: hash.state) {
      unsafe Array($0.bindMemory(to: UInt32.self))
    }
    return words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}
