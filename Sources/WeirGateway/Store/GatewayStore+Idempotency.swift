import Foundation
import GRDB
import Synchronization
package import WeirStream

extension GatewayStore {
  /// Takes an idempotency key for a request, unless it is known.
  ///
  /// A claim lives in memory only: a process that is killed leaves none. It ends with the
  /// `IngestWrite` that completes it, or by `release`.
  ///
  /// - Parameters:
  ///   - fingerprint: Tells the request's body from others: its SHA-256.
  ///   - now: What the lifetime of completed keys is measured against.
  package func claim(
    _ key: IdempotencyKey, fingerprint: [UInt8], now: Timestamp
  ) async throws -> IdempotencyClaim {
    if let known = try await completed(key, fingerprint, now) { return known }
    let holder: [UInt8]? = claims.withLock { claims in
      if let holder = claims[key] { return holder }
      claims[key] = fingerprint
      return nil
    }
    if let holder { return holder == fingerprint ? .inProgress : .mismatch }
    do {
      // Whoever had the claim before may have completed it after the first look.
      guard let known = try await completed(key, fingerprint, now) else { return .new }
      release(key)
      return known
    } catch {
      release(key)
      throw error
    }
  }

  /// Gives a claimed key back: the request came to nothing, and may be sent again.
  package func release(_ key: IdempotencyKey) {
    claims.withLock { _ = $0.removeValue(forKey: key) }
  }

  private func completed(
    _ key: IdempotencyKey, _ fingerprint: [UInt8], _ now: Timestamp
  ) async throws(StoreError) -> IdempotencyClaim? {
    let oldest = now.nanoseconds - settings.idempotencyLifetime.nanoseconds
    return try await translatingErrors {
      try await pool.read { database in
        let row = try Row.fetchOne(
          database.cachedStatement(
            sql: """
              SELECT fingerprint, status, content_type, body FROM idempotency
              WHERE tenant = ? AND key = ? AND completed_at >= ?
              """), arguments: [key.tenant ?? "", key.key, oldest])
        return row.map { IdempotencyClaim($0, of: fingerprint) }
      }
    }
  }

  /// Forgets what is too old to be asked for, a few at a time.
  func expire() async throws(StoreError) {
    let now = wall().nanoseconds
    let oldestKey = now - settings.idempotencyLifetime.nanoseconds
    let oldestID = now - (settings.duplicateWindow ?? .zero).nanoseconds
    var hasMore = true
    while hasMore {
      let (entries, isFull) = try await queue.write { [settings] database in
        let statements = WriteStatements(
          database: database, settings: settings, now: Timestamp(nanoseconds: now))
        let isFull = try statements.expire(keysBefore: oldestKey, idsBefore: oldestID)
        return (try statements.idempotencyEntries(), isFull)
      }
      observer.observe(.idempotencyEntries(entries))
      hasMore = isFull
    }
  }
}

extension WriteStatements {
  /// Deletes a thousand completed keys and a thousand event ids that are too old.
  ///
  /// - Returns: Whether there may be more of them.
  fileprivate func expire(keysBefore oldestKey: Int64, idsBefore oldestID: Int64) throws -> Bool {
    // Completed in the order of their numbers: the first one that is young enough ends the search.
    try database.execute(
      sql: """
        DELETE FROM idempotency WHERE number IN
          (SELECT number FROM (SELECT number, completed_at FROM idempotency
           ORDER BY number LIMIT 1000) WHERE completed_at < ?)
        """, arguments: [oldestKey])
    let keys = database.changesCount
    try database.execute(
      sql: """
        DELETE FROM seen WHERE (stream, tenant, event_id) IN
          (SELECT stream, tenant, event_id FROM seen WHERE seen_at < ? LIMIT 1000)
        """, arguments: [oldestID])
    return keys == 1000 || database.changesCount == 1000
  }
}

extension IdempotencyClaim {
  /// What a completed key means to a request with this fingerprint.
  fileprivate init(_ row: Row, of fingerprint: [UInt8]) {
    guard row["fingerprint"] == Data(fingerprint) else {
      self = .mismatch
      return
    }
    let body: Data = row["body"]
    self = .replay(
      StoredResponse(status: row["status"], contentType: row["content_type"], body: Array(body)))
  }
}
