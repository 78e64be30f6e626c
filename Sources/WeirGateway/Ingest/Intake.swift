import NIOCore
import WeirJSON
import WeirResilience
import WeirSchema
import WeirStream

/// One request's records on their way into the store.
struct Intake {
  private let service: IngestService
  private let request: IngestRequest
  private let stream: IngestStream
  private let tenant: Tenant
  private let receivedAt: Timestamp

  init(
    _ service: IngestService, _ request: IngestRequest, _ stream: IngestStream, _ tenant: Tenant,
    receivedAt: Timestamp
  ) {
    self.service = service
    self.request = request
    self.stream = stream
    self.tenant = tenant
    self.receivedAt = receivedAt
  }

  // MARK: A body that is read whole

  /// Takes a body whose records become durable together, with the answer to its key.
  func takeWhole<Body: AsyncSequence & Sendable>(
    _ body: Body, _ form: BodyForm
  ) async throws -> IngestReply where Body.Element == ByteBuffer {
    let bytes = try await service.read(body, encoding: request.contentEncoding)
    defer { service.release(bytes.count) }
    let records = try service.records(of: bytes, form)
    guard let key = request.idempotencyKey else {
      return try await reply(store(records, startingAt: 0, key: nil))
    }
    return try await takeOnce(
      IdempotencyKey(tenant: tenantName, key: key), fingerprint: fingerprint(of: bytes), records)
  }

  /// Tells a request with a key from others: by its stream and its body.
  private func fingerprint(of body: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(field: stream.name)
    hash.update(body)
    return Array(hash.hexadecimal().utf8)
  }

  private func takeOnce(
    _ key: IdempotencyKey, fingerprint: [UInt8], _ records: [ReceivedRecord]
  ) async throws -> IngestReply {
    switch try await service.claim(key, fingerprint) {
    case .inProgress: throw Problem.keyInProgress
    case .mismatch: throw Problem.keyMismatch
    case .replay(let response):
      let batch = received(records)
      service.metrics.ledger.settle(batch, .duplicate(schema: ""), count: records.count)
      service.metrics.ledger.finish(batch, leftover: "")
      return IngestReply(response)
    case .new:
      do {
        return try await reply(store(records, startingAt: 0, key: (key, fingerprint)))
      } catch {
        service.release(key)
        throw error
      }
    }
  }

  // MARK: A body that is read line by line

  /// Takes lines as they come: each part of a body is durable before the next is read.
  ///
  /// - Throws: `Problem` with the items that are durable by then, so that a sender knows what to send
  ///   again.
  func takeLines<Body: AsyncSequence & Sendable>(
    _ body: Body
  ) async throws -> IngestReply where Body.Element == ByteBuffer {
    var items: [ItemResult] = []
    do {
      try await takeLines(body, into: &items)
    } catch let problem as Problem {
      throw problem.with(items)
    } catch let fault as PaceFault {
      throw Problem(fault).with(items)
    }
    guard !items.isEmpty else { throw Problem.empty }
    return reply(items)
  }

  private func takeLines<Body: AsyncSequence & Sendable>(
    _ body: Body, into items: inout [ItemResult]
  ) async throws where Body.Element == ByteBuffer {
    var decoder = try BodyDecoder(encoding: request.contentEncoding, service.settings)
    var splitter = LineSplitter(maxLineBytes: service.settings.maxRecordBytes)
    var part = Part()
    defer { service.release(part.heldBytes) }
    for try await piece in body {
      let decoded = try decoder.decode(Array(piece.readableBytesView))
      try service.hold(decoded.count)
      part.heldBytes += decoded.count
      part.records += splitter.add(decoded).map(ReceivedRecord.init)
      try checkCount(items.count + part.records.count)
      if part.heldBytes >= service.settings.segmentBytes, !part.records.isEmpty {
        items += try await store(part.records, startingAt: items.count, key: nil)
        service.release(part.heldBytes)
        part = Part()
      }
    }
    try decoder.end()
    if let last = splitter.finish() { part.records.append(ReceivedRecord(last)) }
    try checkCount(items.count + part.records.count)
    if !part.records.isEmpty {
      items += try await store(part.records, startingAt: items.count, key: nil)
    }
  }

  /// Lines that came and are not durable yet.
  private struct Part {
    var records: [ReceivedRecord] = []
    var heldBytes = 0
  }

  private func checkCount(_ count: Int) throws(Problem) {
    guard count <= service.settings.maxRecords else {
      throw .tooManyRecords(limit: service.settings.maxRecords)
    }
  }

  // MARK: Records

  private func reply(_ items: [ItemResult]) -> IngestReply {
    IngestReply(
      stream: stream.name, items: items, requestID: request.id, listsItems: request.wantsItems)
  }

  private func received(_ records: [ReceivedRecord]) -> RecordLedger.Batch {
    for record in records { service.metrics.recordCame(bytes: record.byteCount, source: "http") }
    return service.metrics.ledger.receive(records.count, from: "http", at: receivedAt)
  }

  /// Judges records and makes them durable, when it is their turn; says what became of each.
  private func store(
    _ records: [ReceivedRecord], startingAt firstIndex: Int,
    key: (IdempotencyKey, fingerprint: [UInt8])?
  ) async throws -> [ItemResult] {
    let permit = try await service.permit(
      for: tenant, bytes: records.reduce(0) { $0 + $1.bytes.count })
    let items = try await storeNow(records, startingAt: firstIndex, key: key)
    permit.release()
    return items
  }

  private func storeNow(
    _ records: [ReceivedRecord], startingAt firstIndex: Int,
    key: (IdempotencyKey, fingerprint: [UInt8])?
  ) async throws -> [ItemResult] {
    try tenant.take(records.count)
    let batch = received(records)
    do {
      let verdicts = try await service.judge(records, by: stream)
      var write = IngestWrite()
      let items = zip(records, verdicts).enumerated().map { offset, judged in
        add(judged.0, judged.1, at: firstIndex + offset, to: &write)
      }
      if let (key, fingerprint) = key {
        write.completion = IdempotencyCompletion(
          key: key, fingerprint: fingerprint, response: reply(items).stored,
          completedAt: receivedAt)
      }
      settle(batch, write, places: try await service.save(write))
      return items
    } catch {
      service.metrics.ledger.finish(
        batch, leftover: (error as? Problem)?.code ?? "gateway.internal")
      throw error
    }
  }

  private func add(
    _ record: ReceivedRecord, _ verdict: StreamJudge.Outcome, at index: Int,
    to write: inout IngestWrite
  ) -> ItemResult {
    let id = eventID(at: index)
    switch verdict {
    case .accepted(let schema):
      write.records.append(
        SpoolRecord(
          stream: stream.name, eventID: id, tenant: tenantName, schema: schema.name,
          receivedAt: receivedAt, traceparent: request.traceparent,
          tracestate: request.tracestate, payload: record.bytes))
      return ItemResult(index: index, status: 202, eventID: id)
    case .rejected(let rejection):
      var rejected = RequestRejection(
        stream: stream.name,
        origin: RequestOrigin(
          requestID: request.id, index: index, tenant: tenantName,
          traceparent: request.traceparent),
        receivedAt: receivedAt, report: rejection.report, schema: rejection.schema,
        payload: record.payload)
      rejected.eventID = id
      let row = QuarantineRow(rejected)
      write.quarantined.append(row)
      return ItemResult(rejection, at: index, quarantineID: row.id)
    }
  }

  private var tenantName: String? { tenant.name.isEmpty ? nil : tenant.name }

  /// The same for the same record of the same request: with a key, also when it is sent again.
  private func eventID(at index: Int) -> String {
    guard let key = request.idempotencyKey else { return "\(request.id)-\(index)" }
    var hash = SHA256()
    for field in [tenant.name, stream.name, key, String(index)] { hash.update(field: field) }
    return hash.hexadecimal()
  }

  /// - Parameter places: Of the accepted records in the spool; 0 for one that came before.
  private func settle(_ batch: RecordLedger.Batch, _ write: IngestWrite, places: [Int64]) {
    var outcomes: [RecordLedger.Outcome: Int] = [:]
    for (record, place) in zip(write.records, places) {
      let schema = record.schema ?? ""
      outcomes[place == 0 ? .duplicate(schema: schema) : .accepted(schema: schema), default: 0] += 1
    }
    for row in write.quarantined {
      let outcome = RecordLedger.Outcome.quarantined(
        schema: row.schema ?? "", stage: row.stage, code: row.code)
      outcomes[outcome, default: 0] += 1
      service.metrics.reasons.note(
        schema: row.schema ?? "", stage: row.stage, code: row.code,
        instanceLocation: row.instanceLocation ?? "")
    }
    for (outcome, count) in outcomes { service.metrics.ledger.settle(batch, outcome, count: count) }
    service.metrics.ledger.finish(batch, leftover: "")
  }
}

extension ReceivedRecord {
  fileprivate var payload: RequestRejection.Payload {
    guard let sha256 else { return .whole(bytes) }
    return .beginning(bytes, byteCount: byteCount, sha256: sha256)
  }
}

extension ItemResult {
  /// Its status is 413 for a record that is too long, 400 for what is no JSON, else 422.
  fileprivate init(_ rejection: StreamJudge.Rejection, at index: Int, quarantineID: String) {
    let status =
      rejection.code == "frame.too_long" ? 413 : rejection.stage == "decode" ? 400 : 422
    self.init(
      index: index, status: status, quarantineID: quarantineID, code: rejection.code,
      errors: rejection.report.errors, isTruncated: rejection.report.isTruncated)
  }
}
