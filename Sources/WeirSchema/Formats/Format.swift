package import WeirJSON

/// A meaning of the `format` keyword for strings.
package enum Format: UInt8, CaseIterable, Sendable {
  case dateTime, date, time, localTime, duration
  case email, internationalEmail
  case plainHostname, hostname, internationalHostname
  case ipv4, ipv6
  case uri, uriReference, iri, iriReference, uriTemplate
  case uuid
  case jsonPointer, relativeJSONPointer
  case regex
  case color
}

extension Format {
  /// The meaning of a format's name in a dialect; nil for a name that means nothing there, which
  /// then accepts everything.
  ///
  /// Formats of later drafts are known in earlier ones, which all allow formats of one's own:
  /// a `uuid` in a draft 7 schema means what it says. Draft 3's `phone`, `style` and
  /// `utc-millisec` have no definition that could be checked.
  static func named(_ name: String, dialect: Dialect) -> Format? {
    if dialect == .draft3, let format = draft3Meanings[name] { return format }
    if name == "hostname", dialect < .draft7 { return .plainHostname }
    return meanings[name]
  }

  /// The names that all dialects know.
  static var names: [String] { meanings.keys.sorted() }

  private static let meanings: [String: Format] = [
    "date-time": .dateTime, "date": .date, "time": .time, "duration": .duration,
    "email": .email, "idn-email": .internationalEmail,
    "hostname": .hostname, "idn-hostname": .internationalHostname,
    "ipv4": .ipv4, "ipv6": .ipv6,
    "uri": .uri, "uri-reference": .uriReference, "iri": .iri, "iri-reference": .iriReference,
    "uri-template": .uriTemplate, "uuid": .uuid,
    "json-pointer": .jsonPointer, "relative-json-pointer": .relativeJSONPointer,
    "regex": .regex,
  ]

  /// draft-zyp-json-schema-03 §5.23, where it differs.
  private static let draft3Meanings: [String: Format] = [
    "time": .localTime, "host-name": .plainHostname, "ip-address": .ipv4, "color": .color,
  ]
}

extension Format {
  /// Whether the decoded content of a string has the format.
  ///
  /// Linear in the text, but for `regex` (see `Pattern`) and the labels of international names,
  /// whose length is limited. Allocates only for those and for `color`.
  package func accepts(_ text: ByteSlice) -> Bool {
    switch self {
    case .dateTime: DateTime.isDateTime(text)
    case .date: DateTime.isDate(text)
    case .time: DateTime.isTime(text)
    case .localTime: DateTime.isLocalTime(text)
    case .duration: DurationFormat.accepts(text)
    case .email: EmailAddress.accepts(text, isInternational: false)
    case .internationalEmail: EmailAddress.accepts(text, isInternational: true)
    case .plainHostname: Hostname.isASCIIName(text)
    case .hostname: Hostname.isName(text)
    case .internationalHostname: Hostname.isInternationalName(text)
    case .ipv4: IPAddress.isVersion4(text)
    case .ipv6: IPAddress.isVersion6(text)
    case .uri: holds { () throws(URIError) in try URIGrammar.checkAbsolute(text, .uri) }
    case .uriReference: holds { () throws(URIError) in try URIGrammar.checkReference(text, .uri) }
    case .iri: holds { () throws(URIError) in try URIGrammar.checkAbsolute(text, .iri) }
    case .iriReference: holds { () throws(URIError) in try URIGrammar.checkReference(text, .iri) }
    case .uriTemplate: URITemplate.accepts(text)
    case .uuid: UUIDFormat.accepts(text)
    case .jsonPointer: PointerFormats.isPointer(text)
    case .relativeJSONPointer: PointerFormats.isRelativePointer(text)
    case .regex: RegexFormat.accepts(text)
    case .color: ColorFormat.accepts(text)
    }
  }

  private func holds(_ check: () throws(URIError) -> Void) -> Bool {
    do {
      try check()
      return true
    } catch {
      return false
    }
  }
}
