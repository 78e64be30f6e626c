/// Why a remote document is not to be had.
package enum RemoteFault: Error, Hashable, Sendable {
  /// Not allowed, whatever a server would say.
  case scheme(String)
  case malformedURI
  case userInformation
  case refusedAddress(NetworkAddress, host: String)

  /// On the way.
  case noLibrary
  case noHost(String)
  case noConnection(String)
  case timeout(Duration)
  case untrusted(String)
  case interrupted(String)
  case failed(String)

  /// In the answer.
  case status(Int)
  case mustWait(seconds: Int, status: Int)
  case tooLarge(limit: Int)
  case encoding
  case contentType(String)
  case redirectWithoutTarget(Int)
  case tooManyRedirects(limit: Int)
  case downgrade(to: String)
  indirect case redirect(to: String, RemoteFault)

  /// Against the lockfile.
  case notLocked(lockfile: String)
  case changed(lockfile: String, locked: String, found: String)
}

extension RemoteFault {
  /// Whether the same request may well succeed a little later.
  var isTransient: Bool {
    switch self {
    case .noHost, .noConnection, .timeout, .interrupted, .mustWait: true
    // RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4, RFC 9110 §15.6.
    case .status(let status): [408, 425, 429, 500, 502, 503, 504].contains(status)
    case .redirect(_, let fault): fault.isTransient
    default: false
    }
  }
}

extension RemoteFault: CustomStringConvertible {
  /// One line for people, without the URI that was asked for.
  package var description: String {
    switch self {
    case .scheme(let scheme): "only http and https are fetched, not \(scheme)"
    case .malformedURI: "it is no URI that can be fetched"
    case .userInformation: "it holds a user name or password, and those are never sent"
    case .refusedAddress(let address, let host):
      "\(host) is at \(address), which is not a public address; allow it by name if it is meant"
        + " (--allow-host \(host))"
    case .noLibrary:
      "fetching needs libcurl, which is not on this machine; install it"
        + " (Debian, Ubuntu: apt-get install libcurl4; Fedora: dnf install libcurl;"
        + " Alpine: apk add libcurl)"
    case .noHost(let host): "there is no host \(host), or its name cannot be looked up now"
    case .noConnection(let words): "no connection: \(words)"
    case .timeout(let limit):
      "no complete answer within \(limit.inSeconds) s (--http-timeout)"
    case .untrusted(let words): "the server's certificate is not trusted: \(words)"
    case .interrupted(let words): "the answer broke off: \(words)"
    case .failed(let words): words
    case .status(let status): "the server answers \(status)\(Self.reasonPhrase(status))"
    case .mustWait(let seconds, let status):
      "the server answers \(status)\(Self.reasonPhrase(status)) and asks to wait \(seconds) s,"
        + " longer than --http-timeout leaves"
    case .tooLarge(let limit): "it has more than \(limit) bytes (--http-max-bytes)"
    case .encoding: "the answer's compression is broken or unknown"
    case .contentType(let type): "the server sends a page (\(type)), not a schema"
    case .redirectWithoutTarget(let status): "the server redirects (\(status)) to nowhere"
    case .tooManyRedirects(let limit): "more than \(limit) redirects"
    case .downgrade(let uri): "it redirects from https to unprotected http (\(uri))"
    case .redirect(let uri, let fault): "it redirects to \(uri): \(fault)"
    case .notLocked(let lockfile):
      "it is not in \(lockfile); add it with --update-lock"
    case .changed(let lockfile, let locked, let found):
      "it has changed: \(lockfile) has SHA-256 \(locked.prefix(12))…, the server sends"
        + " \(found.prefix(12))…; look at the change, then accept it with --update-lock"
    }
  }

  /// RFC 9110 §15, for the statuses that people meet.
  private static func reasonPhrase(_ status: Int) -> String {
    switch status {
    case 401: " Unauthorized"
    case 403: " Forbidden"
    case 404: " Not Found"
    case 410: " Gone"
    case 429: " Too Many Requests"
    case 500: " Internal Server Error"
    case 502: " Bad Gateway"
    case 503: " Service Unavailable"
    case 504: " Gateway Timeout"
    default: ""
    }
  }
}

extension Duration {
  /// In seconds, with a fraction only where there is one.
  fileprivate var inSeconds: String {
    let milliseconds = self / .milliseconds(1)
    return milliseconds.truncatingRemainder(dividingBy: 1000) == 0
      ? String(Int(milliseconds / 1000)) : String(milliseconds / 1000)
  }
}
