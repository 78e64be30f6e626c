import CPowerLoss
import Foundation
import WeirGateway
import WeirJSON
import WeirSchema
import WeirStream

/// Fills a store with numbered batches, delivers them to a file, and exports what is quarantined, until it
/// is killed.
///
///     weir-store-crash DIR run                          writes without end
///     weir-store-crash DIR run CALLS SEED DURABILITY    until the power fails, after so many calls
///     weir-store-crash DIR finish    sends again what was not acknowledged, delivers and exports all
///
/// A batch is a request with an idempotency key: ten records, and an eleventh that is quarantined, and
/// replayed later. Its
/// number is appended to DIR/acknowledged when its commit has returned, so that who looks at DIR knows
/// as much as a client does. DIR/out has the event ids that were delivered, a line each. The power fails
/// for DIR/state only: what the runner itself writes stands for the world outside.
@main
struct StoreCrashRunner {
  let folder: String
  let store: GatewayStore
  let acknowledged: Set<Int>

  /// Opened to append: each write is a whole line behind all others.
  let acknowledgements: FileHandle

  private static let clients = 4
  private static let recordsPerBatch = 10

  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 || arguments.count == 6 else { exit(2) }
    let folder = arguments[1]
    var settings = StoreSettings()
    if arguments.count == 6 {
      guard let calls = Int(arguments[3]), let seed = UInt64(arguments[4]),
        let durability = StoreSettings.Durability(rawValue: arguments[5])
      else { exit(2) }
      settings.durability = durability
      let state = URL(fileURLWithPath: folder).standardizedFileURL.path + "/state"
      unsafe weir_power_loss_arm(state, calls, seed)
    }
    let text = (try? String(contentsOfFile: folder + "/acknowledged", encoding: .utf8)) ?? ""
    let store = try await GatewayStore.open(
      folder + "/state", settings: settings, sinks: ["out": ["orders"]])
    let descriptor = try LiveSystemCalls().open(
      folder + "/acknowledged", flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o644)
    let runner = StoreCrashRunner(
      folder: folder, store: store,
      acknowledged: Set(text.split(separator: "\n").compactMap { Int($0) }),
      acknowledgements: FileHandle(fileDescriptor: descriptor))
    try await runner.run(isFinish: arguments[2] == "finish")
    await store.close()
  }

  private func run(isFinish: Bool) async throws {
    let files = QuarantineFiles(store, QuarantineFileSettings(folder))
    let last = isFinish ? (acknowledged.max() ?? -1) : Int.max
    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in 0..<StoreCrashRunner.clients {
        group.addTask { try await send(client, upTo: last) }
      }
      if !isFinish {
        group.addTask { try await deliver(isFinish: false) }
        group.addTask { await files.run() }
        group.addTask { while true { try await replay() } }
      }
      try await group.waitForAll()
    }
    try await replay()
    try await deliver(isFinish: true)
    try await files.exportAll()
  }

  /// One client: sends its batches in their order, one after the other.
  private func send(_ client: Int, upTo last: Int) async throws {
    var number = client
    while number <= last {
      if !acknowledged.contains(number) { try await send(batch: number) }
      number += StoreCrashRunner.clients
    }
  }

  private func send(batch number: Int) async throws {
    let key = IdempotencyKey(tenant: nil, key: "batch-\(number)")
    let fingerprint = Array("\(number)".utf8)
    let claim = try await store.claim(key, fingerprint: fingerprint, now: .now)
    if claim == .new {
      let records = (0..<StoreCrashRunner.recordsPerBatch).map { index in
        SpoolRecord(
          stream: "orders", eventID: "\(number)-\(index)", receivedAt: .now,
          payload: Array("{\"batch\":\(number),\"index\":\(index)}".utf8))
      }
      let completion = IdempotencyCompletion(
        key: key, fingerprint: fingerprint, response: StoredResponse(status: 207, body: []),
        completedAt: .now)
      _ = try await store.commit(
        IngestWrite(records: records, quarantined: [rejected(number)], completion: completion))
    }
    try acknowledgements.write(contentsOf: Data("\(number)\n".utf8))
  }

  private func rejected(_ number: Int) -> QuarantineRow {
    let error = ValidationError(
      code: "schema.type", byteRange: 0..<1, position: TextPosition(line: 1, column: 1),
      message: "a number is wanted")
    return QuarantineRow(
      RequestRejection(
        stream: "orders",
        origin: RequestOrigin(
          requestID: "batch-\(number)", index: StoreCrashRunner.recordsPerBatch),
        receivedAt: .now, report: Report(errors: [error]),
        payload: .whole(Array("{\"batch\":\"\(number)\"}".utf8))))
  }

  /// Accepts what was quarantined, so that its payload is delivered under the id of its record.
  private func replay() async throws {
    _ = try await store.replay(QuarantineQuery()) { _ in .accepted(schema: nil) }
    try await Task.sleep(for: .milliseconds(5))
  }

  /// A sink that is effectively once: its file is cut back to the position that was settled last.
  private func deliver(isFinish: Bool) async throws {
    let progress = try await store.progress(of: "out")
    let path = folder + "/out"
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let position = progress.position.flatMap { UInt64(String(decoding: $0, as: UTF8.self)) } ?? 0
    try file.truncate(atOffset: position)
    try file.seek(toOffset: position)
    var cursor = progress.cursor
    while !isFinish || store.newestSequence(of: "orders") > cursor {
      let records = try await store.records(
        for: "out", after: cursor, limit: 200, bytes: 1 << 20)
      try file.write(contentsOf: Data(records.map { $0.eventID + "\n" }.joined().utf8))
      cursor = records.last?.sequence ?? cursor
      let length = try file.offset()
      try await store.settle(
        Settlement(sink: "out", cursor: cursor, position: Array("\(length)".utf8)))
    }
  }

}

extension QuarantineFileSettings {
  /// Files so small that many are completed before the end comes.
  fileprivate init(_ folder: String) {
    self.init(directory: folder + "/quarantine")
    rotateBytes = 64 << 10
  }
}
