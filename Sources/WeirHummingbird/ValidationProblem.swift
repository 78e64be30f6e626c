public import HTTPTypes
public import Hummingbird
import NIOCore
public import WeirSchema

/// Why a ``ValidationMiddleware`` did not let a request through. Thrown, so that other middleware sees
/// it; Hummingbird answers with the problem (RFC 9457).
public struct ValidationProblem: Error, HTTPResponseError {
  public let status: HTTPResponse.Status

  /// Stable: `body.type`, `limit.body_bytes`, or that of the first error, such as `schema.required`.
  public let code: String
  public let detail: String

  /// What is wrong with the body, in its order.
  public let errors: [ValidationError]

  /// Whether more is wrong with it than `errors` tell.
  public let isTruncated: Bool

  private init(
    _ status: HTTPResponse.Status, _ code: String, _ detail: String,
    errors: [ValidationError] = [], isTruncated: Bool = false
  ) {
    self.status = status
    self.code = code
    self.detail = detail
    self.errors = errors
    self.isTruncated = isTruncated
  }

  static func tooLarge(limit: Int) -> ValidationProblem {
    ValidationProblem(
      .contentTooLarge, "limit.body_bytes", "the body has more than \(limit) bytes")
  }

  static func unsupported(_ type: String?) -> ValidationProblem {
    ValidationProblem(
      .unsupportedMediaType, "body.type",
      "\(type.map { "Content-Type \($0)" } ?? "no Content-Type"): a JSON body was expected")
  }

  static func rejected(_ report: Report, isMalformed: Bool) -> ValidationProblem {
    let first = report.errors.first
    return ValidationProblem(
      isMalformed ? .badRequest : .unprocessableContent, first?.code ?? "schema.invalid",
      first?.message ?? "the schema does not accept the body", errors: report.errors,
      isTruncated: report.isTruncated)
  }

  public func response(from request: Request, context: some RequestContext) throws -> Response {
    Response(
      status: status, headers: [.contentType: ProblemDetails.mediaType],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  private var body: [UInt8] {
    var details = ProblemDetails(
      status: status.code, title: status.reasonPhrase, code: code, detail: detail)
    details.errors = errors
    details.isTruncated = isTruncated
    return details.body()
  }
}
