import Foundation
import TestSupport
import Testing

@testable import WeirGateway

/// A disk without room.
struct DiskFullTests {
  @Test(
    "On a full disk nothing is acknowledged, nothing acknowledged is lost, and with room it goes on",
    .enabled(if: geteuid() == 0, "a file system of 24 MiB can only be mounted by root"))
  func full() async throws {
    let folder = try TemporaryFolder()
    guard try await SmallDisk.mount(on: folder.path) else {
      print("skipped: tmpfs cannot be mounted here")
      return
    }
    defer { SmallDisk.unmount(folder.path) }
    let ballast = try folder.write([UInt8](repeating: 1, count: 8 << 20), to: "ballast")
    var settings = StoreSettings()
    settings.probeInterval = .milliseconds(20)
    let fixture = try await StoreFixture(settings: settings, in: folder)
    let store = fixture.store
    var stored: [Int64] = []
    let failure = await #expect(throws: StoreError.self) {
      for number in 0..<500 { stored += try await store.commit(large(number)) }
    }
    guard case .diskFull? = failure else {
      Issue.record("expected a full disk, not \(String(describing: failure))")
      return
    }
    #expect(!store.isWritable && stored.count > 10)
    try FileManager.default.removeItem(atPath: ballast)
    #expect(try await eventually { store.isWritable })
    stored += try await store.commit(large(1000))
    let found = try await fixture.pending()
    #expect(found.map(\.sequence) == stored)
    #expect(fixture.observer.events.contains(.recovered))
    await store.close()
    let again = try await StoreFixture(in: folder)
    #expect(try await again.pending().map(\.sequence) == stored)
    await again.store.close()
  }

  private func large(_ number: Int) -> IngestWrite {
    var record = StoreFixture.record(number)
    record.payload = [UInt8](repeating: UInt8(ascii: "1"), count: 200_000)
    return IngestWrite(records: [record])
  }
}

/// A file system that is soon full.
private enum SmallDisk {
  static func mount(on path: String) async throws -> Bool {
    let script = "mount -t tmpfs -o size=24m tmpfs '\(path)'"
    return try await shell(script, in: "/").status == 0
  }

  static func unmount(_ path: String) { _ = try? WeirBinary.shell("umount -l '\(path)'") }
}
