/// The limits of fetching one document.
struct FetchLimits: Hashable, Sendable {
  /// For the document as a whole: redirects, retries and waiting included.
  var timeout: Duration
  /// Of the body once decoded.
  var maxBytes: Int
  /// How often a request that failed in passing is made again.
  var retries: Int

  /// Redirects followed for one document, as many as browsers follow.
  static let maxRedirects = 20
}

/// What tells one version of a document from another. RFC 9110 §8.8.
struct Validators: Hashable, Sendable {
  var etag: String?
  var lastModified: String?
  /// The URI that sent them, which is the one that understands them.
  var uri: String
}

/// Fetches a document by the rules: redirects judged one by one, transient faults tried again with
/// exponential backoff and full jitter, all within one span of time.
struct HTTPFetcher: Sendable {
  let limits: FetchLimits
  /// Hosts whose addresses may be private or local: `host` or `host:port`, in lower case.
  let allowedHosts: Set<String>
  let transport: any HTTPTransport
  let clock: any FetchClock

  enum Outcome: Sendable {
    /// The answer, and the URI that gave it in the end.
    case received(HTTPResponse, from: String)
    /// The version that the validators tell is still the current one.
    case notModified(HTTPHeaders)
  }

  func fetch(_ uri: String, unless known: Validators? = nil) throws(RemoteFault) -> Outcome {
    let deadline = clock.now + limits.timeout
    var target = try HTTPTarget(uri)
    var redirects = 0
    var backoff = Backoff(retries: limits.retries)
    while true {
      let fault: RemoteFault
      var wait: Int?
      do throws(RemoteFault) {
        let response = try get(target, unless: known, before: deadline)
        switch response.status {
        case 304 where known?.uri == target.uri: return .notModified(response.headers)
        case 200: return .received(try checked(response), from: target.uri)
        case 301, 302, 303, 307, 308:
          redirects += 1
          target = try self.target(of: response, from: target, count: redirects)
          continue
        default:
          fault = .status(response.status)
          wait = response.headers.retryAfter(secondsSince1970: clock.secondsSince1970)
        }
      } catch {
        fault = error
      }
      guard fault.isTransient, let delay = backoff.next(clock.random()) else {
        throw told(fault, of: target, for: uri)
      }
      let left = deadline - clock.now
      if let wait, case .status(let status) = fault, .seconds(wait) >= left {
        throw told(.mustWait(seconds: wait, status: status), of: target, for: uri)
      }
      let pause = wait.map { max(delay, .seconds($0)) } ?? delay
      guard pause < left else { throw told(fault, of: target, for: uri) }
      clock.sleep(pause)
    }
  }

  private func get(
    _ target: HTTPTarget, unless known: Validators?, before deadline: ContinuousClock.Instant
  ) throws(RemoteFault) -> HTTPResponse {
    let left = deadline - clock.now
    guard left > .zero else { throw .timeout(limits.timeout) }
    var request = HTTPRequest(
      target: target, timeout: left, maxBytes: limits.maxBytes, allowsAnyAddress: isAllowed(target))
    request.headers = [
      "Accept: application/schema+json, application/json, application/yaml, */*;q=0.5"
    ]
    if let known, known.uri == target.uri {
      if let etag = known.etag { request.headers.append("If-None-Match: \(etag)") }
      if let date = known.lastModified { request.headers.append("If-Modified-Since: \(date)") }
    }
    do throws(RemoteFault) {
      return try transport.get(request)
    } catch {
      if case .timeout = error { throw .timeout(limits.timeout) }
      throw error
    }
  }

  /// A fault with the redirects' target that it came from, where that is not what was asked for.
  private func told(_ fault: RemoteFault, of target: HTTPTarget, for uri: String) -> RemoteFault {
    switch fault {
    case .redirect, .downgrade, .tooManyRedirects: fault
    default: target.uri == uri ? fault : .redirect(to: target.uri, fault)
    }
  }

  private func isAllowed(_ target: HTTPTarget) -> Bool {
    allowedHosts.contains(target.host) || allowedHosts.contains("\(target.host):\(target.port)")
  }

  private func target(
    of response: HTTPResponse, from target: HTTPTarget, count: Int
  ) throws(RemoteFault) -> HTTPTarget {
    guard let location = response.headers["location"] else {
      throw .redirectWithoutTarget(response.status)
    }
    guard count <= FetchLimits.maxRedirects else {
      throw .tooManyRedirects(limit: FetchLimits.maxRedirects)
    }
    return try target.redirected(to: location)
  }

  /// An error page with status 200 is the commonest wrong answer.
  private func checked(_ response: HTTPResponse) throws(RemoteFault) -> HTTPResponse {
    if let type = response.headers.mediaType, type == "text/html" || type.contains("xhtml") {
      throw .contentType(type)
    }
    return response
  }
}

/// Exponential backoff with full jitter: before retry n a random part of `base` · 2ⁿ, at most `cap`.
struct Backoff {
  static let base = Duration.milliseconds(250)
  static let cap = Duration.seconds(8)

  private let retries: Int
  private var used = 0

  init(retries: Int) { self.retries = retries }

  /// How long to wait before the next retry; nil when there is none left.
  ///
  /// - Parameter random: From 0 up to 1.
  mutating func next(_ random: Double) -> Duration? {
    guard used < retries else { return nil }
    let longest = min(Self.cap, Self.base * (1 << min(used, 10)))
    used += 1
    return longest * random
  }
}
