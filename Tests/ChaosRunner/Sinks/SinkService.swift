import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization
import TestSupport
import WeirJSON

/// A service on 127.0.0.1 that takes records, one a request with its id in `ce-id` or a batch of CloudEvents,
/// and answers as its mood is.
final class SinkService: Sendable {
  /// How a request is answered.
  enum Mood: Sendable, CaseIterable {
    case well, unavailable, throttled, partly, slow

    /// Takes the records, and says that it failed.
    case forgetful
    case broken
  }

  typealias Take = @Sendable (DeliveredEvent) -> Void

  fileprivate struct State {
    var port = 0
    var requests = 0
    var isCalm = true
    var isAway = false
    var random: SeededGenerator
  }

  private let maker: RecordMaker
  private let take: Take
  private let state: Mutex<State>
  private let task = Mutex<Task<Void, Never>?>(nil)

  private init(_ maker: RecordMaker, take: @escaping Take) {
    self.maker = maker
    self.take = take
    state = Mutex(State(random: SeededGenerator(seed: maker.seed &+ 1)))
  }

  /// Starts one, and waits until it listens.
  ///
  /// - Parameters:
  ///   - port: 0 lets the system choose one.
  ///   - take: Is told of every record that is taken, before the answer.
  static func start(
    _ maker: RecordMaker, port: Int = 0, take: @escaping Take
  ) async throws -> SinkService {
    let service = SinkService(maker, take: take)
    let (running, continuation) = AsyncStream.makeStream(of: Int.self)
    let router = Router()
    router.post("/**") { request, _ in try await service.answer(request) }
    var logger = Logger(label: "sink")
    logger.logLevel = .critical
    let application = Application(
      responder: router.buildResponder(),
      configuration: .init(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let task = Task {
      try? await application.run()
      continuation.finish()
    }
    guard let chosen = await running.first(where: { _ in true }) else {
      throw ChildProcess.Failure(description: "the service cannot listen")
    }
    service.task.withLock { $0 = task }
    service.state.withLock { $0.port = chosen }
    return service
  }

  func stop() async {
    let task = task.withLock { $0 }
    task?.cancel()
    await task?.value
  }

  var port: Int { state.withLock { $0.port } }
  var requests: Int { state.withLock { $0.requests } }

  /// Whether all is well: else its mood changes from request to request.
  func setCalm(_ isCalm: Bool) { state.withLock { $0.isCalm = isCalm } }

  /// Whether every request is answered with 503.
  func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

  // MARK: Requests

  private func answer(_ request: Request) async throws -> Response {
    let body = try await request.body.collect(upTo: 64 << 20)
    let events = try Self.events(of: request.headers, Array(body.readableBytesView))
    let (mood, share) = state.withLock { state in
      state.requests += 1
      return (state.isAway ? .unavailable : state.mood(), state.random.next())
    }
    switch mood {
    case .unavailable: return Response(status: .serviceUnavailable)
    case .throttled: return Response(status: .tooManyRequests, headers: [.retryAfter: "1"])
    case .broken: return Response(status: .internalServerError)
    case .well: return accept(events)
    case .slow:
      try await Task.sleep(for: .milliseconds(Int(share % 1500)))
      return accept(events)
    case .forgetful:
      _ = accept(events)
      return Response(status: .badGateway)
    case .partly:
      var random = SeededGenerator(seed: share)
      return accept(events, except: { Bool.random(using: &random) })
    }
  }

  /// Takes events, and says what became of each where that differs.
  private func accept(_ events: [DeliveredEvent], except isBusy: () -> Bool = { false }) -> Response
  {
    let statuses = events.map { event in
      let number = RecordMaker.number(in: event.payload)
      if let number, maker.kind(of: number) == .refused { return 422 }
      if isBusy() { return 503 }
      take(event)
      return 202
    }
    guard Set(statuses).count > 1 else {
      return Response(status: HTTPResponse.Status(code: statuses.first ?? 202))
    }
    let items = statuses.enumerated().map { "{\"index\":\($0),\"status\":\($1)}" }
    return Response(
      status: .init(code: 207, reasonPhrase: "Multi-Status"),
      headers: [.contentType: "application/json"],
      body: ResponseBody(
        byteBuffer: ByteBuffer(string: "{\"items\":[\(items.joined(separator: ","))]}")))
  }

  private static func events(
    of headers: HTTPFields, _ body: [UInt8]
  ) throws -> [DeliveredEvent] {
    if let name = HTTPField.Name("ce-id"), let id = headers[name] {
      return [DeliveredEvent(id: id, payload: body)]
    }
    var document = Document()
    try document.parse(body)
    var events: [DeliveredEvent] = []
    document.withRoot { list in
      list.forEachElement { element in
        let id = element.withMember("id") { $0.string } ?? nil
        let data = element.withMember("data") { $0.text }
        if let id, let data { events.append(DeliveredEvent(id: id, payload: data)) }
      }
    }
    return events
  }
}

extension SinkService.State {
  fileprivate mutating func mood() -> SinkService.Mood {
    guard !isCalm else { return .well }
    let moods = SinkService.Mood.allCases
    return Bool.random(using: &random) ? .well : moods.randomElement(using: &random) ?? .well
  }
}
