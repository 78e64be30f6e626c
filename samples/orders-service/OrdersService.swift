import Foundation
import Hummingbird
import WeirHummingbird
import WeirLoad
import WeirSchema

// A service that takes no order its schema does not accept.
//
//   swift run orders-service
//   curl -i localhost:8081/orders --json '{"id": 7, "customer": "Ada", "lines": [{"sku": "A-1", "quantity": 2}]}'
//   curl -i localhost:8081/orders --json '{"id": 0, "lines": []}'

struct OrderContext: ValidatedRequestContext {
  var coreContext: CoreRequestContextStorage
  var validated: ValidatedBody?

  init(source: Source) { coreContext = .init(source: source) }
}

struct Order: Decodable {
  var id: Int
  var customer: String
  var lines: [Line]

  struct Line: Decodable {
    var sku: String
    var quantity: Int
  }
}

@main
struct OrdersService {
  static func main() async throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    let schema = try Schema(contentsOf: folder + "/order.schema.json")

    let router = Router(context: OrderContext.self)
    router.group("orders").add(middleware: ValidationMiddleware(schema))
      .post { _, context in
        let order = try context.validatedBody.decode(Order.self)
        let pieces = order.lines.reduce(0) { $0 + $1.quantity }
        return "order \(order.id) of \(order.customer): \(pieces) pieces\n"
      }

    let port = ProcessInfo.processInfo.environment["PORT"].flatMap { Int($0) } ?? 8081
    let service = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in
        print("listening on port \(channel.localAddress?.port ?? port)")
        fflush(nil)
      })
    try await service.runService()
  }
}
