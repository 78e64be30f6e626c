import Foundation
import GRDB
import TestSupport
import Testing
import WeirStream

@testable import WeirGateway

/// Opening a store, and its limits.
struct GatewayStoreTests {
  @Test(
    "Commits are synchronised with the disk unless they need not be",
    arguments: [
      (StoreSettings.Durability.full, 2), (.normal, 1),
    ])
  func durability(_ durability: StoreSettings.Durability, _ level: Int) async throws {
    var settings = StoreSettings()
    settings.durability = durability
    let fixture = try await StoreFixture(settings: settings)
    let pragmas = try await fixture.store.pool.writeWithoutTransaction { database in
      (
        try Int.fetchOne(database, sql: "PRAGMA synchronous"),
        try String.fetchOne(database, sql: "PRAGMA journal_mode"),
        try Int.fetchOne(database, sql: "PRAGMA auto_vacuum")
      )
    }
    #expect(pragmas.0 == level)
    #expect(pragmas.1 == "wal")
    #expect(pragmas.2 == 2)
  }

  @Test("A second store in the same directory is refused, and says who has it")
  func exclusive() async throws {
    let fixture = try await StoreFixture()
    let path = fixture.folder.path
    let process = ProcessInfo.processInfo.processIdentifier
    await #expect {
      _ = try await GatewayStore.open(path)
    } throws: { error in
      guard case StoreError.inUse(path, let holder) = error else { return false }
      return holder.hasPrefix("process \(process) since 2")
    }
    await fixture.store.close()
  }

  @Test("A read that is under way when the store is closed is waited for, and nothing stays open")
  func closeDuringRead() async throws {
    let fixture = try await StoreFixture()
    try await fixture.write(1..<4)
    let (isReading, mayEnd) = (AsyncStream.makeStream(of: Void.self), DispatchSemaphore(value: 0))
    Thread.detachNewThread { [pool = fixture.store.pool] in
      try? pool.read { database in
        _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM spool")
        isReading.continuation.yield()
        mayEnd.wait()
      }
    }
    _ = await isReading.stream.first { true }
    async let closing: Void = fixture.store.close()
    try await Task.sleep(for: .milliseconds(50))
    mayEnd.signal()
    await closing
    let log = fixture.folder.path + "/weir.sqlite-wal"
    let size = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
    #expect(size ?? 0 == 0)
    #expect(throws: DatabaseError.self) { try fixture.store.pool.read { _ in } }
  }

  @Test("State of a later format is refused by both numbers")
  func newerFormat() async throws {
    let folder = try TemporaryFolder()
    let first = try await StoreFixture(in: folder)
    await first.store.close()
    let database = try DatabaseQueue(path: folder.path + "/weir.sqlite")
    try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
    try database.close()
    let expected = StoreError.newerFormat(
      directory: folder.path, found: 99, known: StoreSchema.format)
    await #expect(throws: expected) { try await GatewayStore.open(folder.path) }
    #expect(expected.description.contains("state format 99"))
  }

  @Test("State of format 1 is brought to the newest one with all that it holds")
  func upgrade() async throws {
    let folder = try TemporaryFolder()
    try OldState.writeFormat1(in: folder)
    let fixture = try await StoreFixture(in: folder)
    #expect(try await fixture.pending(after: 1).map(\.eventID) == ["event-2", "event-3"])
    #expect(try await fixture.store.progress(of: "files").cursor == 1)
    let format = try await fixture.store.pool.read { try StoreSchema.currentFormat(of: $0) }
    #expect(format == StoreSchema.format)
    #expect(try await fixture.write(9..<10) == [4])
    await fixture.store.close()
  }

  @Test(
    "What a limit leaves no room for is refused, and there is room when sinks have taken records")
  func full() async throws {
    var settings = StoreSettings()
    settings.maxSpoolRecords = 4
    settings.maxSpoolBytes = 1000
    let fixture = try await StoreFixture(settings: settings)
    let store = fixture.store
    try await fixture.write(0..<3)
    #expect(store.fill == 0.75)
    try await fixture.write(3..<4)
    await #expect(throws: StoreError.full(.spoolRecords)) { try await fixture.write(4..<5) }
    #expect(store.isWritable)
    try await store.settle(Settlement(sink: "files", cursor: 2))
    #expect(try await eventually { store.level.records == 2 })
    var large = StoreFixture.record(5)
    large.payload = [UInt8](repeating: 48, count: 990)
    let write = IngestWrite(records: [large])
    await #expect(throws: StoreError.full(.spoolBytes)) { try await store.commit(write) }
    try await fixture.write(6..<8)
  }

  @Test("While the oldest record is older than it may be, no new ones are taken")
  func age() async throws {
    var settings = StoreSettings()
    settings.maxSpoolAge = .seconds(10)
    let time = TestTime()
    let fixture = try await StoreFixture(settings: settings, wall: { time.now })
    try await fixture.write(0..<1)
    time.now = Timestamp(nanoseconds: 5_000_000_000)
    #expect(fixture.store.fill == 0.5)
    try await fixture.write(1..<2)
    time.now = Timestamp(nanoseconds: 10_000_000_000)
    await #expect(throws: StoreError.full(.spoolAge)) { try await fixture.write(2..<3) }
    try await fixture.store.settle(Settlement(sink: "files", cursor: 2))
    #expect(try await eventually { fixture.store.level.records == 0 })
    try await fixture.write(3..<4)
  }

  @Test("How full the store is, is known again after a restart")
  func levelAfterRestart() async throws {
    let folder = try TemporaryFolder()
    let before = try await StoreFixture(in: folder)
    try await before.write(7..<10)
    let level = before.store.level
    #expect(level.records == 3 && level.bytes == 12 * 3)
    await before.store.close()
    let after = try await StoreFixture(in: folder)
    #expect(after.store.level == level)
    #expect(after.store.level.oldest == 7)
  }

  @Test("An event id that was seen within the window is known, and one from before it is not")
  func duplicates() async throws {
    var settings = StoreSettings()
    settings.duplicateWindow = .nanoseconds(100)
    let time = TestTime()
    let fixture = try await StoreFixture(settings: settings, wall: { time.now })
    time.now = Timestamp(nanoseconds: 1000)
    #expect(try await fixture.write(1..<2) == [1])
    time.now = Timestamp(nanoseconds: 1100)
    #expect(try await fixture.write(1..<3) == [0, 2])
    #expect(fixture.observer.events.contains(.duplicates(1)))
    time.now = Timestamp(nanoseconds: 1101)
    #expect(try await fixture.write(1..<2) == [3])
  }
}
