import TestSupport
import Testing
import WeirStream

@testable import WeirGateway

/// Idempotency keys: who works on one, and what a repetition gets.
struct IdempotencyTests {
  private let key = IdempotencyKey(tenant: "shop", key: "k-1")
  private let response = StoredResponse(
    status: 202, contentType: "application/json", body: Array("{\"accepted\":1}".utf8))

  private func completion(_ key: IdempotencyKey, at seconds: Int64 = 0) -> IdempotencyCompletion {
    IdempotencyCompletion(
      key: key, fingerprint: [1, 2], response: response, completedAt: second(seconds))
  }

  private func second(_ number: Int64) -> Timestamp {
    Timestamp(nanoseconds: number * 1_000_000_000)
  }

  @Test("Of 50 claims at the same time one is new")
  func concurrent() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    let claims = try await withThrowingTaskGroup(of: IdempotencyClaim.self) { group in
      for _ in 0..<50 {
        group.addTask { try await store.claim(key, fingerprint: [1, 2], now: second(1)) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(claims.filter { $0 == .new }.count == 1)
    #expect(claims.filter { $0 == .inProgress }.count == 49)
    let write = IngestWrite(records: [StoreFixture.record(1)], completion: completion(key))
    _ = try await store.commit(write)
    for _ in 0..<3 {
      let claim = try await store.claim(key, fingerprint: [1, 2], now: second(2))
      #expect(claim == .replay(response))
    }
    #expect(fixture.observer.events.contains(.idempotencyEntries(1)))
  }

  @Test(
    "50 identical requests that claim, commit or wait leave one record, and all get its response")
  func requests() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    let answers = try await withThrowingTaskGroup(of: StoredResponse.self) { group in
      for _ in 0..<50 { group.addTask { try await request(store) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers == Array(repeating: response, count: 50))
    #expect(try await fixture.pending().count == 1)
  }

  /// Does what a client does that is told to come again.
  private func request(_ store: GatewayStore) async throws -> StoredResponse {
    for _ in 0..<10_000 {
      switch try await store.claim(key, fingerprint: [1, 2], now: second(1)) {
      case .new:
        _ = try await store.commit(
          IngestWrite(records: [StoreFixture.record(1)], completion: completion(key)))
        return response
      case .replay(let response): return response
      case .inProgress: try await Task.sleep(for: .milliseconds(1))
      case .mismatch: throw StoreError.closed
      }
    }
    throw StoreError.closed
  }

  @Test(
    "Another body with the same key does not match, done or not; another tenant's key is its own")
  func mismatch() async throws {
    let store = try await StoreFixture().store
    #expect(try await store.claim(key, fingerprint: [1, 2], now: second(1)) == .new)
    #expect(try await store.claim(key, fingerprint: [3], now: second(1)) == .mismatch)
    let other = IdempotencyKey(tenant: "other", key: key.key)
    #expect(try await store.claim(other, fingerprint: [3], now: second(1)) == .new)
    _ = try await store.commit(IngestWrite(completion: completion(key)))
    #expect(try await store.claim(key, fingerprint: [3], now: second(1)) == .mismatch)
  }

  @Test("A key that is given back can be claimed again")
  func release() async throws {
    let store = try await StoreFixture().store
    #expect(try await store.claim(key, fingerprint: [1, 2], now: second(1)) == .new)
    store.release(key)
    #expect(try await store.claim(key, fingerprint: [9], now: second(1)) == .new)
  }

  @Test("A restart forgets claims, and remembers what was completed")
  func restart() async throws {
    let folder = try TemporaryFolder()
    let open = IdempotencyKey(tenant: nil, key: "open")
    let before = try await StoreFixture(in: folder)
    #expect(try await before.store.claim(open, fingerprint: [5], now: second(1)) == .new)
    _ = try await before.store.commit(IngestWrite(completion: completion(key)))
    await before.store.close()
    let store = try await StoreFixture(in: folder).store
    #expect(try await store.claim(open, fingerprint: [6], now: second(1)) == .new)
    #expect(try await store.claim(key, fingerprint: [1, 2], now: second(1)) == .replay(response))
  }

  @Test("A key is forgotten after its lifetime, and its row then goes")
  func lifetime() async throws {
    let day: Int64 = 24 * 3600
    let time = TestTime()
    let fixture = try await StoreFixture(wall: { time.now })
    let store = fixture.store
    let late = IdempotencyKey(tenant: nil, key: "late")
    _ = try await store.commit(IngestWrite(completion: completion(key, at: 10)))
    _ = try await store.commit(IngestWrite(completion: completion(late, at: 20)))
    let inTime = try await store.claim(key, fingerprint: [1, 2], now: second(day + 10))
    #expect(inTime == .replay(response))
    #expect(try await store.claim(key, fingerprint: [7], now: second(day + 11)) == .new)
    time.now = second(day + 11)
    try await store.expire()
    #expect(fixture.observer.events.last == .idempotencyEntries(1))
  }

  @Test("Beyond their number the oldest completed keys are forgotten")
  func bound() async throws {
    var settings = StoreSettings()
    settings.maxIdempotencyEntries = 3
    let store = try await StoreFixture(settings: settings).store
    let keys = (1...5).map { IdempotencyKey(tenant: nil, key: "k-\($0)") }
    for key in keys { _ = try await store.commit(IngestWrite(completion: completion(key))) }
    for (number, key) in keys.enumerated() {
      let claim = try await store.claim(key, fingerprint: [1, 2], now: second(1))
      #expect(claim == (number < 2 ? .new : .replay(response)))
    }
  }
}
