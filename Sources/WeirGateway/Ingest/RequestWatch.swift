import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends the connections of clients that are too slow (slow loris), and those whose request was answered
/// before it had come whole.
///
/// Stands behind the HTTP codec. A fault of the body is thrown to whoever reads the body, who answers
/// it; one of the header is answered here, as nobody else knows of the request yet. A body is whole only
/// when its end came: whatever else ends it, a reset or a half-closed connection as well as a broken
/// chunk, is thrown as `PaceFault.cut`, so that nobody takes the beginning for all of it.
final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private var pace: RequestPace
  private let connections: ConnectionTable
  private let observe: @Sendable (ConnectionEnd) -> Void
  private var place: ConnectionTable.Place?
  private var ticks: RepeatedTask?

  /// Whether whoever reads the body was told that it does not come whole.
  private var isBodyFaulted = false

  /// How often the clock is looked at, which is how late a fault may be found.
  private static let tick = TimeAmount.milliseconds(250)

  /// How long a client that still sends is listened to after the answer, so that it gets to read it.
  private static let linger = TimeAmount.seconds(1)

  /// - Parameters:
  ///   - connections: Those of the listener, this one included while it is open.
  ///   - observe: Is told when a connection is closed on which no request is under way.
  init(
    _ settings: RequestPaceSettings, _ connections: ConnectionTable,
    observe: @escaping @Sendable (ConnectionEnd) -> Void
  ) {
    pace = RequestPace(settings, openedAt: RequestWatch.now)
    self.connections = connections
    self.observe = observe
  }

  private static var now: Duration { .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)) }

  func handlerAdded(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
    ticks = context.eventLoop.scheduleRepeatedTask(
      initialDelay: RequestWatch.tick, delay: RequestWatch.tick
    ) { _ in bound.value.handler.look(bound.value.context) }
    let loop = context.eventLoop
    place = connections.open {
      loop.execute { bound.value.handler.leave(bound.value.context) }
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    cut(context)
    context.fireChannelInactive()
  }

  private func end() {
    ticks?.cancel()
    if let place { connections.close(place) }
    place = nil
  }

  // MARK: What is closed from here

  private func look(_ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    let now = RequestWatch.now
    guard let fault = pace.fault(at: now) else { return noteBodyPace(at: now) }
    ticks?.cancel()
    switch fault {
    case .idle:
      observe(.idle)
      context.close(promise: nil)
    case .header:
      observe(.header)
      let head = HTTPResponse(
        status: .requestTimeout, headerFields: [.connection: "close", .contentLength: "0"])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      context.close(promise: nil)
    case .body, .trickle, .cut, .crowded: tell(fault, context)
    }
  }

  private func noteBodyPace(at now: Duration) {
    guard let place, pace.isInBody, !isBodyFaulted else { return }
    connections.setSlow(place, pace.isBodySlow(at: now))
  }

  private func leave(_ context: ChannelHandlerContext) {
    // It may be asked before it is active, in the moment in which it was opened.
    guard let place else { return }
    if pace.isResting {
      observe(.crowded)
      context.close(promise: nil)
    } else if pace.isBodySlow(at: RequestWatch.now) {
      tell(.crowded, context)
    } else {
      connections.stay(place)
    }
  }

  private func tell(_ fault: PaceFault, _ context: ChannelHandlerContext) {
    guard !isBodyFaulted else { return }
    isBodyFaulted = true
    context.fireErrorCaught(fault)
  }

  /// Nothing more comes of a body that has not come whole.
  private func cut(_ context: ChannelHandlerContext) {
    if pace.isInBody { tell(.cut, context) }
  }

  // MARK: What passes

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent { cut(context) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if pace.isInBody { cut(context) } else { context.fireErrorCaught(error) }
  }

  func read(context: ChannelHandlerContext) {
    pace.wait(at: RequestWatch.now)
    context.read()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    pace.stopWaiting(at: RequestWatch.now)
    context.fireChannelReadComplete()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      pace.takeHeader(at: RequestWatch.now)
      if let place { connections.work(place) }
    case .body(let buffer): pace.takeBody(buffer.readableBytes)
    case .end:
      pace.endRequest()
      if let place { connections.setSlow(place, false) }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where pace.isInBody && head.status.kind != .informational:
      head.headerFields[.connection] = "close"
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end where pace.isInBody:
      context.write(data, promise: promise)
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.eventLoop.scheduleTask(in: RequestWatch.linger) {
        bound.value.close(promise: nil)
      }
    case .end:
      pace.endResponse(at: RequestWatch.now)
      if let place, pace.isResting { connections.rest(place) }
      context.write(data, promise: promise)
    default: context.write(data, promise: promise)
    }
  }
}
