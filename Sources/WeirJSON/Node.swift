/// What a tape node stands for. Raw values are bit positions of a `KindSet`.
@usableFromInline
package enum NodeKind: UInt8, BitwiseCopyable {
  case null
  case `false`
  case `true`
  /// A number written without fraction and exponent.
  case integer
  /// A number written with a fraction or an exponent; its value may still be integral.
  case decimal
  case string
  case array
  case object
}

/// One value, or one key, of a document: 16 bytes, in the order of the text.
///
/// An object is followed by its members, each a key and a value; an array by its elements.
@usableFromInline
package struct Node: BitwiseCopyable {
  /// Byte offset in the JSON text of the value's first byte; of a string, its opening quote.
  public var offset: UInt32

  /// Scalars: bytes of the token, of a string without its quotes. Containers: number of children
  /// (members or elements).
  public var length: UInt32

  /// Containers: index of the node behind the last descendant. Keys: hash of the decoded bytes.
  public var next: UInt32

  public var kind: NodeKind

  @usableFromInline var flags: UInt8

  @inlinable
  package init(
    kind: NodeKind, offset: UInt32, length: UInt32, next: UInt32 = 0, hasEscapes: Bool = false
  ) {
    self.offset = offset
    self.length = length
    self.next = next
    self.kind = kind
    flags = hasEscapes ? 1 : 0
  }

  /// Whether the string is written with at least one escape, so that its raw bytes are not its
  /// content.
  @inlinable
  package internal(set) var hasEscapes: Bool {
    get { flags != 0 }
    set { flags = newValue ? 1 : 0 }
  }

  /// Keys only: hash of the decoded content, as `KeyHash` makes it.
  @inlinable
  package var keyHash: UInt32 { next }

  @inlinable
  package var isContainer: Bool { kind.rawValue >= NodeKind.array.rawValue }
}

extension Node {
  /// A string by its opening quote and the bytes between its quotes.
  @inline(__always)
  init(stringAt opening: Int, byteCount: Int, keyHash: UInt32 = 0) {
    self.init(
      kind: .string, offset: UInt32(truncatingIfNeeded: opening),
      length: UInt32(truncatingIfNeeded: byteCount), next: keyHash)
  }
}
