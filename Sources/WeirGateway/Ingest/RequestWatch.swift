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
  private let observe: @Sendable (PaceFault) -> Void
  private var isCut = false
  private var ticks: RepeatedTask?

  /// How often the clock is looked at, which is how late a fault may be found.
  private static let tick = TimeAmount.milliseconds(250)

  /// How long a client that still sends is listened to after the answer, so that it gets to read it.
  private static let linger = TimeAmount.seconds(1)

  /// - Parameter observe: Is told of the faults that are answered here: of header and rest.
  init(_ settings: RequestPaceSettings, observe: @escaping @Sendable (PaceFault) -> Void) {
    pace = RequestPace(settings, openedAt: RequestWatch.now)
    self.observe = observe
  }

  private static var now: Duration { .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)) }

  func handlerAdded(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
    ticks = context.eventLoop.scheduleRepeatedTask(
      initialDelay: RequestWatch.tick, delay: RequestWatch.tick
    ) { _ in bound.value.handler.look(bound.value.context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { ticks?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    ticks?.cancel()
    cut(context)
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { cut(context) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if pace.isInBody { cut(context) } else { context.fireErrorCaught(error) }
  }

  /// Nothing more comes of a body that has not come whole.
  private func cut(_ context: ChannelHandlerContext) {
    guard pace.isInBody, !isCut else { return }
    isCut = true
    ticks?.cancel()
    context.fireErrorCaught(PaceFault.cut)
  }

  private func look(_ context: ChannelHandlerContext) {
    guard context.channel.isActive, let fault = pace.fault(at: RequestWatch.now) else { return }
    ticks?.cancel()
    switch fault {
    case .idle:
      observe(fault)
      context.close(promise: nil)
    case .header:
      observe(fault)
      let head = HTTPResponse(
        status: .requestTimeout, headerFields: [.connection: "close", .contentLength: "0"])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      context.close(promise: nil)
    case .body, .trickle, .cut:
      isCut = true
      context.fireErrorCaught(fault)
    }
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
    case .head: pace.takeHeader(at: RequestWatch.now)
    case .body(let buffer): pace.takeBody(buffer.readableBytes)
    case .end: pace.endRequest()
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
      context.write(data, promise: promise)
    default: context.write(data, promise: promise)
    }
  }
}
