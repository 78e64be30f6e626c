import CScan

/// A SHA-256 under way (FIPS 180-4). Copying it forks the computation.
///
/// Part of the unsafe fence: it lends bytes to the C kernel for one call at a time.
package struct SHA256 {
  private var state = cscan_sha256()

  package init() {
    unsafe cscan_sha256_init(&state)
  }

  package mutating func update(_ bytes: ByteSlice) {
    let buffer = unsafe bytes.unsafeBytes
    unsafe cscan_sha256_update(&state, buffer.baseAddress, buffer.count)
  }

  package mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe cscan_sha256_update(&state, $0.baseAddress, $0.count) }
  }

  /// Takes a text and an end mark, so that two fields cannot be cut differently and hash alike.
  package mutating func update(field text: String) {
    update(Array(text.utf8) + [0])
  }

  /// The digest as 64 lowercase hexadecimal digits.
  package consuming func hexadecimal() -> String {
    let digits = Array("0123456789abcdef".utf8)
    var digest: [UInt8] = Array(repeating: 0, count: 32)
    unsafe digest.withUnsafeMutableBufferPointer {
      unsafe cscan_sha256_final(&state, $0.baseAddress)
    }
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension SHA256 {
  package static func hexadecimal(of bytes: ByteSlice) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal()
  }

  package static func hexadecimal(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal()
  }
}
