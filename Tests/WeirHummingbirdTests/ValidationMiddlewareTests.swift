import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import WeirHummingbird
import WeirJSON
import WeirSchema

/// A service with validated routes, asked over HTTP.
struct ValidationMiddlewareTests {
  private struct Context: ValidatedRequestContext {
    var coreContext: CoreRequestContextStorage
    var validated: ValidatedBody?

    init(source: Source) { coreContext = .init(source: source) }
  }

  private struct Order: Codable, Equatable {
    var id: UInt64
    var placed: Date
    var lines: [Line]
    var note: String?

    struct Line: Codable, Equatable {
      var sku: String
      var price: Double
      var isGift: Bool?
    }
  }

  private static let schema = #"""
    {"type": "object", "required": ["id", "placed"],
     "properties": {"id": {"type": "integer", "minimum": 1}, "note": {"type": ["string", "null"]}}}
    """#

  private func ask(
    _ body: String, type: String? = "application/json", settings: ValidationSettings = .init(),
    isStrict: Bool = false
  ) async throws -> (status: HTTPResponse.Status, type: String?, body: String) {
    let options = SchemaOptions(instances: isStrict ? .strict : .lenient)
    let schema = try Schema(json: Array(Self.schema.utf8), options: options)
    let router = Router(context: Context.self)
    router.group("orders").add(middleware: ValidationMiddleware(schema, settings))
      .post { request, context in
        let order = try context.validatedBody.decode(Order.self)
        let total = try context.validatedBody.withRoot { root in
          root.withMember("id") { $0.integer } ?? nil
        }
        // Whoever wants the bytes still gets them.
        let buffer = try await request.body.collect(upTo: 1 << 20)
        return "\(order.lines.count) \(total ?? 0) \(buffer.readableBytes)"
      }
    router.post("bare") { _, context in
      try context.validatedBody.withRoot { _ in "never" }
    }
    return try await Application(router: router).test(.router) { client in
      try await client.execute(
        uri: body == "bare" ? "/bare" : "/orders", method: .post,
        headers: type.map { [.contentType: $0] } ?? [:], body: ByteBuffer(string: body)
      ) { ($0.status, $0.headers[.contentType], String(buffer: $0.body)) }
    }
  }

  @Test("a valid body reaches the handler, which neither parses nor reads it again")
  func valid() async throws {
    let body = #"""
      {"id": 18, "placed": "2026-03-01T12:00:00Z", "lines": [{"sku": "a\u00e9", "price": 2}]}
      """#
    let answer = try await ask(body, type: "application/vnd.order+json; charset=utf-8")
    #expect(answer.status == .ok)
    #expect(answer.body == "1 18 \(body.utf8.count)")
  }

  @Test("what is not let through is told as a problem, with each fault's place")
  func problems() async throws {
    let faults = try await ask(#"{"id": 0, "note": 3}"#)
    #expect(faults.status == .unprocessableContent)
    #expect(faults.type == "application/problem+json")
    for part in [
      #""code":"schema.required""#, #""instance_location":"/id""#, #""keyword":"minimum""#,
      #""instance_location":"/note""#, #""truncated":false"#, #""status":422"#,
    ] {
      #expect(faults.body.contains(part), "\(faults.body)")
    }
    let one = try await ask(#"{"id": 0, "note": 3}"#, settings: settings { $0.maxErrors = 1 })
    #expect(one.body.contains(#""truncated":true"#))
    let broken = try await ask(#"{"id": 1,}"#)
    #expect(broken.status == .badRequest)
    #expect(broken.body.contains(#""code":"decode."#))
    #expect(broken.body.contains(#""column":10"#), "\(broken.body)")
    let double = try await ask(#"{"id": 1, "id": 2, "placed": ""}"#, isStrict: true)
    #expect(double.body.contains("decode.duplicate_key"))
  }

  @Test("type and size are checked before the body is parsed")
  func limits() async throws {
    for type in ["text/plain", nil] {
      let answer = try await ask("{}", type: type)
      #expect(answer.status == .unsupportedMediaType)
      #expect(answer.body.contains("body.type"))
    }
    let large = try await ask("[1, 2, 3]", settings: settings { $0.maxBodyBytes = 8 })
    #expect(large.status == .contentTooLarge)
    #expect(large.body.contains("limit.body_bytes"))
  }

  @Test("a route without the middleware says so")
  func bare() async throws {
    #expect(try await ask("bare").status == .internalServerError)
  }

  private func settings(_ change: (inout ValidationSettings) -> Void) -> ValidationSettings {
    var settings = ValidationSettings()
    change(&settings)
    return settings
  }
}
