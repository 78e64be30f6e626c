import Foundation

/// Runs the built `weir`, as a user would, and returns all that it did.
///
/// ```swift
/// let run = try WeirBinary.run(["check", "--schema", "s.json", "-"], stdin: "7", in: folder.path)
/// #expect(run.status == 1)
/// ```
package enum WeirBinary {
  /// What a run came to.
  package struct Outcome: Sendable {
    /// The exit status; 128 + number for a process that a signal ended, as a shell reports it.
    package let status: Int32
    package let stdoutBytes: [UInt8]
    package let stderrBytes: [UInt8]

    /// The most memory that was resident, in bytes, as seen every few milliseconds while it ran; 0
    /// where the system does not tell, or the process was over before it could be looked at.
    package let peakResidentBytes: Int

    package var stdout: String { String(decoding: stdoutBytes, as: UTF8.self) }
    package var stderr: String { String(decoding: stderrBytes, as: UTF8.self) }
  }

  /// The run took longer than it was given. It has been killed.
  package struct TimedOut: Error {
    let command: [String]
    let stderr: String
  }

  /// Runs `weir` with these arguments.
  ///
  /// - Parameters:
  ///   - stdin: What it reads on standard input, from a file.
  ///   - directory: Where it runs; the package's root when not given.
  ///   - environment: Set besides what the tests run in. Locale and colour are fixed: UTF-8, none.
  package static func run(
    _ arguments: [String], stdin: String = "", in directory: String = TestData.packageRoot,
    environment: [String: String] = [:], timeoutSeconds: Int = 60
  ) throws -> Outcome {
    try run(
      arguments, stdin: Array(stdin.utf8), in: directory, environment: environment,
      timeoutSeconds: timeoutSeconds)
  }

  package static func run(
    _ arguments: [String], stdin: [UInt8], in directory: String = TestData.packageRoot,
    environment: [String: String] = [:], timeoutSeconds: Int = 60
  ) throws -> Outcome {
    try launch(
      [BuiltProduct.weir] + arguments, stdin: stdin, in: directory, environment: environment,
      timeoutSeconds: timeoutSeconds)
  }

  /// Runs a `bash` script in which `weir` is the built binary: for pipes and redirections.
  ///
  /// `pipefail` is off, as in an interactive shell; ask for `${PIPESTATUS[0]}` where it matters. What is
  /// measured is the shell, unless the script ends in `exec weir`.
  package static func shell(
    _ script: String, in directory: String = TestData.packageRoot,
    environment: [String: String] = [:], timeoutSeconds: Int = 60
  ) throws -> Outcome {
    let oldPath = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    var environment = environment
    environment["PATH"] = BuiltProduct.searchPath + ":" + oldPath
    return try launch(
      ["/bin/bash", "-c", script], stdin: [], in: directory, environment: environment,
      timeoutSeconds: timeoutSeconds)
  }

  /// Input and outputs are files, so that no full pipe can make the two processes wait in turn.
  private static func launch(
    _ command: [String], stdin: [UInt8], in directory: String, environment: [String: String],
    timeoutSeconds: Int
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = ProcessInfo.processInfo.environment
      .merging(["LC_ALL": "C.UTF-8", "NO_COLOR": "1"]) { $1 }
      .merging(environment) { $1 }
    let handles = [
      FileHandle(forReadingAtPath: try folder.write(stdin, to: "stdin")),
      FileHandle(forWritingAtPath: try folder.write("", to: "stdout")),
      FileHandle(forWritingAtPath: try folder.write("", to: "stderr")),
    ]
    // By hand: a process that has ended is kept, and with 1,024 open files Foundation starts none.
    defer { for handle in handles { try? handle?.close() } }
    process.standardInput = handles[0]
    process.standardOutput = handles[1]
    process.standardError = handles[2]

    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let deadline = ContinuousClock.now + .seconds(timeoutSeconds)
    var peak = 0
    while ended.wait(timeout: .now() + .milliseconds(2)) == .timedOut {
      peak = max(peak, peakResidentBytes(of: process.processIdentifier))
      guard ContinuousClock.now > deadline else { continue }
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      let words = String(decoding: try folder.read("stderr"), as: UTF8.self)
      throw TimedOut(command: command, stderr: words)
    }
    let wasKilled = process.terminationReason == .uncaughtSignal
    return Outcome(
      status: process.terminationStatus + (wasKilled ? 128 : 0),
      stdoutBytes: try folder.read("stdout"), stderrBytes: try folder.read("stderr"),
      peakResidentBytes: peak)
  }

  /// `VmHWM` of proc(5), which is in units of 1024 bytes. `wait4` would tell no less than what the
  /// process that started this one had.
  private static func peakResidentBytes(of process: Int32) -> Int {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let number = line?.split { $0 == " " || $0 == "\t" }.dropFirst().first
    return (number.flatMap { Int($0) } ?? 0) * 1024
  }
}
