import WeirSchema

/// What one worker does with a block: finds out what becomes of its lines.
protocol BlockWorker: ~Copyable, SendableMetatype {
  mutating func judge(_ block: Block)
}

/// What every worker of a run is given.
struct WorkerTools: Sendable {
  let options: FilterOptions
  let form: RejectWriter.Form
  let identity: RunIdentity
  let overlong: OverlongLine.Keeping
  let stop: StopRequest
  let output: OrderedOutput
  let system: any SystemCalls

  /// Keys the hashes of records' keys.
  let keySecret: RecordKey

  var handsOutEveryLine: Bool { options.flush == .line }

  func makeMarker() -> RecordMarker { RecordMarker(options, secret: keySecret) }

  func makeRejectWriter() -> RejectWriter {
    RejectWriter(
      form: form, maxErrors: options.maxErrors, identity: identity, overlong: overlong,
      redacting: options.redactedPointers)
  }
}
