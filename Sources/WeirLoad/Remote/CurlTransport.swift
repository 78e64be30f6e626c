import CCurl
import Synchronization

/// HTTP by the system's libcurl, which is loaded when the first document is fetched.
///
/// Part of the unsafe fence. Invariants: the session is made once, used under the lock only, and
/// freed with the last reference; what C borrows lives as long as the call; answers are copied out
/// and freed in the same call.
final class CurlTransport: HTTPTransport {
  /// The names that libcurl goes by, in the order of preference.
  static let libraryNames = [
    "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", "/usr/lib/libcurl.4.dylib",
  ]

  private let libraryNames: [String]
  private let certificateFile: String?
  private let session = Mutex(Session())

  /// - Parameters:
  ///   - libraryNames: What to look for.
  ///   - certificateFile: Certificates to trust instead of the system's (PEM).
  init(libraryNames: [String] = CurlTransport.libraryNames, certificateFile: String? = nil) {
    self.libraryNames = libraryNames
    self.certificateFile = certificateFile
  }

  func get(_ request: HTTPRequest) throws(RemoteFault) -> HTTPResponse {
    try session.withLock { (session) throws(RemoteFault) in
      try session.open(libraryNames)
      return try session.get(request, certificateFile)
    }
  }

  /// The version of the library; nil where there is none.
  var version: String? {
    session.withLock { session in
      guard (try? session.open(libraryNames)) != nil else { return nil }
      return session.version
    }
  }
}

@safe
private struct Session: ~Copyable, @unchecked Sendable {
  /// Opaque, and owned by this value alone, which is why it may change threads.
  private var pointer: OpaquePointer?

  deinit { unsafe ccurl_session_free(pointer) }

  mutating func open(_ names: [String]) throws(RemoteFault) {
    guard unsafe pointer == nil else { return }
    unsafe withCStrings(names) { unsafe pointer = ccurl_session_new($0, names.count) }
    guard unsafe pointer != nil else { throw .noLibrary }
  }

  var version: String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe ccurl_version(pointer).map { unsafe String(cString: $0) }
  }

  func get(
    _ request: HTTPRequest, _ certificateFile: String?
  ) throws(RemoteFault) -> HTTPResponse {
    guard let pointer = unsafe pointer else { throw .noLibrary }
    var response = unsafe ccurl_response()
    defer { unsafe ccurl_response_free(&response) }
    let texts = [request.target.uri, "weir", certificateFile ?? ""] + request.headers
    unsafe withCStrings(texts) { texts in
      var question = unsafe ccurl_request()
      unsafe question.url = texts[0]
      unsafe question.user_agent = texts[1]
      if certificateFile != nil { unsafe question.certificate_file = texts[2] }
      unsafe question.headers = texts + 3
      unsafe question.header_count = request.headers.count
      // Rounded up: 0 would mean no limit.
      unsafe question.timeout_milliseconds = Int(request.timeout / .milliseconds(1)) + 1
      unsafe question.max_body = request.maxBytes
      if !request.allowsAnyAddress {
        unsafe question.accepts = { bytes, count in
          unsafe NetworkAddress(UnsafeBufferPointer(start: bytes, count: count)).isPublic
        }
      }
      unsafe ccurl_get(pointer, &question, &response)
    }
    if let fault = unsafe RemoteFault(response, request) { throw fault }
    return unsafe HTTPResponse(
      status: response.status,
      headers: HTTPHeaders(lines: copy(response.head, response.head_length)),
      body: copy(response.body, response.body_length))
  }
}

extension RemoteFault {
  /// What kept an answer from coming; nil if it came.
  @unsafe
  fileprivate init?(_ response: ccurl_response, _ request: HTTPRequest) {
    let words = unsafe withUnsafeBytes(of: response.message) { message in
      unsafe String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
    }
    switch unsafe response.outcome {
    case ccurl_received: return nil
    case ccurl_bad_request: self = .malformedURI
    case ccurl_no_host: self = .noHost(request.target.host)
    case ccurl_no_connection: self = .noConnection(words)
    case ccurl_refused_address:
      let address = unsafe withUnsafeBytes(of: response.refused) { bytes in
        unsafe NetworkAddress(bytes.prefix(response.refused_length))
      }
      self = .refusedAddress(address, host: request.target.host)
    case ccurl_timed_out: self = .timeout(request.timeout)
    case ccurl_untrusted: self = .untrusted(words)
    case ccurl_too_large: self = .tooLarge(limit: request.maxBytes)
    case ccurl_interrupted: self = .interrupted(words)
    case ccurl_bad_encoding: self = .encoding
    case ccurl_no_memory: self = .failed("out of memory")
    default: self = .failed(words)
    }
  }
}

private func copy(_ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int) -> [UInt8] {
  unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
}

/// Lends texts to C. Those with a NUL in them would end early there; a URI's grammar bars it.
private func withCStrings(
  _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Void
) {
  let storage = texts.flatMap { $0.utf8CString }
  unsafe storage.withUnsafeBufferPointer { storage in
    var pointers: [UnsafePointer<CChar>?] = unsafe []
    var offset = 0
    for text in texts {
      unsafe pointers.append(storage.baseAddress.map { unsafe $0 + offset })
      offset += text.utf8.count + 1
    }
    unsafe pointers.withUnsafeBufferPointer { pointers in
      if let base = pointers.baseAddress { unsafe body(base) }
    }
  }
}
