package import WeirJSON
package import WeirSchema

/// Why no schema is found for a record.
package struct RouteFault: Error {
  /// The kinds; the raw value is the stable code.
  enum Kind: String {
    /// Nothing stands at the discriminator's pointer.
    case missing = "route.missing"

    /// An object, an array or null does.
    case notScalar = "route.not_scalar"

    /// No route is for that value.
    case unknown = "route.unknown"

    /// The schema depends on a version, and the record has none.
    case missingVersion = "route.missing_version"

    /// No route is for that version.
    case unknownVersion = "route.unknown_version"
  }

  let kind: Kind
  let pointer: JSONPointer

  /// The value at fault, if there is one.
  let node: Int?
  private let value: String
  private let known: [[UInt8]]

  init(
    _ kind: Kind, pointer: JSONPointer, node: Int? = nil, value: String = "", known: [[UInt8]] = []
  ) {
    self.kind = kind
    self.pointer = pointer
    self.node = node
    self.value = value
    self.known = known
  }

  /// Longer values are cut in messages.
  private static let shownBytes = 80

  /// The report on a record, which has this one error.
  package func report(on tape: Tape, text: ByteSlice) -> Report {
    let range = tape.byteRange(of: node ?? 0)
    let error = ValidationError(
      code: kind.rawValue, instanceLocation: pointer.description, byteRange: range,
      position: TextPosition(of: range.lowerBound, in: text), message: message)
    return Report(errors: [error], isTruncated: false)
  }

  private var message: MessageParts {
    var parts = MessageParts(headline)
    if !value.isEmpty, let near = closest(to: Array(value.utf8), among: known) {
      parts.suggestion = "did you mean \"\(String(decoding: near, as: UTF8.self))\"?"
    }
    return parts
  }

  private var headline: String {
    let place = pointer.tokens.isEmpty ? "the record" : pointer.description
    let shown = value.utf8.count > RouteFault.shownBytes ? "\(value.prefix(40))…" : value
    return switch kind {
    case .missing: "nothing at \(place), which tells the schema"
    case .notScalar: "\(place) tells the schema and is no string, number or boolean"
    case .unknown: "no schema for \(place) \"\(shown)\""
    case .missingVersion: "no version at \(place), on which the schema depends"
    case .unknownVersion: "no schema for version \"\(shown)\" (at \(place))"
    }
  }
}
