import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import WeirJSON

/// What a gateway, or the balancer in front of it, answers a request with records.
struct Answer: Sendable {
  let status: Int
  let isReplayed: Bool
  let retryAfter: Int?
  let body: [UInt8]

  /// By the place of the record in the request: whether it was accepted.
  private(set) var items: [Int: Bool] = [:]

  /// Of a problem.
  private(set) var code: String?

  /// Whether the only record was rejected, and kept.
  private(set) var isQuarantined = false

  init(_ response: HTTPClientResponse) async throws {
    status = Int(response.status.code)
    isReplayed = response.headers.first(name: "idempotency-replayed") == "true"
    retryAfter = response.headers.first(name: "retry-after").flatMap { Int($0) }
    body = Array(try await response.body.collect(upTo: 64 << 20).readableBytesView)
    read()
  }

  private mutating func read() {
    var document = Document()
    guard (try? document.parse(body)) != nil else { return }
    var items: [Int: Bool] = [:]
    document.withRoot { root in
      code = root.withMember("code") { $0.string } ?? nil
      isQuarantined = root.withMember("quarantine_id") { $0.string != nil } ?? false
      root.withMember("items") { list in
        list.forEachElement { item in
          let index = item.withMember("index") { $0.integer } ?? nil
          let status = item.withMember("status") { $0.integer } ?? nil
          if let index, let status { items[Int(index)] = status == 202 }
        }
      }
    }
    self.items = items
  }
}
