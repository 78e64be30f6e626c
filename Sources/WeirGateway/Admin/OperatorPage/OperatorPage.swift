/// The page that operators look at: `/ui` on the admin listener.
///
/// Three resources, kept as text in the binary. The page reads `GET /v1/status` every two seconds, and
/// talks to `/v1/quarantine`, `/v1/parked` and `/v1/breakers`. It shows what strangers sent, so that nothing is made
/// into markup: the script writes text nodes only, and the policy of `headers` lets nothing run but the
/// script itself.
///
/// What it expects of the admin routes beyond `GatewayStatus`:
///
/// - `QuarantineRoutes`, `ParkedRoutes`.
/// - `POST /v1/breakers/{sink}/{index}/{force-open|force-closed|metrics-only|auto}`.
/// - Errors as `application/problem+json` with `title` and `detail`. After a 401 it asks for a token, which
///   it keeps in memory and sends as `Authorization: Bearer`.
package enum OperatorPage {
  package struct Resource: Sendable, Equatable {
    package var contentType: String
    package var body: String
  }

  /// What is served under a path; nil for paths that are not the page's.
  package static func resource(at path: String) -> Resource? {
    switch path {
    case "/ui": Resource(contentType: "text/html; charset=utf-8", body: html)
    case "/ui/page.js": Resource(contentType: "text/javascript; charset=utf-8", body: script)
    case "/ui/page.css": Resource(contentType: "text/css; charset=utf-8", body: style)
    default: nil
    }
  }

  package static let paths = ["/ui", "/ui/page.js", "/ui/page.css"]

  /// To be sent with each of them.
  package static let headers: [(name: String, value: String)] = [
    (
      "content-security-policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'"
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-cache"),
  ]
}
