/// Makes pointers to many nodes of one tape.
///
/// It stays where it was: nodes that are asked for in the order of the text take one walk over the
/// siblings on their ways together. Does not recurse.
package struct PointerCursor {
  private let tape: Tape

  /// The containers around the last node asked for, outermost first.
  private var frames: [Frame] = []
  private var text: [UInt8] = []

  fileprivate struct Frame {
    let container: Int
    let isObject: Bool
    /// Of an object the key.
    var child: Int
    var position = 0
    /// Bytes of the pointer to the container.
    let textCount: Int
  }

  package init(_ tape: Tape) {
    self.tape = tape
  }

  /// RFC 6901 pointer from the root to the value at `index`; the empty string for the root. A key's
  /// pointer is its member's.
  package mutating func pointer(to index: Int) -> String {
    String(decoding: bytes(ofPointerTo: index), as: UTF8.self)
  }

  /// The same as bytes: WTF-8 where a key holds a lone surrogate.
  package mutating func bytes(ofPointerTo index: Int) -> [UInt8] {
    move(to: index)
    return text
  }

  /// How many containers are around the node.
  package mutating func depth(of index: Int) -> Int {
    move(to: index)
    return frames.count
  }

  /// The object or array that the node stands in; nil for the root.
  package mutating func container(of index: Int) -> Int? {
    move(to: index)
    return frames.last?.container
  }

  private mutating func move(to index: Int) {
    while let last = frames.last, index <= last.container || index >= Int(tape[last.container].next)
    {
      frames.removeLast()
    }
    guard index > 0 else {
      text.removeAll(keepingCapacity: true)
      return
    }
    if frames.isEmpty { frames.append(frame(of: 0, textCount: 0)) }
    while true {
      let top = frames.count - 1
      let value = frames[top].walk(to: index, in: tape)
      text.removeLast(text.count - frames[top].textCount)
      appendToken(of: frames[top])
      guard value < index else { return }
      frames.append(frame(of: value, textCount: text.count))
    }
  }

  private func frame(of container: Int, textCount: Int) -> Frame {
    Frame(
      container: container, isObject: tape.kind(of: container) == .object, child: container + 1,
      textCount: textCount)
  }

  private mutating func appendToken(of frame: Frame) {
    text.append(UInt8(ascii: "/"))
    guard frame.isObject else { return text.append(contentsOf: String(frame.position).utf8) }
    let key = tape[frame.child]
    if key.hasEscapes {
      JSONPointer.appendEscaped(tape.bytes(at: frame.child), to: &text)
    } else {
      JSONPointer.appendEscaped(tape.rawContent(of: key), to: &text)
    }
  }
}

extension PointerCursor.Frame {
  /// Moves on, or back to the start, to the child that holds the node at `index`; returns the
  /// child's value.
  fileprivate mutating func walk(to index: Int, in tape: Tape) -> Int {
    if index < child {
      child = container + 1
      position = 0
    }
    while true {
      let value = isObject ? child + 1 : child
      let next = tape.next(after: value)
      if index < next { return value }
      child = next
      position += 1
    }
  }
}

extension JSONPointer {
  /// Appends an escaped token, without the `/` before it, to the text of a pointer. RFC 6901 §3.
  package static func appendEscaped(_ token: ByteSlice, to text: inout [UInt8]) {
    for index in 0..<token.count {
      switch token[index] {
      case UInt8(ascii: "~"): text.append(contentsOf: "~0".utf8)
      case UInt8(ascii: "/"): text.append(contentsOf: "~1".utf8)
      case let byte: text.append(byte)
      }
    }
  }
}
