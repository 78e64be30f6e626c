/// A value of a parsed document, lent for the duration of a call.
///
/// It can be neither copied nor kept, so it never outlives its document:
///
/// ```swift
/// var document = Document()
/// try document.parse(bytes)
/// let total = document.withRoot { root in
///   root.withMember("total") { $0.integer } ?? nil
/// }
/// ```
public struct JSONView: ~Copyable {
  /// The six types of JSON values. RFC 8259 §3.
  public enum Kind: Hashable, Sendable {
    case null, boolean, number, string, array, object
  }

  private let tape: Tape
  private let index: Int

  package init(_ tape: Tape, at index: Int) {
    self.tape = tape
    self.index = index
  }

  public var kind: Kind {
    switch tape.kind(of: index) {
    case .null: .null
    case .false, .true: .boolean
    case .integer, .decimal: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  /// The JSON text as written.
  public var text: [UInt8] { tape.text[tape.byteRange(of: index)].copied() }

  /// Nil for anything but a boolean.
  public var boolean: Bool? { kind == .boolean ? tape.kind(of: index) == .true : nil }

  /// A string's content, with U+FFFD for lone surrogates; nil for anything but a string.
  public var string: String? { kind == .string ? tape.string(at: index) : nil }

  /// The value of a number such as `2`, `2.0` or `20e-1`, if an `Int64` holds it exactly.
  public var integer: Int64? {
    kind == .number ? int64Value(of: tape.rawContent(of: index)) : nil
  }

  /// The nearest value that a `Double` can hold; nil for anything but a number. `text` is exact.
  public var double: Double? {
    kind == .number ? Double(tape.rawContent(of: index).decodedString()) : nil
  }

  /// How many elements or members there are; nil for anything but an array or object.
  public var count: Int? {
    kind == .array || kind == .object ? Int(tape[index].length) : nil
  }

  /// Calls `body` with each element of an array, in order.
  public func forEachElement<Failure: Error>(
    _ body: (borrowing JSONView) throws(Failure) -> Void
  ) throws(Failure) {
    for element in tape.elements(of: index) { try body(JSONView(tape, at: element)) }
  }

  /// Calls `body` with the name and the value of each member of an object, in the order of the text.
  public func forEachMember<Failure: Error>(
    _ body: (String, borrowing JSONView) throws(Failure) -> Void
  ) throws(Failure) {
    for key in tape.members(of: index) {
      try body(tape.string(at: key), JSONView(tape, at: key + 1))
    }
  }

  /// Calls `body` with the value of the object's member of that name; nil if there is none. Names are
  /// compared by bytes. Linear in the members.
  public func withMember<Result, Failure: Error>(
    _ name: String, _ body: (borrowing JSONView) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard kind == .object, let value = tape.child(of: index, named: Array(name.utf8)) else {
      return nil
    }
    return try body(JSONView(tape, at: value))
  }
}

extension Document {
  /// Calls `body` with the value that was parsed last; nil if nothing was.
  public func withRoot<Result, Failure: Error>(
    _ body: (borrowing JSONView) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard tape.count > 0 else { return nil }
    return try body(JSONView(tape, at: 0))
  }
}
