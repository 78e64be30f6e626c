import CScan

// Part of the unsafe fence: lends bytes, and a buffer on the stack, to the C kernel that escapes.

extension Array where Element == UInt8 {
  /// Appends text that is valid UTF-8 as the inside of a JSON string (RFC 8259 section 7).
  package mutating func append(escaped text: ByteSlice) {
    // What is larger than 1,024 bytes would be allocated, for each string anew.
    let pieceBytes = 168
    let capacity = Int(CSCAN_LONGEST_ESCAPE) * pieceBytes + Int(CSCAN_ESCAPE_SLACK)
    var start = 0
    while start < text.count {
      let piece = text[start..<Swift.min(start + pieceBytes, text.count)]
      unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
        guard let out = buffer.baseAddress else { return }
        let count = unsafe cscan_escape(piece.base, piece.count, out)
        unsafe append(contentsOf: UnsafeBufferPointer(start: out, count: count))
      }
      start += piece.count
    }
  }
}
