import Synchronization
package import Tracing

/// A span of `GatewayTracer`. One that is not sampled has a context and keeps nothing else.
package final class GatewaySpan: Span {
  package let context: ServiceContext

  private struct State {
    var name: String

    /// Nil when it is not sampled.
    var record: SpanRecord?
    var hasEnded = false
  }

  private let state: Mutex<State>
  private let buffer: SpanBuffer

  init(_ name: String, _ context: ServiceContext, _ record: SpanRecord?, _ buffer: SpanBuffer) {
    self.context = context
    self.buffer = buffer
    state = Mutex(State(name: name, record: record))
  }

  package var isRecording: Bool { state.withLock { $0.record != nil && !$0.hasEnded } }

  package var operationName: String {
    get { state.withLock { $0.name } }
    set {
      state.withLock { $0.name = newValue }
      change { $0.name = newValue }
    }
  }

  package var attributes: SpanAttributes {
    get { state.withLock { $0.record?.attributes.values ?? [:] } }
    set { change { $0.attributes.set(newValue) } }
  }

  package func setStatus(_ status: SpanStatus) {
    change { record in
      // OpenTelemetry: an error does not undo what somebody found to be all right.
      if record.status?.code != .ok { record.status = status }
    }
  }

  package func addEvent(_ event: SpanEvent) {
    change { record in
      guard record.events.count < SpanRecord.maxEvents else {
        record.droppedEvents += 1
        return
      }
      record.events.append(event)
    }
  }

  package func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    var attributes = attributes
    attributes["exception.type"] = String(describing: type(of: error))
    attributes["exception.message"] = "\(error)".cut(to: SpanRecord.maxTextBytes)
    addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
  }

  package func addLink(_ link: SpanLink) {
    change { record in
      guard record.links.count < SpanRecord.maxLinks else {
        record.droppedLinks += 1
        return
      }
      record.links.append(link)
    }
  }

  package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    let moment = instant().nanosecondsSinceEpoch
    let finished = state.withLock { state -> SpanRecord? in
      guard !state.hasEnded else { return nil }
      state.hasEnded = true
      state.record?.endedAt = moment
      return state.record
    }
    if let finished { buffer.append(finished) }
  }

  /// What comes after the end is passed over.
  private func change(_ body: (inout SpanRecord) -> Void) {
    state.withLock { state in
      guard !state.hasEnded, var record = state.record else { return }
      state.record = nil
      body(&record)
      state.record = record
    }
  }
}

/// What a span tells when it has ended. Bounded, since code in a loop may add to it.
package struct SpanRecord: Sendable {
  static let maxAttributes = 128
  static let maxEvents = 128
  static let maxLinks = 128

  /// Of one text.
  static let maxTextBytes = 4 << 10

  /// At most `maxAttributes`, the first by name.
  struct Attributes: Sendable {
    private(set) var values: SpanAttributes = [:]
    private(set) var dropped = 0

    mutating func set(_ all: SpanAttributes) {
      values = all
      guard all.count > maxAttributes else { return }
      var names: [String] = []
      all.forEach { name, _ in names.append(name) }
      for name in names.sorted().dropFirst(maxAttributes) { values.set(name, value: nil) }
      dropped += all.count - maxAttributes
    }
  }

  let context: TraceContext

  /// Nil where the trace begins.
  let parent: TraceContext?
  var name: String
  let kind: SpanKind

  /// Nanoseconds since 1970.
  let startedAt: UInt64
  var endedAt: UInt64 = 0
  var attributes = Attributes()
  var events: [SpanEvent] = []
  var droppedEvents = 0
  var links: [SpanLink] = []
  var droppedLinks = 0
  var status: SpanStatus?

  init(
    context: TraceContext, parent: TraceContext?, name: String, kind: SpanKind, startedAt: UInt64
  ) {
    self.context = context
    self.parent = parent
    self.name = name
    self.kind = kind
    self.startedAt = startedAt
  }
}
