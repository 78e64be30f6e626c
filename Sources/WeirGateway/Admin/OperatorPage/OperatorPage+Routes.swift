import HTTPTypes
package import Hummingbird
import NIOCore
import WeirJSON

extension OperatorPage {
  /// Adds the routes of the page itself. It holds nothing that is secret: its script asks for a token when
  /// the routes behind it do.
  package static func add(to router: some RouterMethods) {
    for path in paths {
      guard let resource = resource(at: path) else { continue }
      router.get("\(path)") { _, _ in Response(resource) }
    }
  }
}

extension Response {
  fileprivate init(_ resource: OperatorPage.Resource) {
    var fields: HTTPFields = [.contentType: resource.contentType]
    for (name, value) in OperatorPage.headers {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    self.init(
      status: .ok, headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(string: resource.body)))
  }
}

/// Answers 403 to what `BrowserGuard` refuses. Stands before all routes of the admin listener.
package struct BrowserGuardMiddleware<Context: RequestContext>: RouterMiddleware {
  private let allowedNames: Set<String>

  /// - Parameter allowedNames: Names by which operators reach the listener, in lower case.
  package init(allowedNames: Set<String> = []) { self.allowedNames = allowedNames }

  @concurrent
  package func handle(
    _ request: Request, context: Context,
    next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let refusal = BrowserGuard.refusal(
      host: request.head.authority, origin: request.headers[.origin],
      fetchSite: HTTPField.Name("sec-fetch-site").flatMap { request.headers[$0] },
      allowedNames: allowedNames)
    guard let refusal else { return try await next(request, context) }
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("title", "Forbidden")
    writer.member("status", 403)
    writer.member("code", "admin.foreign_request")
    writer.member("detail", refusal)
    writer.endObject()
    return Response(
      status: .forbidden, headers: [.contentType: "application/problem+json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes)))
  }
}
