import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import WeirGateway

/// Asks a running gateway by its admin listener, as its configuration says where that is.
struct AdminClient {
  private let base: String
  private let token: Secret?

  /// How long an answer may take: a replay of many records takes its time.
  private static let timeout = TimeAmount.seconds(300)
  private static let maxAnswerBytes = 64 << 20

  init(_ configuration: GatewayConfiguration) throws(ExitStatus) {
    let admin = configuration.admin
    guard admin.port > 0 else {
      Output.say("admin.port is 0: which port the gateway has is in its log\n")
      throw .usage
    }
    let host = admin.host == "0.0.0.0" ? "127.0.0.1" : admin.host
    base = "http://\(host):\(admin.port)"
    token = admin.token
  }

  /// - Parameter body: JSON, which makes it a POST.
  /// - Returns: The answer's JSON.
  func ask(_ path: String, body: Data? = nil) async throws(ExitStatus) -> Data {
    var request = HTTPClientRequest(url: base + path)
    if let token { request.headers.add(name: "Authorization", value: "Bearer " + token.revealed) }
    if let body {
      request.method = .POST
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(ByteBuffer(data: body))
    }
    let status: UInt
    let answer: Data
    do {
      let response = try await HTTPClient.shared.execute(request, timeout: Self.timeout)
      status = response.status.code
      answer = Data(buffer: try await response.body.collect(upTo: Self.maxAnswerBytes))
    } catch {
      Output.say("cannot ask \(base): \(error)\nIs the gateway running?\n")
      throw .inputOutput
    }
    guard status == 200 else {
      Output.say("\(base)\(path) answers \(status): \(Problem(answer).words)\n")
      throw status < 500 ? .usage : .inputOutput
    }
    return answer
  }

  /// What a problem of RFC 9457 says.
  private struct Problem: Decodable {
    var title: String?
    var detail: String?

    init(_ body: Data) {
      self = (try? JSONDecoder().decode(Problem.self, from: body)) ?? Problem()
    }

    private init() {}

    var words: String { detail ?? title ?? "nothing more" }
  }
}
