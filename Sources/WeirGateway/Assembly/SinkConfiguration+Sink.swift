import Tracing

extension SinkConfiguration {
  /// - Throws: for settings that exclude each other.
  func makeSink(observer: any DeliveryObserver, tracer: any Tracer) throws -> any Sink {
    switch kind {
    case .http(let http):
      try HTTPSink(name: name, http.settings, observer: observer, tracer: tracer)
    case .file(let file): try FileSink(name: name, file.settings, observer: observer)
    case .standardOutput: StandardOutputSink(name: name)
    }
  }
}
