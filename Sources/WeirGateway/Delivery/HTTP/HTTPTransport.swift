import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import WeirResilience
import WeirStream

/// What a service answered.
struct HTTPAnswer: Sendable {
  var status: Int
  var retryAfter: Duration?
  var meaning: StatusMeaning

  /// As much as may be read; whole where `meaning` is `mixed`.
  var body: [UInt8]
}

/// Sends one request to one endpoint: no retry, no policy, but a limit for each part of it.
struct HTTPTransport: Sendable {
  let client: HTTPClient
  let timeouts: HTTPTimeouts
  let maxResponseBytes: Int
  let time: Timekeeper
  let wallClock: @Sendable () -> Timestamp

  /// Of the answer's body, as much stands in a failure's message.
  private static let longestExcerpt = 512

  private enum Runner: Sendable {
    case exchange(Result<HTTPAnswer, any Error>)
    case overrun(ExchangePhases.Overrun?)
  }

  /// - Returns: An answer whose meaning is no failure.
  func send(
    _ message: RequestMessage, to endpoint: EndpointPool.Endpoint
  ) async throws(DeliveryFailure) -> HTTPAnswer {
    let isSecure = endpoint.url.lowercased().hasPrefix("https:")
    let watch = ExchangeWatch(ExchangePhases(timeouts, isSecure: isSecure, now: time.now), time)
    let (result, overrun) = await race(message, to: endpoint, watch)
    switch result {
    case .success(let answer):
      if case .failed(let failure) = answer.meaning { throw failure }
      return answer
    case .failure(let error):
      throw await DeliveryFailure(
        error, overrun, isSent: watch.isSent, endpoint: endpoint, isSecure: isSecure)
    }
  }

  private func race(
    _ message: RequestMessage, to endpoint: EndpointPool.Endpoint, _ watch: ExchangeWatch
  ) async -> (Result<HTTPAnswer, any Error>, ExchangePhases.Overrun?) {
    await withTaskGroup(of: Runner.self) { group in
      group.addTask {
        .exchange(await Result.of { try await exchange(message, endpoint, watch) })
      }
      group.addTask { .overrun(await watch.untilOverrun()) }
      var overrun: ExchangePhases.Overrun?
      while let runner = await group.next() {
        switch runner {
        case .overrun(let found):
          overrun = found
          if found != nil { group.cancelAll() }
        case .exchange(let result):
          group.cancelAll()
          return (result, overrun)
        }
      }
      // Not reached: the exchange always ends.
      return (.failure(CancellationError()), overrun)
    }
  }

  private func exchange(
    _ message: RequestMessage, _ endpoint: EndpointPool.Endpoint, _ watch: ExchangeWatch
  ) async throws -> HTTPAnswer {
    var request = HTTPClientRequest(url: endpoint.url)
    request.method = .POST
    request.headers = message.headers
    request.body = .stream(
      BodyPieces(body: message.body, watch: watch),
      length: .known(Int64(message.body.readableBytes)))
    let response = try await client.execute(request, deadline: .distantFuture)
    watch.note(.receiving)
    let status = Int(response.status.code)
    let retryAfter = response.headers.first(name: "Retry-After").flatMap {
      RetryAfter.duration($0, now: wallClock())
    }
    var body: [UInt8] = []
    do {
      body = try await read(response.body, watch)
      try Task.checkCancellation()
    } catch  where status != 207 {
      // The head has said it all; who waits for the rest loses what is known.
    }
    let excerpt = String(decoding: body.prefix(Self.longestExcerpt), as: UTF8.self)
    let message = "\(endpoint.label) answered \(status)\(excerpt.isEmpty ? "" : ": ")\(excerpt)"
    return HTTPAnswer(
      status: status, retryAfter: retryAfter,
      meaning: StatusMeaning(status, retryAfter: retryAfter, message: message), body: body)
  }

  private func read(
    _ response: HTTPClientResponse.Body, _ watch: ExchangeWatch
  ) async throws -> [UInt8] {
    var body: [UInt8] = []
    for try await piece in response {
      watch.note(.receiving)
      body += piece.readableBytesView
      if body.count > maxResponseBytes { return [] }
    }
    return body
  }
}

/// Notes the progress of one request, and says when there was none for too long.
final class ExchangeWatch: Sendable {
  private let phases: Mutex<ExchangePhases>
  private let time: Timekeeper

  init(_ phases: ExchangePhases, _ time: Timekeeper) {
    self.phases = Mutex(phases)
    self.time = time
  }

  var isSent: Bool { phases.withLock { $0.isSent } }

  func note(_ phase: ExchangePhases.Phase) {
    let now = time.now
    phases.withLock { $0.note(phase, now: now) }
  }

  /// Something is to be sent. - Throws: `CancellationError` once it has taken too long: what has then
  /// not been sent is never sent, so that it is known.
  func send(_ phase: ExchangePhases.Phase) throws {
    let now = time.now
    let isOver = phases.withLock { phases in
      phases.note(phase, now: now)
      return phases.overrun != nil
    }
    if isOver { throw CancellationError() }
  }

  /// Nil when the task is cancelled first.
  func untilOverrun() async -> ExchangePhases.Overrun? {
    while true {
      let now = time.now
      let (overrun, look) = phases.withLock { ($0.expire(now: now), $0.nextLook(now: now)) }
      if let overrun { return overrun }
      guard (try? await time.sleep(until: look)) != nil else { return nil }
    }
  }
}

/// A request's body in pieces. The first is asked for when the head is out.
private struct BodyPieces: AsyncSequence, Sendable {
  static let pieceLength = 64 * 1024

  let body: ByteBuffer
  let watch: ExchangeWatch

  struct AsyncIterator: AsyncIteratorProtocol {
    var rest: ByteBuffer
    let watch: ExchangeWatch

    mutating func next() async throws -> ByteBuffer? {
      let piece = rest.readSlice(length: Swift.min(BodyPieces.pieceLength, rest.readableBytes))
      guard let piece, piece.readableBytes > 0 else {
        try watch.send(.waiting)
        return nil
      }
      try watch.send(.sending)
      return piece
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: body, watch: watch) }
}
