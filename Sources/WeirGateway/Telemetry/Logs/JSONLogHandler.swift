package import Logging
package import WeirStream

/// A backend of swift-log: each entry is one line of JSON (`LogLine`), given to a `LogQueue`.
///
/// ```swift
/// let queue = LogQueue()
/// var logger = Logger(label: "weir.gateway") { JSONLogHandler(label: $0, queue: queue) }
/// logger.warning("sink refused", metadata: ["event": "sink.refused", "sink": "orders"])
/// ```
package struct JSONLogHandler: LogHandler {
  package var logLevel = Logger.Level.info
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let serviceName: String
  private let queue: LogQueue
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - label: Of the logger; the member `logger`.
  ///   - metadataProvider: Says what the task at hand adds, such as its trace.
  package init(
    label: String, serviceName: String = "weir-gateway", queue: LogQueue,
    metadataProvider: Logger.MetadataProvider? = nil,
    now: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.label = label
    self.serviceName = serviceName
    self.queue = queue
    self.metadataProvider = metadataProvider
    self.now = now
  }

  package subscript(metadataKey name: String) -> Logger.Metadata.Value? {
    get { metadata[name] }
    set { metadata[name] = newValue }
  }

  package func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
    if let error = event.error {
      all["error.type"] = .string(String(describing: type(of: error)))
      all["error.message"] = .string("\(error)")
    }
    if let own = event.metadata { all.merge(own) { $1 } }
    queue.append(
      LogLine.bytes(
        at: now(), level: event.level, message: "\(event.message)", serviceName: serviceName,
        logger: label, metadata: all))
  }
}
