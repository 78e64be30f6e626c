import HTTPTypes
import NIOCore
package import NIOPosix
package import Tracing
import WeirJSON
import WeirResilience
import WeirSchema
package import WeirStream

/// Takes records from requests: reads, judges, makes durable, and only then says so.
///
/// ```
/// who may send ► is there room ► body: decode, split ► a turn among the tenant's ► judge (own threads)
///   ► one durable write: accepted, rejected, the key's answer ► reply
/// ```
///
/// Knows no HTTP server: a body is a sequence of pieces.
package struct IngestService: Sendable {
  let settings: IngestSettings
  private let streams: @Sendable (String) -> IngestStream?
  private let store: GatewayStore
  private let admission: Admission
  private let threads: NIOThreadPool
  let metrics: GatewayMetrics
  private let tracer: any Tracer
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - streams: The stream of a name, as it is configured now.
  ///   - threads: Judge records, and nothing else; somebody else starts and stops them.
  package init(
    _ settings: IngestSettings, streams: @escaping @Sendable (String) -> IngestStream?,
    store: GatewayStore, admission: Admission, threads: NIOThreadPool,
    metrics: GatewayMetrics, tracer: any Tracer = NoOpTracer(),
    now: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.settings = settings
    self.streams = streams
    self.store = store
    self.admission = admission
    self.threads = threads
    self.metrics = metrics
    self.tracer = tracer
    self.now = now
  }

  /// - Throws: `Problem`; what reading the body throws else.
  func ingest<Body: AsyncSequence & Sendable>(
    _ request: IngestRequest, from tenant: Tenant, _ body: Body
  ) async throws -> IngestReply where Body.Element == ByteBuffer {
    guard let stream = streams(request.stream) else { throw Problem.unknownStream(request.stream) }
    if let allowed = tenant.streams, !allowed.contains(stream.name) {
      throw Problem.forbidden(stream: stream.name)
    }
    let form = try BodyForm(contentType: request.contentType)
    if let key = request.idempotencyKey { try IdempotencyKey.check(key) }
    if let length = request.contentLength, length > settings.maxBodyBytes {
      throw Problem.bodyTooLarge(limit: settings.maxBodyBytes)
    }
    try admission.check()
    let intake = Intake(self, request, stream, tenant, receivedAt: now())
    return try await request.idempotencyKey == nil && form == .lines
      ? intake.takeLines(body) : intake.takeWhole(body, form)
  }

  /// What records would come to.
  func verdicts<Body: AsyncSequence & Sendable>(
    on body: Body, _ form: BodyForm, encoding: String?, by stream: IngestStream
  ) async throws -> [StreamJudge.Outcome] where Body.Element == ByteBuffer {
    let bytes = try await read(body, encoding: encoding)
    defer { release(bytes.count) }
    let records = try records(of: bytes, form)
    return try await judge(records, by: stream)
  }

  // MARK: Parts

  /// Reads and decodes a whole body, which is held from then on: whoever gets it releases it.
  func read<Body: AsyncSequence & Sendable>(
    _ body: Body, encoding: String?
  ) async throws -> [UInt8] where Body.Element == ByteBuffer {
    var bytes: [UInt8] = []
    do {
      var decoder = try BodyDecoder(encoding: encoding, settings)
      for try await piece in body {
        let decoded = try decoder.decode(Array(piece.readableBytesView))
        try hold(decoded.count)
        bytes += decoded
      }
      try decoder.end()
      return bytes
    } catch {
      release(bytes.count)
      throw error
    }
  }

  /// - Throws: for none, and for too many.
  func records(of bytes: [UInt8], _ form: BodyForm) throws(Problem) -> [ReceivedRecord] {
    let records = ReceivedRecord.records(
      in: bytes, form, maxRecordBytes: settings.maxRecordBytes)
    guard !records.isEmpty else { throw .empty }
    guard records.count <= settings.maxRecords else {
      throw .tooManyRecords(limit: settings.maxRecords)
    }
    return records
  }

  /// Lets a body's bytes be held for as long as it is worked on.
  func hold(_ byteCount: Int) throws(Problem) { try admission.hold(byteCount) }
  func release(_ byteCount: Int) { admission.release(byteCount) }

  /// Leave to work on records that are here. Whoever waits for a sender's bytes has none, so that slow
  /// senders are in nobody's way.
  ///
  /// - Parameter bytes: That are held while others have their turn.
  func permit(for tenant: Tenant, bytes: Int) async throws -> BulkheadPermit {
    try await Problem.turningAway { () async throws in
      try await tenant.bulkhead.acquire(bytes: bytes)
    }
  }

  func judge(
    _ records: [ReceivedRecord], by stream: IngestStream
  ) async throws -> [StreamJudge.Outcome] {
    let limit = settings.maxRecordBytes
    let metrics = metrics
    return try await tracer.withSpan("validate") { span in
      span.attributes["weir.records"] = records.count
      return try await threads.runIfActive {
        records.map { record in
          guard record.sha256 == nil else { return .tooLong(record, limit: limit) }
          let start = ContinuousClock.now
          let outcome = stream.judge(record.bytes)
          metrics.judged(schema: outcome.schemaName, took: ContinuousClock.now - start)
          return outcome
        }
      }
    }
  }

  /// - Returns: The place of each accepted record in the spool; 0 for one that came before.
  func save(_ write: IngestWrite) async throws -> [Int64] {
    do {
      return try await tracer.withSpan("commit") { _ in try await store.commit(write) }
    } catch {
      throw Problem(storing: error)
    }
  }

  func claim(_ key: IdempotencyKey, _ fingerprint: [UInt8]) async throws -> IdempotencyClaim {
    do {
      return try await store.claim(key, fingerprint: fingerprint, now: now())
    } catch {
      throw Problem(storing: error)
    }
  }

  func release(_ key: IdempotencyKey) { store.release(key) }
}

extension Problem {
  /// The store did not take the records. What it says of itself is for its operator.
  fileprivate init(storing error: any Error) {
    if case .full = error as? StoreError {
      self.init(.serviceUnavailable, "spool.full", "the spool is full", retryAfter: 10)
    } else {
      self.init(
        .serviceUnavailable, "spool.unwritable", "the records could not be stored", retryAfter: 5)
    }
  }

  /// Turns a bulkhead's refusal into an answer.
  fileprivate static func turningAway(
    _ acquire: () async throws -> BulkheadPermit
  ) async throws -> BulkheadPermit {
    do {
      return try await acquire()
    } catch let error as BulkheadError {
      throw Problem(
        .tooManyRequests, "limit.concurrency", "too many requests at once: \(error)",
        retryAfter: 1)
    }
  }
}

extension StreamJudge.Outcome {
  /// Empty where it did not come to a schema.
  var schemaName: String {
    switch self {
    case .accepted(let schema): schema.name
    case .rejected(let rejection): rejection.schema?.name ?? ""
    }
  }

  fileprivate static func tooLong(
    _ record: ReceivedRecord, limit: Int
  ) -> StreamJudge.Outcome {
    let text = "the record has \(record.byteCount) bytes, more than the \(limit) allowed"
    let error = ValidationError(
      code: "frame.too_long", byteRange: 0..<record.byteCount,
      position: TextPosition(line: 1, column: 1),
      message: MessageParts(text))
    return .rejected(StreamJudge.Rejection(report: Report(errors: [error]), schema: nil))
  }
}
