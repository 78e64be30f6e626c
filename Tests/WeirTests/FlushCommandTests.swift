import Foundation
import TestSupport
import Testing

/// How long an accepted line takes from its writer to its reader, through the real binary.
@Suite(.serialized)
struct FlushCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(#"{"type": "object", "required": ["id"]}"#, to: "schema.json")
    try folder.write("", to: "log")
  }

  /// What a line comes through.
  enum Source: String, CaseIterable { case pipe, file }

  /// The promise is 50 ms; what fails the test leaves room for machines that do something else.
  private static let ceiling = Duration.seconds(1)

  @Test(
    "with input trickling in, an accepted line leaves at once", arguments: Source.allCases,
    ["auto", "line"])
  func latency(source: Source, policy: String) throws {
    let run = try Trickle(source, policy, in: folder)
    defer { run.end() }
    let clock = ContinuousClock()
    // The first one waits for the process to start.
    for number in 0...20 {
      let line = "{\"id\":\(number)}\n"
      // Not in step with the rests between two looks.
      Thread.sleep(forTimeInterval: Double(number % 7) * 0.003)
      let start = clock.now
      try run.write(line)
      #expect(run.read() == line)
      if number > 0 { run.latencies.append(clock.now - start) }
    }
    let sorted = run.latencies.sorted()
    print("--flush \(policy), \(source): median \(sorted[10]), longest \(sorted[19])")
    #expect(sorted[19] < Self.ceiling)
  }

  @Test("with --flush block it waits for the end of the input")
  func block() throws {
    let run = try Trickle(.pipe, "block", in: folder)
    defer { run.end() }
    try run.write("{\"id\":1}\n")
    Thread.sleep(forTimeInterval: 0.3)
    try run.write("{\"id\":2}\n")
    run.closeInput()
    #expect(run.read() == "{\"id\":1}\n{\"id\":2}\n")
  }
}

/// A process that filters what is written to it.
private final class Trickle {
  private let process = Process()
  private let output = Pipe()
  private let writer: FileHandle
  var latencies: [Duration] = []

  init(_ source: FlushCommandTests.Source, _ policy: String, in folder: TemporaryFolder) throws {
    process.executableURL = URL(fileURLWithPath: BuiltProduct.weir)
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.arguments = ["filter", "--schema", "schema.json", "--quiet", "--flush", policy]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    switch source {
    case .pipe:
      let input = Pipe()
      process.standardInput = input
      writer = input.fileHandleForWriting
    case .file:
      process.arguments?.append(contentsOf: ["--follow", "log"])
      process.standardInput = FileHandle.nullDevice
      writer = try #require(FileHandle(forWritingAtPath: folder.path + "/log"))
    }
    try process.run()
  }

  func write(_ text: String) throws { try writer.write(contentsOf: Data(text.utf8)) }

  /// What can be read at once, when there is something.
  func read() -> String {
    String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
  }

  func closeInput() { try? writer.close() }

  func end() {
    process.terminate()
    process.waitUntilExit()
  }
}
