/// A compressed input that cannot be read on. Offsets count the compressed bytes from the file's start.
public enum CompressionError: Error, Hashable, Sendable {
  /// The bytes are none that the format allows, or a checksum does not fit.
  case corrupt(offset: Int, reason: String)

  /// The input ended inside a member or frame.
  case truncated(offset: Int)

  /// Something follows the last member or frame that is none.
  case trailingGarbage(offset: Int)

  /// It expands by more than is allowed: what a bomb does.
  case expansion(offset: Int, limit: Int)

  /// A frame wants more memory than is allowed.
  case window(offset: Int, limit: Int)

  /// There was no memory for the codec.
  case memory

  /// Stable.
  public var code: String {
    switch self {
    case .corrupt: "input.corrupt"
    case .truncated: "input.truncated"
    case .trailingGarbage: "input.trailing_garbage"
    case .expansion: "input.expansion"
    case .window: "input.window"
    case .memory: "input.memory"
    }
  }

  /// For people.
  public var text: String {
    switch self {
    case .corrupt(let offset, let reason):
      "the compressed data is damaged near byte \(offset): \(reason)"
    case .truncated(let offset):
      "the compressed data ends at byte \(offset), before it is complete"
    case .trailingGarbage(let offset):
      "from byte \(offset) on it is not compressed data any more"
    case .expansion(let offset, let limit):
      "its first \(offset) bytes expand by more than \(limit) times (--max-expansion)"
    case .window(let offset, let limit):
      "the frame near byte \(offset) asks for a window of more than \(limit >> 20) MiB"
    case .memory: "there is no memory to decompress it"
    }
  }
}
