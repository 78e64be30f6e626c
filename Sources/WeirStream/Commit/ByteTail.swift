import WeirJSON

/// The last bytes of a stream, as many as a fingerprint looks at.
struct ByteTail: Sendable {
  private var bytes: [UInt8]

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  /// Takes the next bytes of the stream. Copies 4 KiB at most.
  mutating func append(_ next: ByteSlice) {
    let limit = Fingerprint.maxBytes
    if next.count >= limit {
      bytes = next[next.count - limit..<next.count].copied()
    } else {
      bytes += next.copied()
      // Now and then only, so that many short pieces cost no more than their own bytes.
      if bytes.count > 4 * limit { bytes.removeFirst(bytes.count - limit) }
    }
  }

  var last: [UInt8] { Array(bytes.suffix(Fingerprint.maxBytes)) }

  var fingerprint: Fingerprint { Fingerprint(last) }
}
