import Foundation

/// A process that a run started, with what it says in a file.
final class ChildProcess: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let process: Process
  private let log: String
  private let guardian: Guardian

  private static let startLimit: Duration = .seconds(30)
  private static let stopLimit: Duration = .seconds(45)

  private init(_ process: Process, log: String, _ guardian: Guardian) {
    self.process = process
    self.log = log
    self.guardian = guardian
  }

  /// - Parameters:
  ///   - folder: Where it runs.
  ///   - environment: Besides this process's own.
  ///   - log: The file that its output and its messages go to.
  static func start(
    _ program: String, _ arguments: [String], in folder: String,
    environment: [String: String] = [:], log: String, _ guardian: Guardian
  ) throws -> ChildProcess {
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = FileHandle(forWritingAtPath: log)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    guardian.watch(process.processIdentifier)
    return ChildProcess(process, log: log, guardian)
  }

  var pid: Int32 { process.processIdentifier }

  /// Once it has ended.
  var status: Int32 { process.terminationStatus }

  /// Waits until it says what is waited for.
  ///
  /// - Parameter read: What is to be known of what it has said so far; nil while it is not said.
  func said<Value>(_ read: (String) -> Value?) async throws -> Value {
    let deadline = ContinuousClock.now + Self.startLimit
    while true {
      let isRunning = process.isRunning
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      if let value = read(text) { return value }
      guard isRunning, ContinuousClock.now < deadline else {
        await end(by: SIGKILL)
        let name = process.executableURL?.lastPathComponent ?? ""
        throw Failure(description: "\(name) did not start: \(text.suffix(2000))")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Sends a signal and waits for the end.
  ///
  /// - Returns: Whether the signal was enough.
  @discardableResult
  func end(by signal: Int32) async -> Bool {
    kill(pid, signal)
    let deadline = ContinuousClock.now + Self.stopLimit
    while process.isRunning, ContinuousClock.now < deadline {
      try? await Task.sleep(for: .milliseconds(2))
    }
    let isEnded = !process.isRunning
    if !isEnded { kill(pid, SIGKILL) }
    guardian.forget(pid)
    return isEnded
  }
}
