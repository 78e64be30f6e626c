import HTTPTypes
import WeirJSON
package import WeirResilience

/// Who sends, with limits of their own: what one does stops nobody else.
package struct TenantSettings: Sendable, Equatable {
  package var name: String

  /// SHA-256 of each of its bearer tokens, in hexadecimal: the tokens themselves are kept nowhere.
  package var tokenHashes: Set<String> = []

  /// Subject of its client certificate, as RFC 4514 writes it: `CN=shop,O=Example`.
  package var certificateSubject: String?

  /// The streams it may write to; nil for all.
  package var streams: Set<String>?

  /// Records that it may send in a second, and at once; nil for no limit.
  package var rate: RateLimiterSettings?

  /// Requests that are worked on at once, and those that wait for that.
  package var bulkhead = BulkheadSettings()

  package init(name: String) { self.name = name }
}

/// A sender, as requests meet it.
package struct Tenant: Sendable {
  package let name: String
  let streams: Set<String>?
  let bulkhead: Bulkhead
  let limiter: RateLimiter?

  init(_ settings: TenantSettings, in environment: PolicyEnvironment) throws(SettingError) {
    name = settings.name
    streams = settings.streams
    bulkhead = try Bulkhead(settings.bulkhead, in: environment)
    limiter = try settings.rate.map { rate throws(SettingError) in
      try RateLimiter(rate, in: environment)
    }
  }

  /// - Parameter cost: Records.
  func take(_ cost: Int) throws(Problem) {
    do throws(RateLimiterError) {
      try limiter?.take(cost)
    } catch {
      switch error {
      case .limited(let wait):
        throw Problem(
          .tooManyRequests, "limit.rate", "more records a second than this sender may send",
          retryAfter: max(1, Int(wait.components.seconds) + 1))
      case .costExceedsBurst(_, let burst):
        throw Problem(
          .contentTooLarge, "limit.burst",
          "more records in one request than the \(burst) that this sender may send at once")
      }
    }
  }
}

/// All senders, by what they show.
package struct Tenants: Sendable {
  private let byTokenHash: [String: Tenant]
  private let bySubject: [String: Tenant]

  /// Who everybody is where senders are not told apart.
  private let anonymous: Tenant?

  /// - Parameters:
  ///   - tenants: None: everybody may send, and shares the limits of `anonymous`.
  package init(
    _ tenants: [TenantSettings], anonymous: TenantSettings = TenantSettings(name: ""),
    in environment: PolicyEnvironment = .system
  ) throws(SettingError) {
    var byTokenHash: [String: Tenant] = [:]
    var bySubject: [String: Tenant] = [:]
    for settings in tenants {
      let tenant = try Tenant(settings, in: environment)
      for hash in settings.tokenHashes { byTokenHash[hash.lowercased()] = tenant }
      if let subject = settings.certificateSubject { bySubject[subject] = tenant }
    }
    self.byTokenHash = byTokenHash
    self.bySubject = bySubject
    self.anonymous = tenants.isEmpty ? try Tenant(anonymous, in: environment) : nil
  }

  /// Who shows this. Tokens are looked up by their hashes, which tells nothing by its time of what
  /// tokens there are.
  ///
  /// - Parameters:
  ///   - authorization: The header's value (RFC 6750 section 2.1).
  ///   - subject: Of the client's certificate, which the TLS layer has verified. Asked for only where some
  ///     tenant is told by one: it takes a turn of the connection's event loop, and reading a certificate.
  func tenant(
    authorization: String?, subject: () async -> String?
  ) async throws(Problem) -> Tenant {
    if let anonymous { return anonymous }
    if !bySubject.isEmpty, let subject = await subject(), let tenant = bySubject[subject] {
      return tenant
    }
    guard let authorization else { throw .unauthenticated }
    guard let token = bearerToken(authorization) else { throw .unauthenticated }
    guard let tenant = byTokenHash[SHA256.hexadecimal(of: token)] else { throw .unknownToken }
    return tenant
  }
}

/// The token of an `Authorization` header (RFC 6750 section 2.1); nil for another scheme.
func bearerToken(_ authorization: String) -> [UInt8]? {
  let parts = authorization.split(separator: " ", maxSplits: 1)
  guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
  return Array(parts[1].utf8.drop { $0 == UInt8(ascii: " ") })
}
