import GRDB
package import WeirSchema
package import WeirStream

/// A quarantined record whose payload is to be judged anew.
package struct ReplayCandidate: Sendable {
  package let row: QuarantineRow
  package let payload: [UInt8]
}

/// What became of a payload that was judged anew.
package enum ReplayVerdict: Sendable {
  /// It goes to the spool. `schema`: what it was valid by.
  case accepted(schema: String?)

  /// It is quarantined again.
  case rejected(Report, SchemaIdentity?)
}

/// What a replay came to.
package struct ReplayTally: Sendable, Equatable {
  package var accepted = 0
  package var rejected = 0

  /// Records that stay as they are, by the code of the reason: `replay.cap`, `replay.truncated`, ….
  package var kept: [String: Int] = [:]

  /// Records that somebody else replayed meanwhile.
  package var outrun = 0
}

extension GatewayStore {
  /// Judges quarantined payloads anew: accepted ones go to the spool under the event id that they had,
  /// rejected ones are quarantined again with one more in `replay_count`.
  ///
  /// Each batch is one transaction, in which a record is marked as replayed with what became of it:
  /// ended anywhere and started again, no record is doubled or lost. Records that were replayed
  /// already are passed over, and those that come meanwhile are not looked at. What goes to the spool goes
  /// to all sinks of its stream, also where only one had refused it: by the event id they know it.
  ///
  /// - Parameters:
  ///   - maxReplays: How often one payload may be replayed.
  ///   - maxPayloadBytes: Longest payload.
  package func replay(
    _ query: QuarantineQuery, maxReplays: Int = 5, maxPayloadBytes: Int = 16 << 20,
    judge: @Sendable (ReplayCandidate) async throws -> ReplayVerdict
  ) async throws -> ReplayTally {
    var query = query
    query.isReplayed = false
    let end = try await newestQuarantined()
    var tally = ReplayTally()
    var position: Int64? = 0
    while let after = position {
      let page = try await quarantined(where: query, limit: 100, after: after)
      let rows = page.rows.filter { $0.sequence <= end }
      var batch: [Replay] = []
      for row in rows {
        switch candidate(row, maxReplays, maxPayloadBytes) {
        case .failure(let fault): tally.kept[fault.kind.rawValue, default: 0] += 1
        case .success(let (candidate, record)):
          batch.append(replay(candidate, record, as: try await judge(candidate)))
        }
      }
      try await store(batch, &tally)
      position = page.next.flatMap { $0 < end ? $0 : nil }
    }
    return tally
  }

  private func newestQuarantined() async throws(StoreError) -> Int64 {
    try await translatingErrors {
      try await pool.read {
        try Int64.fetchOne($0, sql: "SELECT max(sequence) FROM quarantine") ?? 0
      }
    }
  }

  private func candidate(
    _ row: QuarantineRow, _ maxReplays: Int, _ maxPayloadBytes: Int
  ) -> Result<(ReplayCandidate, ReplayedRecord), ReplayFault> {
    Result { () throws(ReplayFault) in
      let record = try ReplayedRecord(line: row.record, maxPayloadBytes: maxPayloadBytes)
      guard record.replayCount < maxReplays else {
        throw ReplayFault(.cap, "it has been replayed \(record.replayCount) times")
      }
      return (ReplayCandidate(row: row, payload: try record.payload.get()), record)
    }
  }

  private func replay(
    _ candidate: ReplayCandidate, _ record: ReplayedRecord, as verdict: ReplayVerdict
  ) -> Replay {
    let row = candidate.row
    switch verdict {
    case .accepted(let schema):
      let accepted = SpoolRecord(
        stream: row.stream, eventID: record.eventID, tenant: row.tenant, schema: schema,
        receivedAt: wall(), traceparent: record.traceparent, payload: candidate.payload)
      return Replay(sequence: row.sequence, outcome: .accepted(accepted))
    case .rejected(let report, let schema):
      var rejection = RequestRejection(
        stream: row.stream, origin: RequestOrigin(tenant: row.tenant), receivedAt: wall(),
        report: report, schema: schema, payload: .whole(candidate.payload))
      rejection.replayed = record
      return Replay(sequence: row.sequence, outcome: .rejected(QuarantineRow(rejection)))
    }
  }

  private func store(_ batch: [Replay], _ tally: inout ReplayTally) async throws(StoreError) {
    guard !batch.isEmpty else { return }
    let now = wall()
    let done = try await queue.write(records: batch.count) { database in
      try ReplayStatements(database: database, now: now).perform(batch)
    }
    settled(IngestWrite(records: done.records), done.sequences, done.effects)
    tally.accepted += done.records.count
    tally.rejected += done.effects.quarantined
    tally.outrun += batch.count - done.records.count - done.effects.quarantined
  }
}

/// A quarantined record, and what takes its place.
struct Replay: Sendable {
  let sequence: Int64
  let outcome: Outcome

  enum Outcome: Sendable {
    case accepted(SpoolRecord)
    case rejected(QuarantineRow)
  }
}

/// A batch of replays as statements.
private struct ReplayStatements {
  let database: Database
  let now: Timestamp

  struct Done: Sendable {
    var records: [SpoolRecord] = []
    var sequences: [Int64] = []
    var effects = WriteEffects()
  }

  func perform(_ batch: [Replay]) throws -> Done {
    var done = Done()
    for replay in batch where try isUntouched(replay.sequence) {
      switch replay.outcome {
      case .accepted(let record):
        let sequence = try SpoolTable(database: database).insert(record)
        done.records.append(record)
        done.sequences.append(sequence)
        try mark(replay.sequence, as: "accepted:\(sequence)")
      case .rejected(let row):
        try done.effects.insert(row, into: database)
        try mark(replay.sequence, as: row.id)
      }
    }
    return done
  }

  private func isUntouched(_ sequence: Int64) throws -> Bool {
    try Bool.fetchOne(
      database.cachedStatement(
        sql: "SELECT replayed_by IS NULL FROM quarantine WHERE sequence = ?"),
      arguments: [sequence]) ?? false
  }

  private func mark(_ sequence: Int64, as replacement: String) throws {
    try database.cachedStatement(
      sql: "UPDATE quarantine SET replayed_by = ?, replayed_at = ? WHERE sequence = ?"
    ).execute(arguments: [replacement, now.nanoseconds, sequence])
  }
}
