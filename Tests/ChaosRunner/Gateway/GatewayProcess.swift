import Foundation
import Synchronization

/// A `weir-gateway` in a folder of its own, that is started, killed and started again.
final class GatewayProcess: Sendable {
  struct Ports: Sendable, Equatable {
    var records: Int
    var admin: Int
  }

  /// Bytes, of proc(5).
  struct Memory: Sendable {
    var resident = 0
    var peak = 0
  }

  private struct State {
    var process: ChildProcess?
    var ports: Ports?
    var starts = 0
    var keptPorts: Ports?
  }

  /// Holds `gateway.yaml`, in which `${WEIR_PORT:-0}` and `${WEIR_ADMIN_PORT:-0}` are the ports.
  let folder: String
  private let program: String

  /// Whether a new start has the ports of the first: for those that are told them once.
  private let keepsPorts: Bool
  private let guardian: Guardian
  private let state = Mutex(State())

  /// How long somebody else may have its port.
  private static let portLimit: Duration = .seconds(30)

  init(_ program: String, in folder: String, keepsPorts: Bool = false, guardian: Guardian) {
    self.program = program
    self.folder = folder
    self.keepsPorts = keepsPorts
    self.guardian = guardian
  }

  /// Nil while it does not run.
  var ports: Ports? { state.withLock { $0.ports } }
  var starts: Int { state.withLock { $0.starts } }

  /// Where records of a stream are sent to.
  func address(of stream: String) -> String? {
    ports.map { "http://127.0.0.1:\($0.records)/v1/streams/\(stream)/records" }
  }

  func admin(_ path: String) -> String? { ports.map { "http://127.0.0.1:\($0.admin)\(path)" } }

  /// Starts it, and waits until it listens.
  ///
  /// - Returns: How long that took.
  @discardableResult
  func start() async throws -> Duration {
    let beganAt = ContinuousClock.now
    while true {
      do {
        try await startOnce()
        return ContinuousClock.now - beganAt
      } catch let failure as ChildProcess.Failure {
        // Somebody may have had its port meanwhile, for a connection of theirs.
        guard keepsPorts, failure.description.contains("ddress already in use"),
          ContinuousClock.now - beganAt < Self.portLimit
        else { throw failure }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  private func startOnce() async throws {
    let process = try startProcess()
    let ports = try await process.said { Ports(log: $0) }
    state.withLock { state in
      state.process = process
      state.ports = ports
      if keepsPorts { state.keptPorts = ports }
    }
  }

  private func startProcess() throws -> ChildProcess {
    let (number, kept) = state.withLock { state in
      state.starts += 1
      return (state.starts, state.keptPorts)
    }
    let environment = kept.map { kept in
      ["WEIR_PORT": "\(kept.records)", "WEIR_ADMIN_PORT": "\(kept.admin)"]
    }
    return try ChildProcess.start(
      program, ["run", "gateway.yaml"], in: folder, environment: environment ?? [:],
      log: "\(folder)/log-\(number)", guardian)
  }

  /// Starts it, and ends it at once at some moment of the start.
  func killStarting(after delay: Duration) async throws {
    let process = try startProcess()
    try? await Task.sleep(for: delay)
    await process.end(by: SIGKILL)
  }

  /// Ends it at once, wherever it is.
  func kill() async { await takeProcess()?.end(by: SIGKILL) }

  /// Asks it to end.
  ///
  /// - Returns: Its exit status; nil when it did not end in time.
  func stop() async -> Int32? {
    guard let process = takeProcess() else { return nil }
    return await process.end(by: SIGTERM) ? process.status : nil
  }

  private func takeProcess() -> ChildProcess? {
    state.withLock { state in
      defer {
        state.process = nil
        state.ports = nil
      }
      return state.process
    }
  }

  var memory: Memory {
    guard let pid = state.withLock({ $0.process?.pid }),
      let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    else { return Memory() }
    var memory = Memory()
    for line in status.split(separator: "\n") {
      let fields = line.split { $0 == " " || $0 == "\t" }
      guard fields.count >= 2, let kibibytes = Int(fields[1]) else { continue }
      if fields[0] == "VmRSS:" { memory.resident = kibibytes << 10 }
      if fields[0] == "VmHWM:" { memory.peak = kibibytes << 10 }
    }
    return memory
  }
}

extension GatewayProcess.Ports {
  /// Of the line that says that it listens.
  fileprivate init?(log: String) {
    guard let line = log.split(separator: "\n").first(where: { $0.contains("gateway.listening") }),
      let records = Self.number(after: #""port":""#, in: line),
      let admin = Self.number(after: #""admin_port":""#, in: line)
    else { return nil }
    self.init(records: records, admin: admin)
  }

  private static func number(after mark: String, in line: Substring) -> Int? {
    guard let range = line.firstRange(of: mark) else { return nil }
    return Int(line[range.upperBound...].prefix { $0.isNumber })
  }
}
