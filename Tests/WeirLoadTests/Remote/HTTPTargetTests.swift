import Testing

@testable import WeirLoad

@Suite("URIs that may be fetched")
struct HTTPTargetTests {
  @Test(
    "host, port and protection are told from the URI",
    arguments: [
      ("http://example.com/a", "example.com", "", false),
      ("HTTPS://Example.COM:8443/a?b#c", "example.com", "8443", true),
      ("http://[::1]:80/", "[::1]", "80", false), ("http://[fe80::1]/", "[fe80::1]", "", false),
      ("https://127.0.0.1", "127.0.0.1", "", true),
    ])
  func parts(uri: String, host: String, port: String, isSecure: Bool) throws {
    let target = try HTTPTarget(uri)
    #expect((target.host, target.port) == (host, port))
    #expect(target.isSecure == isSecure)
    #expect(!target.uri.contains("#"))
  }

  @Test(
    "what another reader might read otherwise is refused",
    arguments: [
      ("file:///etc/passwd", RemoteFault.scheme("file")), ("ftp://x/y", .scheme("ftp")),
      ("gopher://x", .scheme("gopher")), ("//example.com/a", .malformedURI), ("a/b", .malformedURI),
      ("http:/a", .malformedURI), ("http:///a", .malformedURI), ("http://:80/", .malformedURI),
      ("http://user@example.com/", .userInformation),
      ("http://a:b@example.com/", .userInformation),
      ("http://example.com\\@evil.com/", .malformedURI), ("http://exa%6Dple.com/", .malformedURI),
      ("http://ex ample.com/", .malformedURI), ("http://example.com/\u{0}", .malformedURI),
      ("http://example.com/\r\nX: y", .malformedURI), ("http://bücher.de/", .malformedURI),
      ("http://[::1%25eth0]/", .malformedURI), ("http://example.com:999999/", .malformedURI),
      ("http://a!b/", .malformedURI),
    ])
  func refused(uri: String, fault: RemoteFault) {
    #expect(throws: fault) { try HTTPTarget(uri) }
  }

  @Test(
    "a redirect leads on where it may",
    arguments: [
      ("http://a.example/x/y", "z", "http://a.example/x/z"),
      ("http://a.example/x/y", "/z#f", "http://a.example/z"),
      ("http://a.example/x", "https://b.example/", "https://b.example/"),
      ("https://a.example/x", "//b.example/q", "https://b.example/q"),
    ])
  func redirect(from: String, location: String, to: String) throws {
    #expect(try HTTPTarget(from).redirected(to: location).uri == to)
  }

  @Test("a redirect to less protection, another scheme or a password is refused")
  func badRedirects() throws {
    let secure = try HTTPTarget("https://a.example/x")
    #expect(throws: RemoteFault.downgrade(to: "http://a.example/x")) {
      try secure.redirected(to: "http://a.example/x")
    }
    #expect(throws: RemoteFault.redirect(to: "file:///etc/passwd", .scheme("file"))) {
      try secure.redirected(to: "file:///etc/passwd")
    }
    #expect(throws: RemoteFault.redirect(to: "https://u:p@b/", .userInformation)) {
      try secure.redirected(to: "https://u:p@b/")
    }
  }
}

@Suite("What answers say about themselves")
struct HTTPMessageTests {
  @Test("header lines become fields, whatever their case and spaces")
  func headers() {
    let headers = HTTPHeaders(
      lines: Array("HTTP/1.1 200 OK\r\nETag: \"a:b\" \r\ncontent-type:Text/YAML;x=y\r\n\r\n".utf8))
    #expect(headers["etag"] == "\"a:b\"")
    #expect(headers.mediaType == "text/yaml")
    #expect(headers["location"] == nil)
  }

  @Test(
    "how long an answer is fresh",
    arguments: [
      ("max-age=60", nil, 60, true), ("public, Max-Age=60", "10", 50, true),
      ("max-age=60", "100", 0, true), ("max-age=99999999", nil, 86_400, true),
      ("no-cache, max-age=60", nil, 0, true), ("no-store", nil, 0, false),
      ("max-age=x", nil, 0, true), (nil, nil, 0, true), ("max-age=-5", nil, 0, true),
    ] as [(String?, String?, Int, Bool)])
  func freshness(control: String?, age: String?, seconds: Int, mayBeKept: Bool) {
    var fields: [(name: String, value: String)] = []
    if let control { fields.append(("Cache-Control", control)) }
    if let age { fields.append(("Age", age)) }
    let freshness = HTTPHeaders(fields).freshness
    #expect(freshness.seconds == seconds)
    #expect(freshness.mayBeKept == mayBeKept)
  }

  @Test(
    "Retry-After is seconds or a date",
    arguments: [
      ("120", 120), ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sun, 06 Nov 1994 08:48:00 GMT", 0),
      ("soon", nil), ("-1", 0),
    ])
  func retryAfter(value: String, seconds: Int?) {
    let headers = HTTPHeaders([("Retry-After", value)])
    #expect(headers.retryAfter(secondsSince1970: 784_111_740) == seconds)
  }

  @Test(
    "dates",
    arguments: [
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
      ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000),
      ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil),
      ("Sun, 06 Xyz 1994 08:49:37 GMT", nil),
    ])
  func dates(text: String, seconds: Int?) {
    #expect(HTTPDate.secondsSince1970(text) == seconds)
  }

  @Test(
    "the media type tells the format, else the path does",
    arguments: [
      ("application/schema+json", "http://x/a", DocumentFormat.json),
      ("application/json", "http://x/a.yaml", .json),
      ("application/yaml", "http://x/a.json", .yaml),
      ("text/x-yaml", "http://x/a", .yaml), ("application/openapi+yaml", "http://x/a", .yaml),
      ("text/plain", "http://x/a.yml?raw=1", .yaml), (nil, "http://x/a.json#f", .json),
      ("text/plain", "http://x/a", nil),
    ] as [(String?, String, DocumentFormat?)])
  func format(type: String?, uri: String, format: DocumentFormat?) {
    #expect(DocumentFormat(mediaType: type, uri: uri) == format)
  }
}
