import WeirJSON
import WeirSchema

/// A URI that may be asked for over the network: `http` or `https`, a plain host, no user
/// information. RFC 9110 §4.2.
///
/// Stricter than RFC 3986 where two readers of a URI might disagree on its host, since the host is
/// what `--allow-host` goes by.
struct HTTPTarget: Hashable, Sendable {
  /// Absolute, without fragment, as written.
  let uri: String

  /// In lower case; an IPv6 address in its brackets.
  let host: String

  /// As written; empty for the scheme's own.
  let port: String

  let isSecure: Bool

  init(_ text: String) throws(RemoteFault) {
    let reference = URIReference(text).withoutFragment
    guard let scheme = reference.scheme.map({ String(decoding: $0, as: UTF8.self).lowercased() })
    else { throw .malformedURI }
    guard scheme == "http" || scheme == "https" else { throw .scheme(scheme) }
    guard let authority = reference.authority, !authority.isEmpty, reference.isWellFormed else {
      throw .malformedURI
    }
    guard !authority.contains(UInt8(ascii: "@")) else { throw .userInformation }
    let (host, port) = Self.split(String(decoding: authority, as: UTF8.self).lowercased())
    guard Self.isPlainHost(host), port.utf8.count <= 5 else { throw .malformedURI }
    uri = reference.text
    self.host = host
    self.port = port
    isSecure = scheme == "https"
  }

  /// Where a `Location` leads from here. RFC 9110 §10.2.2.
  ///
  /// - Throws: for another scheme, for less protection, and for all that `init` refuses.
  func redirected(to location: String) throws(RemoteFault) -> HTTPTarget {
    let next = URIReference(location).resolved(against: URIReference(uri)).withoutFragment.text
    let target: HTTPTarget
    do throws(RemoteFault) {
      target = try HTTPTarget(next)
    } catch {
      throw .redirect(to: next, error)
    }
    if isSecure, !target.isSecure { throw .downgrade(to: next) }
    return target
  }

  private static func split(_ authority: String) -> (host: String, port: String) {
    let end = authority.lastIndex(of: "]") ?? authority.startIndex
    guard let colon = authority[end...].firstIndex(of: ":") else { return (authority, "") }
    return (String(authority[..<colon]), String(authority[authority.index(after: colon)...]))
  }

  private static func isPlainHost(_ host: String) -> Bool {
    if host.hasPrefix("["), host.hasSuffix("]") {
      return host.utf8.dropFirst().dropLast().allSatisfy { isHexadecimal($0) || $0 == colon }
    }
    return !host.isEmpty && host.utf8.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
  }

  private static let colon = UInt8(ascii: ":")

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// IPv6 addresses may end in a dotted quad.
  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: ".")
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
