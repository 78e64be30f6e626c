import Foundation
import TestSupport
import Testing

/// What is left of a store whose process is killed.
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
    print(
      "killed 8 times: \(batches.count) batches acknowledged, \(delivered.count) records delivered")
  }

  private func start(_ mode: String, _ folder: TemporaryFolder) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuiltProduct.directory + "/weir-store-crash")
    process.arguments = [folder.path, mode]
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
