public import Hummingbird
import NIOCore
import WeirJSON
public import WeirSchema

/// Lets no request through whose body is not valid by a schema.
///
/// ```swift
/// let orders = router.group("orders").add(middleware: ValidationMiddleware(orderSchema))
/// orders.post { request, context in
///   let order = try context.validatedBody.decode(Order.self)
///   …
/// }
/// ```
///
/// The body is read and parsed once: the handler gets it through ``ValidatedRequestContext``. A request
/// that is not let through is answered with a problem of RFC 9457, whose `errors` name each fault with
/// its place in the body and in the schema:
///
/// | status | when |
/// |---|---|
/// | 400 | the body is no JSON |
/// | 413 | it has more than `maxBodyBytes` |
/// | 415 | its `Content-Type` is neither `application/json` nor one that ends in `+json` |
/// | 422 | the schema does not accept it |
///
/// Costs one pass over the body; the fault-free way allocates what holds the body and its tape. Any
/// number of requests may be worked on at once.
public struct ValidationMiddleware<Context: ValidatedRequestContext>: RouterMiddleware {
  private let validators: ValidatorPool
  private let settings: ValidationSettings

  /// - Parameter schema: Compiled once, by whoever knows where it comes from. Its options say how
  ///   bodies are parsed: a strict profile rejects duplicate keys.
  public init(_ schema: Schema, _ settings: ValidationSettings = ValidationSettings()) {
    validators = ValidatorPool(schema)
    self.settings = settings
  }

  @concurrent
  public func handle(
    _ request: Request, context: Context,
    next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    try checkType(request)
    var request = request
    let buffer: ByteBuffer
    do {
      buffer = try await request.collectBody(upTo: settings.maxBodyBytes)
    } catch is NIOTooManyBytesError {
      throw ValidationProblem.tooLarge(limit: settings.maxBodyBytes)
    }
    let body = try validators.validate(
      Array(buffer.readableBytesView), maxErrors: settings.maxErrors)
    var context = context
    context.validated = body
    return try await next(request, context)
  }

  private func checkType(_ request: Request) throws {
    let type = request.headers[.contentType]
    let name = type?.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    guard let name, name == "application/json" || name.hasSuffix("+json") else {
      throw ValidationProblem.unsupported(type)
    }
  }
}

/// What a ``ValidationMiddleware`` takes.
public struct ValidationSettings: Sendable {
  /// Of a body.
  public var maxBodyBytes = 2 << 20

  /// Errors that a problem tells, at least 1.
  public var maxErrors = 32

  public init() {}
}
