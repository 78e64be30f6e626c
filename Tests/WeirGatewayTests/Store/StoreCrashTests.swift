import Foundation
import TestSupport
import Testing
import WeirGateway
import WeirStream

/// What is left of a store whose process is killed, or whose disk loses power.
struct StoreCrashTests {
  @Test("Killed at any moment under load, no acknowledged record is lost and none is doubled")
  func killing() async throws {
    let folder = try TemporaryFolder()
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<8 {
      let before = acknowledged(folder).count
      let process = try start("run", folder)
      // Some of the time goes into starting: count from the first sign of life.
      #expect(try await eventually { acknowledged(folder).count > before }, "seed \(seed)")
      try await Task.sleep(for: .milliseconds(Int.random(in: 1...250, using: &random)))
      kill(process.processIdentifier, SIGKILL)
      #expect(try await eventually { !process.isRunning }, "seed \(seed)")
    }
    let count = try await check(folder, seed)
    print(
      "killed 8 times: \(count.batches) batches acknowledged, \(count.records) records delivered")
  }

  @Test(
    "When the power fails, what was acknowledged with durability full is on the disk",
    .enabled(if: losesPower, "the model of a disk stands in for glibc's calls"))
  func powerLoss() async throws {
    let folder = try TemporaryFolder()
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<12 {
      try await losePower(folder, "full", using: &random)
    }
    let count = try await check(folder, seed)
    print(
      "power failed 12 times: \(count.batches) batches acknowledged, \(count.records) records delivered"
    )
  }

  @Test(
    "The model of a loss of power takes what was not synchronised, as durability normal allows",
    .enabled(if: losesPower, "the model of a disk stands in for glibc's calls"))
  func powerLossModel() async throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: 1)
    var isAnyLost = false
    for _ in 0..<10 where !isAnyLost {
      try await losePower(folder, "normal", using: &random)
      let store = try await GatewayStore.open(folder.path + "/state", sinks: ["out": ["orders"]])
      for batch in acknowledged(folder) {
        let key = IdempotencyKey(tenant: nil, key: "batch-\(batch)")
        let claim = try await store.claim(key, fingerprint: Array("\(batch)".utf8), now: .now)
        isAnyLost = isAnyLost || claim == .new
      }
      await store.close()
    }
    #expect(isAnyLost)
  }

  private static let losesPower: Bool = {
    #if os(Linux)
      true
    #else
      false
    #endif
  }()

  /// Runs until the power fails, somewhere among the first calls after the start or later under load.
  private func losePower(
    _ folder: TemporaryFolder, _ durability: String, using random: inout SeededGenerator
  ) async throws {
    let calls = Int.random(in: 1...(Bool.random(using: &random) ? 60 : 1500), using: &random)
    let process = try start(
      "run", folder, [String(calls), String(random.next()), durability])
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    try #require(try await eventually { !process.isRunning }, "\(calls) calls")
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL)
  }

  /// Finishes what is under way, and compares what was acknowledged with what arrived.
  private func check(
    _ folder: TemporaryFolder, _ seed: UInt64
  ) async throws -> (batches: Int, records: Int) {
    let finish = try start("finish", folder)
    defer { if finish.isRunning { kill(finish.processIdentifier, SIGKILL) } }
    try #require(try await eventually { !finish.isRunning }, "seed \(seed)")
    #expect(finish.terminationStatus == 0, "seed \(seed)")

    let batches = acknowledged(folder)
    let out = lines(folder.path + "/out")
    let delivered = out.filter { $0.contains("-") }
    let replayed = out.filter { !$0.contains("-") }
    let expected = Set(batches.flatMap { batch in (0..<10).map { "\(batch)-\($0)" } })
    #expect(batches.count > 8, "seed \(seed)")
    #expect(delivered.count == Set(delivered).count, "doubled; seed \(seed)")
    #expect(expected.isSubset(of: delivered), "lost; seed \(seed)")
    #expect(Set(delivered).subtracting(expected).count % 10 == 0, "half a batch; seed \(seed)")
    let quarantined = try quarantined(folder)
    #expect(quarantined.count == Set(quarantined).count, "doubled; seed \(seed)")
    #expect(quarantined.count == delivered.count / 10, "seed \(seed)")
    #expect(replayed.count == Set(replayed).count, "replayed twice; seed \(seed)")
    #expect(replayed.count == quarantined.count, "replay lost; seed \(seed)")
    return (batches.count, delivered.count)
  }

  private func start(
    _ mode: String, _ folder: TemporaryFolder, _ more: [String] = []
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuiltProduct.directory + "/weir-store-crash")
    process.arguments = [folder.path, mode] + more
    try process.run()
    return process
  }

  private func acknowledged(_ folder: TemporaryFolder) -> Set<Int> {
    Set(lines(folder.path + "/acknowledged").compactMap { Int($0) })
  }

  private func quarantined(_ folder: TemporaryFolder) throws -> [String] {
    let path = folder.path + "/quarantine"
    return try FileManager.default.contentsOfDirectory(atPath: path)
      .flatMap { lines(path + "/" + $0) }
  }

  private func lines(_ path: String) -> [String] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { String($0) }
  }
}
