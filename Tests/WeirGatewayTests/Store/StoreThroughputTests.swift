import Testing

@testable import WeirGateway

/// How fast the store is. Printed, not asserted: it depends on the disk and on whoever shares it.
struct StoreThroughputTests {
  @Test("Records per second in batches of 100, synchronised with the disk")
  func throughput() async throws {
    let fixture = try await StoreFixture()
    let store = fixture.store
    let (writers, batches) = (8, 25)
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          for batch in 0..<batches {
            _ = try await store.commit(write(writer * batches + batch))
          }
        }
      }
      try await group.waitForAll()
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let count = writers * batches * 100
    #expect(store.level.records == count)
    let commits = fixture.observer.commitSizes
    print(
      "\(count) records in \(seconds) s: \(Int(Double(count) / seconds)) records/s,",
      "\(commits.count) transactions")
  }

  private func write(_ number: Int) -> IngestWrite {
    IngestWrite(
      records: (0..<100).map { index in
        var record = StoreFixture.record(number * 100 + index)
        record.payload += [UInt8](repeating: UInt8(ascii: " "), count: 250)
        return record
      })
  }
}
