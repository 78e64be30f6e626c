import Foundation
import Synchronization

/// One of several processes of a service, which can be killed: `weir-chaos endpoint`. What it takes it writes
/// to a file before it answers.
final class EndpointProcess: Sendable {
  private let run: ChaosRun
  private let number: Int
  private let state = Mutex<(process: ChildProcess?, port: Int, starts: Int)>((nil, 0, 0))

  init(_ run: ChaosRun, number: Int) {
    self.run = run
    self.number = number
  }

  var port: Int { state.withLock { $0.port } }
  var journal: String { "\(run.folder)/taken-\(number)" }

  /// Starts it, at the port that it had before.
  func start() async throws {
    let (port, starts) = state.withLock { state in
      state.starts += 1
      return (state.port, state.starts)
    }
    guard let program = Bundle.main.executablePath else {
      throw ChildProcess.Failure(description: "this program does not know where it is")
    }
    let process = try ChildProcess.start(
      program, ["endpoint", "--seed", "\(run.seed)", "--port", "\(port)", "--journal", journal],
      in: run.folder, log: "\(journal)-log-\(starts)", run.guardian)
    let chosen = try await process.said { text in
      text.split(separator: "\n").first.flatMap { Int($0) }
    }
    state.withLock { state in
      state.process = process
      state.port = chosen
    }
  }

  func kill() async {
    let process = state.withLock { state in
      defer { state.process = nil }
      return state.process
    }
    await process?.end(by: SIGKILL)
  }

  /// What all its processes took.
  func readTaken(into taken: TakenRecords) throws {
    guard FileManager.default.fileExists(atPath: journal) else { return }
    for line in try Data(contentsOf: URL(fileURLWithPath: journal)).split(separator: 0x0A) {
      guard let tab = line.firstIndex(of: 0x09) else { continue }
      taken.take(
        DeliveredEvent(
          id: String(decoding: line[..<tab], as: UTF8.self),
          payload: Array(line[tab...].dropFirst())))
    }
  }
}
