/// Appends fields in the wire format of Protocol Buffers (protobuf.dev, "Encoding").
///
/// A field with its default value is left out, as proto3 does; `always` writes it.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer(_ field: Int, _ value: UInt64, always: Bool = false) {
    guard value != 0 || always else { return }
    tag(field, wireType: 0)
    varint(value)
  }

  mutating func fixed64(_ field: Int, _ value: UInt64, always: Bool = false) {
    guard value != 0 || always else { return }
    tag(field, wireType: 1)
    littleEndian(value, byteCount: 8)
  }

  mutating func fixed32(_ field: Int, _ value: UInt32) {
    guard value != 0 else { return }
    tag(field, wireType: 5)
    littleEndian(UInt64(value), byteCount: 4)
  }

  mutating func string(_ field: Int, _ value: String, always: Bool = false) {
    guard !value.isEmpty || always else { return }
    delimited(field, Array(value.utf8))
  }

  mutating func delimited(_ field: Int, _ value: [UInt8]) {
    tag(field, wireType: 2)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    body(&inner)
    delimited(field, inner.bytes)
  }

  private mutating func tag(_ field: Int, wireType: Int) { varint(UInt64(field << 3 | wireType)) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func littleEndian(_ value: UInt64, byteCount: Int) {
    for shift in 0..<byteCount { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
  }
}

/// Reads what a message holds, field by field, and passes over what it does not know.
struct ProtobufReader {
  enum Value: Equatable {
    case integer(UInt64)
    case delimited(ArraySlice<UInt8>)

    /// Of four or eight bytes.
    case fixed
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// - Returns: Nil at the end, and where the bytes are no message.
  mutating func next() -> (field: Int, value: Value)? {
    guard let tag = varint() else { return nil }
    let field = Int(truncatingIfNeeded: tag >> 3)
    switch tag & 7 {
    case 0: return varint().map { (field, .integer($0)) }
    case 1: return take(8).map { _ in (field, .fixed) }
    case 2:
      guard let count = varint(), count <= UInt64(rest.count) else { return nil }
      return take(Int(count)).map { (field, .delimited($0)) }
    case 5: return take(4).map { _ in (field, .fixed) }
    default: return nil
    }
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    return nil
  }
}
