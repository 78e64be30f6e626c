import WeirJSON

/// Why texts are rejected by a format: for messages alone, so that `accepts` stays a yes or no.
///
/// A fault is a clause without a capital; it may quote a character of the text, never a run of them.
extension Format {
  /// Why the text is not of the format; nil for a text that is, and where nothing more precise can
  /// be said.
  func fault(in text: [UInt8]) -> String? {
    text.withByteSlice { accepts($0) } ? nil : reason(text)
  }

  /// Of a text that is not of the format.
  private func reason(_ text: [UInt8]) -> String? {
    switch self {
    case .dateTime: TimeFault.ofDateTime(text)
    case .date: TimeFault.ofDate(text)
    case .time: TimeFault.ofTime(text)
    case .localTime: TimeFault.ofLocalTime(text)
    case .duration: DurationFault.reason(text)
    case .email: NameFault.ofEmail(text, isInternational: false)
    case .internationalEmail: NameFault.ofEmail(text, isInternational: true)
    case .plainHostname: NameFault.ofASCIIName(text)
    case .hostname: NameFault.ofHostname(text)
    case .internationalHostname: NameFault.ofInternationalName(text)
    case .ipv4: AddressFault.ofVersion4(text)
    case .ipv6: AddressFault.ofVersion6(text)
    case .uri, .iri, .uriReference, .iriReference: uriFault(text)
    case .uriTemplate: text.withByteSlice { URITemplate.faultOffset($0) }.map(templateFault(text))
    case .uuid: uuidFault(text)
    case .jsonPointer: pointerFault(text)
    case .relativeJSONPointer: relativePointerFault(text)
    case .regex: regexFault(text)
    case .color: "neither a colour name of CSS 2.1 nor # with three or six hexadecimal digits"
    }
  }

  /// A text of the format.
  var example: String {
    switch self {
    case .dateTime: "2026-11-23T19:00:00Z"
    case .date: "2026-11-23"
    case .time: "19:00:00Z"
    case .localTime: "19:00:00"
    case .duration: "P1DT12H"
    case .email: "ada@example.com"
    case .internationalEmail: "zoë@例.jp"
    case .plainHostname, .hostname: "www.example.com"
    case .internationalHostname: "bücher.example"
    case .ipv4: "192.0.2.1"
    case .ipv6: "2001:db8::1"
    case .uri: "https://example.com/a?b=c"
    case .uriReference: "../a?b=c"
    case .iri: "https://example.com/straße"
    case .iriReference: "../straße"
    case .uriTemplate: "/users/{id}{?page}"
    case .uuid: "123e4567-e89b-12d3-a456-426614174000"
    case .jsonPointer: "/items/0/name"
    case .relativeJSONPointer: "1/name"
    case .regex: "^[a-z]+$"
    case .color: "#ff8800"
    }
  }
}

extension Format {
  private func uriFault(_ text: [UInt8]) -> String? {
    text.withByteSlice { slice in
      do throws(URIError) {
        switch self {
        case .uri: try URIGrammar.checkAbsolute(slice, .uri)
        case .iri: try URIGrammar.checkAbsolute(slice, .iri)
        case .uriReference: try URIGrammar.checkReference(slice, .uri)
        default: try URIGrammar.checkReference(slice, .iri)
        }
        return nil
      } catch {
        guard error.kind == .character, let character = text.scalar(at: error.byteOffset) else {
          return error.description
        }
        return "\(character) at offset \(error.byteOffset) must be percent-encoded"
      }
    }
  }

  private func templateFault(_ text: [UInt8]) -> (Int) -> String {
    { offset in
      let isOpen =
        (text[..<offset].lastIndex(of: UInt8(ascii: "{")) ?? -1)
        > (text[..<offset].lastIndex(of: UInt8(ascii: "}")) ?? -1)
      guard let character = text.scalar(at: offset) else {
        return isOpen ? "the last { is never closed" : "it ends too early"
      }
      return isOpen
        ? "\(character) at offset \(offset) cannot stand in an expression between { and }"
        : "\(character) at offset \(offset) must be percent-encoded"
    }
  }

  private func uuidFault(_ text: [UInt8]) -> String? {
    let hyphens: Set<Int> = [8, 13, 18, 23]
    for (offset, byte) in text.prefix(36).enumerated() {
      if hyphens.contains(offset), byte != UInt8(ascii: "-") {
        return "hyphens must stand after 8, 12, 16 and 20 digits"
      }
      if !hyphens.contains(offset), !ASCIISet.hexDigits.contains(byte),
        let character = text.scalar(at: offset)
      {
        return "\(character) at offset \(offset) is no hexadecimal digit"
      }
    }
    return text.count == 36 ? nil : "\(text.scalarCount) characters instead of 36"
  }

  private func pointerFault(_ text: [UInt8]) -> String? {
    guard text.first == UInt8(ascii: "/") else {
      return text.isEmpty ? nil : "it must be empty or begin with /"
    }
    return text.withByteSlice { PointerFormats.isPointer($0) }
      ? nil : "a ~ must be followed by 0 or 1: write ~ as ~0"
  }

  private func relativePointerFault(_ text: [UInt8]) -> String? {
    let levels = text.prefix { ASCIISet.digits.contains($0) }
    guard let first = levels.first else {
      return "it must begin with the number of levels to go up"
    }
    if first == UInt8(ascii: "0"), levels.count > 1 { return "a number has no leading zeros" }
    return "the number of levels must be followed by a shift such as +1, a pointer that begins"
      + " with /, or a single #"
  }

  private func regexFault(_ text: [UInt8]) -> String? {
    do throws(PatternError) {
      try PatternParser.check(text)
      return nil
    } catch {
      return "\(error.reason), at offset \(error.byteOffset)"
    }
  }
}

extension [UInt8] {
  /// The character that begins at an offset, in quotes; nil behind the end.
  func scalar(at offset: Int) -> String? {
    guard offset < count else { return nil }
    let rest = String(decoding: self[offset..<Swift.min(offset + 4, count)], as: UTF8.self)
    return rest.unicodeScalars.first.map { $0 == " " ? "the blank" : "\"\($0)\"" }
  }

  var scalarCount: Int { count { $0 & 0xC0 != 0x80 } }
}
