import WeirResilience

/// What an HTTP status says of the records that it is about. RFC 9110 §15, RFC 6585.
enum StatusMeaning: Equatable {
  case accepted

  /// An answer for each record is in the body.
  case mixed
  case failed(DeliveryFailure)

  init(_ status: Int, retryAfter: Duration? = nil, message: String) {
    switch status {
    case 207: self = .mixed
    case 200..<300: self = .accepted
    default:
      self = .failed(
        DeliveryFailure(
          Self.classification(of: status, retryAfter),
          scope: Self.isAboutSink(status) ? .sink : .record, code: Self.code(of: status),
          message: message, status: status))
    }
  }

  private static func classification(of status: Int, _ retryAfter: Duration?) -> Classification {
    switch status {
    case 429: Classification(.throttled, retryAfter: retryAfter)
    // What a proxy says that got no answer from whom it asked.
    case 502, 504: Classification(.ambiguous, retryAfter: retryAfter)
    case 500..<600: Classification(.retryable, retryAfter: retryAfter)
    // The service was too slow to read, too early in its life, or busy with the same request.
    case 408, 409, 425:
      Classification(.retryable, retryAfter: retryAfter, isDestinationFault: false)
    default: Classification(.permanent, retryAfter: retryAfter)
    }
  }

  /// Whether another record would fare the same: a wrong address, password, method or media type, or
  /// a redirection. Somebody has to put it right, and no record is lost meanwhile.
  private static func isAboutSink(_ status: Int) -> Bool {
    switch status {
    case 400, 408, 409, 413, 422, 425, 429: false
    case 500..<600: status == 501 || status == 505
    default: true
    }
  }

  static func code(of status: Int) -> String {
    switch status {
    case 401: "sink.unauthorized"
    case 403: "sink.forbidden"
    case 404, 410: "sink.not_found"
    case 413: "sink.too_large"
    case 429: "sink.throttled"
    case 400, 422: "sink.rejected"
    case 503: "sink.unavailable"
    default: "sink.http_\(status)"
    }
  }
}
