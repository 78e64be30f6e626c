import Synchronization
import Testing
import WeirJSON

@testable import WeirGateway

/// Who a sender is taken for.
struct TenantsTests {
  private static let token = TenantSettings(name: "token", tokens: ["secret"])
  private static let subject = TenantSettings(name: "subject", subject: "CN=shop")

  /// - Returns: The tenant's name or the problem's code, then how often a certificate was asked for.
  private func tenant(
    among settings: [TenantSettings], authorization: String? = nil, subject: String? = nil
  ) async throws -> String {
    let tenants = try Tenants(settings)
    let asked = Mutex(0)
    let name: String
    do throws(Problem) {
      name = try await tenants.tenant(authorization: authorization) {
        asked.withLock { $0 += 1 }
        return subject
      }.name
    } catch {
      name = error.code
    }
    return "\(name) \(asked.withLock { $0 })"
  }

  @Test("a certificate is asked for only where some tenant is told by one")
  func askedForWhenNeeded() async throws {
    #expect(try await tenant(among: []) == " 0")
    #expect(
      try await tenant(among: [Self.token], authorization: "Bearer secret", subject: "CN=shop")
        == "token 0")
    #expect(try await tenant(among: [Self.token], subject: "CN=shop") == "auth.missing 0")
    #expect(
      try await tenant(among: [Self.token, Self.subject], subject: "CN=shop") == "subject 1")
  }

  @Test("a certificate that tells nobody leaves it to the token")
  func certificateOfNobody() async throws {
    let both = [Self.token, Self.subject]
    #expect(
      try await tenant(among: both, authorization: "Bearer secret", subject: "CN=else")
        == "token 1")
    #expect(
      try await tenant(among: both, authorization: "bearer wrong", subject: nil)
        == "auth.invalid 1")
    #expect(
      try await tenant(among: both, authorization: "Basic secret", subject: nil)
        == "auth.missing 1")
  }
}

extension TenantSettings {
  fileprivate init(name: String, tokens: [String] = [], subject: String? = nil) {
    self.init(name: name)
    tokenHashes = Set(tokens.map { SHA256.hexadecimal(of: Array($0.utf8)) })
    certificateSubject = subject
  }
}
