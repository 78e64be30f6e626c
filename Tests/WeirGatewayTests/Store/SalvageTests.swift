import Foundation
import GRDB
import TestSupport
import Testing

@testable import WeirGateway

/// Starting on a damaged database.
@Suite(.timeLimit(.minutes(2)))
struct SalvageTests {
  private func path(_ folder: TemporaryFolder) -> String { folder.path + "/weir.sqlite" }

  /// A store with 2000 records, of which the sink has the first hundred, closed.
  private func filled() async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let fixture = try await StoreFixture(in: folder)
    let records = (1...2000).map { number in
      var record = StoreFixture.record(number)
      record.payload = Array("{\"number\":\(number),\"text\":\"".utf8)
      record.payload += [UInt8](repeating: UInt8(ascii: "x"), count: 900) + Array("\"}".utf8)
      return record
    }
    _ = try await fixture.store.commit(IngestWrite(records: records))
    _ = try await fixture.store.commit(IngestWrite(quarantined: Rejections.rows(0..<3)))
    try await fixture.store.settle(Settlement(sink: "files", cursor: 100, position: [7]))
    #expect(try await eventually { fixture.store.level.records == 1900 })
    await fixture.store.close()
    return folder
  }

  private func setAside(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("weir.sqlite.damaged-") && $0.hasSuffix("Z") }
  }

  /// Overwrites pages of the database file, 4 KiB each.
  private func damage(_ folder: TemporaryFolder, _ isWanted: (Int, UInt8) -> Bool) throws {
    var bytes = try folder.read("weir.sqlite")
    for page in 0..<bytes.count / 4096 where isWanted(page, bytes[page * 4096]) {
      bytes.replaceSubrange(
        page * 4096..<(page + 1) * 4096, with: repeatElement(0xff, count: 4096))
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path(folder)))
  }

  @Test("Pages that cannot be read cost their records and no others")
  func pages() async throws {
    let folder = try await filled()
    let leafOfTable: UInt8 = 13
    var leaves = 0
    try damage(folder) { _, kind in
      guard kind == leafOfTable else { return false }
      leaves += 1
      return leaves == 200 || leaves == 300
    }
    let fixture = try await StoreFixture(in: folder)
    let found = try await fixture.pending(after: 100)
    #expect(found.count < 1900 && found.count > 1880)
    #expect(found.allSatisfy { $0.eventID == "event-\($0.sequence)" })
    #expect(try await fixture.store.progress(of: "files") == .init(cursor: 100, position: [7]))
    #expect(try await fixture.store.quarantined().rows.count == 3)
    #expect(try setAside(folder).count == 1)
    let told = fixture.observer.events.contains { event in
      if case .salvaged(_, _, ["spool"]) = event { true } else { false }
    }
    #expect(told)
    #expect(try await fixture.write(3000..<3001) == [2001])
    await fixture.store.close()
    let again = try await StoreFixture(in: folder)
    #expect(try await again.pending(after: 100).count == found.count + 1)
    #expect(try setAside(folder).count == 1)
  }

  @Test("Pages that become unreadable while the store runs do not keep the others from their sinks")
  func whileRunning() async throws {
    let folder = try await filled()
    let fixture = try await StoreFixture(in: folder)
    try await fixture.store.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    try overwriteLeaves(folder, [200, 201])
    let found = try await pendingOnceAll(fixture)
    #expect(found.count < 1900 && found.count > 1880)
    #expect(found.last?.sequence == 2000)
    let lost = fixture.observer.events.reduce(0) { lost, event in
      if case .damaged(let records) = event { lost + records } else { lost }
    }
    #expect(lost == 1900 - found.count)
    await fixture.store.close()
  }

  /// What a sink gets that reads to the end, batch by batch.
  private func pendingOnceAll(_ fixture: StoreFixture) async throws -> [SpoolRecord] {
    var found: [SpoolRecord] = []
    while found.last?.sequence != 2000 {
      found += try await fixture.store.records(
        for: "files", after: found.last?.sequence ?? 100, limit: 50, bytes: .max)
    }
    return found
  }

  /// Overwrites leaves of tables in the file in its place, counted from 1.
  private func overwriteLeaves(_ folder: TemporaryFolder, _ numbers: Set<Int>) throws {
    let bytes = try folder.read("weir.sqlite")
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path(folder)))
    defer { try? file.close() }
    let leafOfTable: UInt8 = 13
    var count = 0
    for page in 0..<bytes.count / 4096 where bytes[page * 4096] == leafOfTable {
      count += 1
      guard numbers.contains(count) else { continue }
      try file.seek(toOffset: UInt64(page * 4096))
      try file.write(contentsOf: Data(repeating: 0xff, count: 4096))
    }
  }

  @Test("A file that is no database is set aside, and the store begins anew")
  func noDatabase() async throws {
    let folder = try await filled()
    try damage(folder) { _, _ in true }
    let fixture = try await StoreFixture(in: folder)
    #expect(fixture.store.level.records == 0)
    #expect(try setAside(folder).count == 1)
    try await fixture.write(0..<1)
    #expect(try await fixture.pending().count == 1)
  }

  @Test("A start that ended between the copy and its taking place is brought to its end")
  func unfinished() async throws {
    let folder = try await filled()
    try FileManager.default.copyItem(atPath: path(folder), toPath: path(folder) + ".salvaged")
    try damage(folder) { _, _ in true }
    try folder.write("what must not be taken for the copy's", to: "weir.sqlite-wal")
    let fixture = try await StoreFixture(in: folder)
    #expect(try await fixture.pending(after: 100).count == 1900)
    #expect(try setAside(folder).count == 1)
  }
}
