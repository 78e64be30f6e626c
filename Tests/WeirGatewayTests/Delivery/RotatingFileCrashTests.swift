import Foundation
import StreamTestSupport
import TestSupport
import Testing
import WeirStream

@testable import WeirGateway

/// Files and a store through failures and deaths at every system call.
@Suite(.timeLimit(.minutes(2))) struct RotatingFileCrashTests {
  private static let total = 12

  /// What survives a death: the files, and what the store has.
  private struct Store {
    var delivered = 0
    var position: FilePosition?
  }

  @Test(arguments: [FaultyCalls.Fault.error(28), .error(5), .short, .death, .deathInside])
  func `Complete files hold each record once, whichever call goes wrong`(
    fault: FaultyCalls.Fault
  ) throws {
    var index = 0
    while try run(fault, at: index) { index += 1 }
    #expect(index > 40, "so many calls went wrong, one at a time")
  }

  /// - Returns: Whether the call was reached.
  private func run(_ fault: FaultyCalls.Fault, at index: Int) throws -> Bool {
    let folder = try TemporaryFolder()
    var settings = FileSinkSettings(path: folder.path + "/out.ndjson")
    settings.maxBytes = 25
    let faulty = FaultyCalls(LiveSystemCalls(), fault, at: index)
    var store = Store()
    // A failure pauses the sink; a death is followed by another start.
    var calls: any SystemCalls = faulty
    for _ in 0..<20 where store.delivered < Self.total {
      var file = RotatingFile(settings, system: calls)
      do {
        try deliver(&file, &store)
      } catch {
        if fault == .death || fault == .deathInside { calls = LiveSystemCalls() }
      }
      file.close()
    }
    var file = RotatingFile(settings, system: LiveSystemCalls())
    _ = try file.open(at: store.position)
    let end = file.position
    file.rotate()
    file.noteSettled(end)
    _ = try file.publish()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let text = try names.map { String(decoding: try folder.read($0), as: UTF8.self) }.joined()
    #expect(
      text == (1...Self.total).map { "{\"n\":\($0)}\n" }.joined(),
      "\(fault) at call \(index), \(names)")
    #expect(!names.contains { $0.hasSuffix(".partial") })
    return faulty.kinds.count > index
  }

  /// Two deliveries, then the store hears of the first: as far behind as a pump lets it be.
  private func deliver(_ file: inout RotatingFile, _ store: inout Store) throws {
    _ = try file.open(at: store.position)
    // As a pump does, before the first delivery.
    if store.position == nil { store.position = file.position }
    while store.delivered < Self.total {
      var stood: [(delivered: Int, position: FilePosition)] = []
      for number in (store.delivered + 1)...min(Self.total, store.delivered + 2) {
        try file.write(Array("{\"n\":\(number)}\n".utf8), now: 1)
        stood.append((number, file.position))
      }
      for (delivered, position) in stood {
        store = Store(delivered: delivered, position: position)
        file.noteSettled(position)
        _ = try file.publish()
      }
    }
  }
}
