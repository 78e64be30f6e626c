/// Something in a YAML text that is legal and that its author may not have meant.
///
/// Data only: `description` is the one place where its text is made.
public struct YAMLWarning: Hashable, Sendable {
  /// What is noteworthy. The raw value is the stable code that reports carry.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// A key such as `200:` or `true:` is no string; its source text became the key.
    case keyIsNoString = "yaml.key"
    /// A decimal integer with leading zeros, which YAML 1.1 readers take for octal.
    case leadingZero = "yaml.leading_zero"
    /// A tag without a meaning in JSON; the value is read as if it were not there, plain scalars
    /// as strings. Reported at the first use of each tag.
    case unknownTag = "yaml.tag"
  }

  /// What kind of warning this is.
  public let code: Code

  /// Bytes of the YAML text.
  public let byteRange: Range<Int>

  /// The scalar or the tag as written.
  public let subject: String
}

extension YAMLWarning: CustomStringConvertible {
  /// One line for people, without the place.
  public var description: String {
    switch code {
    case .keyIsNoString:
      "the key \(subject) is no string; it is read as \"\(subject)\", quote it to say so"
    case .leadingZero:
      "\(subject) is a decimal number in YAML 1.2; quote it if it is text, write 0o for octal"
    case .unknownTag:
      "the tag \(subject) has no meaning in JSON and is ignored"
    }
  }
}
