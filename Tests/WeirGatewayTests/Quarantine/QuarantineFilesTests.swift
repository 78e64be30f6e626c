import Foundation
import GRDB
import TestSupport
import Testing
import WeirStream

@testable import WeirGateway

/// The files that quarantine records are exported to.
struct QuarantineFilesTests {
  private func settings(_ folder: TemporaryFolder) -> QuarantineFileSettings {
    QuarantineFileSettings(directory: folder.path + "/quarantine")
  }

  private func names(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + "/quarantine").sorted()
  }

  private func lines(_ folder: TemporaryFolder) throws -> [[UInt8]] {
    try names(folder).flatMap { name in
      try folder.read("quarantine/" + name).split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }
  }

  /// Exports all there is.
  private func export(
    _ store: GatewayStore, _ settings: QuarantineFileSettings
  ) async throws {
    var export = try await QuarantineExport(store, settings)
    while try await export.step() > 0 {}
  }

  @Test("Records go to a file in their order, each once, while they come")
  func running() async throws {
    let fixture = try await StoreFixture()
    let (store, folder) = (fixture.store, fixture.folder)
    let files = QuarantineFiles(store, settings(folder))
    let running = Task { await files.run() }
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(0..<3)))
    #expect(try await eventually { (try? lines(folder).count) == 3 })
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(3..<5)))
    #expect(try await eventually { (try? lines(folder).count) == 5 })
    running.cancel()
    await running.value
    #expect(try lines(folder) == Rejections.rows(0..<5).map(\.record))
  }

  @Test("What was written beyond the stored place is cut off at the next start, and written once")
  func resuming() async throws {
    let fixture = try await StoreFixture()
    let (store, folder) = (fixture.store, fixture.folder)
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(0..<4)))
    try await export(store, settings(folder))
    let name = try #require(try names(folder).first)
    let path = folder.path + "/quarantine/" + name
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    _ = try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"half a rec".utf8))
    try handle.close()
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(4..<6)))
    try await export(store, settings(folder))
    #expect(try names(folder) == [name])
    #expect(try lines(folder) == Rejections.rows(0..<6).map(\.record))
  }

  @Test("A file is complete when it is large or old enough, and then has its final name")
  func rotation() async throws {
    let time = TestTime()
    let fixture = try await StoreFixture(wall: { time.now })
    let (store, folder) = (fixture.store, fixture.folder)
    var settings = settings(folder)
    settings.rotateBytes = 1
    settings.retention = .seconds(1 << 40)
    for number in 0..<3 {
      _ = try await store.commit(
        IngestWrite(quarantined: Rejections.rows(number..<number + 1)))
      try await export(store, settings)
    }
    #expect(try names(folder).count == 3)
    #expect(try names(folder).allSatisfy { $0.hasSuffix(".ndjson") })
    settings.rotateBytes = .max
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(3..<4)))
    try await export(store, settings)
    #expect(try names(folder).filter { $0.hasSuffix(".partial") }.count == 1)
    time.now = Timestamp(nanoseconds: 3_600_000_000_000)
    try await export(store, settings)
    #expect(try names(folder).filter { $0.hasSuffix(".ndjson") }.count == 4)
    #expect(try Set(lines(folder)) == Set(Rejections.rows(0..<4).map(\.record)))
  }

  @Test("Ended between a file's final name and the note of it, the export goes on behind it")
  func endedAtRename() async throws {
    let fixture = try await StoreFixture()
    let (store, folder) = (fixture.store, fixture.folder)
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(0..<2)))
    try await export(store, settings(folder))
    let partial = folder.path + "/quarantine/" + (try #require(try names(folder).first))
    try FileManager.default.moveItem(atPath: partial, toPath: String(partial.dropLast(8)))
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(2..<3)))
    try await export(store, settings(folder))
    #expect(try names(folder).count == 2)
    #expect(try Set(lines(folder)) == Set(Rejections.rows(0..<3).map(\.record)))
    #expect(try lines(folder).count == 3)
  }

  @Test("At the limit of the files the store keeps the records, and then takes no more")
  func full() async throws {
    var storeSettings = StoreSettings()
    storeSettings.maxQuarantineBytes = 8000
    let fixture = try await StoreFixture(settings: storeSettings)
    let (store, folder) = (fixture.store, fixture.folder)
    var settings = settings(folder)
    settings.maxBytes = 100
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(0..<1)))
    var export = try await QuarantineExport(store, settings)
    #expect(try await export.step() == 1)
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(1..<3)))
    #expect(try await export.step() == 0)
    #expect(fixture.observer.events.contains(.quarantineFilesFull(true)))
    await #expect(throws: StoreError.full(.quarantineBytes)) {
      for number in 3..<40 {
        _ = try await store.commit(
          IngestWrite(quarantined: Rejections.rows(number..<number + 1)))
      }
    }
    #expect(try lines(folder).count == 1)
    try await fixture.write(0..<1)
  }

  @Test("The store gives up old records only when they are in a file")
  func trimming() async throws {
    var storeSettings = StoreSettings()
    storeSettings.maxQuarantineBytes = 40_000
    let fixture = try await StoreFixture(settings: storeSettings)
    let (store, folder) = (fixture.store, fixture.folder)
    var settings = settings(folder)
    settings.retention = .seconds(1 << 40)
    _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(0..<30)))
    #expect(store.level.quarantineBytes > 30_000)
    try await export(store, settings)
    #expect(store.level.quarantineBytes <= 30_000)
    #expect(try await store.quarantined(limit: 100).rows.count == store.level.quarantined)
    #expect(try lines(folder).count == 30)
  }

  @Test("Complete files go when they are too old or too many, and are told by name")
  func retention() async throws {
    let fixture = try await StoreFixture()
    let (store, folder) = (fixture.store, fixture.folder)
    var settings = settings(folder)
    settings.rotateBytes = 1
    settings.maxFiles = 2
    for number in 0..<5 {
      _ = try await store.commit(IngestWrite(quarantined: Rejections.rows(number..<number + 1)))
      try await export(store, settings)
    }
    #expect(try names(folder).filter { $0.hasSuffix(".ndjson") }.count == 2)
    settings.retention = .nanoseconds(1)
    try await export(store, settings)
    #expect(try names(folder).allSatisfy { $0.hasSuffix(".partial") })
    let told = fixture.observer.events.reduce(into: [String]()) { names, event in
      if case .quarantineFilesExpired(let expired) = event { names += expired }
    }
    #expect(told.count == 5)
  }
}
