extension [UInt8] {
  /// Appends a JSON value as one line. Line ends within it become spaces: raw ones stand only between
  /// tokens (RFC 8259 §7), where all white space means the same.
  mutating func append(line payload: [UInt8]) {
    for byte in payload { append(byte == 0x0A || byte == 0x0D ? 0x20 : byte) }
    append(0x0A)
  }
}

extension [SpoolRecord] {
  /// Newline-delimited JSON.
  var lines: [UInt8] {
    var lines: [UInt8] = []
    lines.reserveCapacity(reduce(0) { $0 + $1.payload.count + 1 })
    for record in self { lines.append(line: record.payload) }
    return lines
  }
}
