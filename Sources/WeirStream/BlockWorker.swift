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

  /// Whether a worker ends its block after the record in hand. A signal has it do so only where a later
  /// start goes on behind that record: what was read from a pipe is nowhere else.
  var endsBlocksEarly: Bool {
    guard let reason = stop.reason else { return false }
    if case .signal = reason { return options.state != nil }
    return true
  }

  var handsOutEveryLine: Bool { options.flush == .line }

  func makeMarker() -> RecordMarker { RecordMarker(options, secret: keySecret) }

  func makeRejectWriter() -> RejectWriter {
    RejectWriter(
      form: form, maxErrors: options.maxErrors, identity: identity, overlong: overlong,
      redacting: options.redactedPointers)
  }
}
