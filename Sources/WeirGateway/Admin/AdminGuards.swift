import HTTPTypes
import Hummingbird
import WeirJSON

/// Lets nobody through who does not show the admin token, if there is one.
struct AdminTokenMiddleware: RouterMiddleware {
  typealias Context = GatewayContext
  let tokenHash: String?

  @concurrent
  func handle(
    _ request: Request, context: GatewayContext,
    next: @concurrent (Request, GatewayContext) async throws -> Response
  ) async throws -> Response {
    if let tokenHash {
      guard let authorization = request.headers[.authorization] else {
        throw Problem.unauthenticated
      }
      guard let token = bearerToken(authorization), SHA256.hexadecimal(of: token) == tokenHash
      else { throw Problem.unknownToken }
    }
    return try await next(request, context)
  }
}
