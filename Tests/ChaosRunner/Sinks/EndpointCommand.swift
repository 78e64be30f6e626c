import ArgumentParser
import Foundation
import Synchronization

/// A service's process, as `replicas` starts several.
struct EndpointCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoint", abstract: "Takes records until it is killed.", shouldDisplay: false)

  @Option var seed: UInt64
  @Option var port: Int
  @Option var journal: String

  func run() async throws {
    if !FileManager.default.fileExists(atPath: journal) {
      _ = FileManager.default.createFile(atPath: journal, contents: nil)
    }
    guard let file = FileHandle(forUpdatingAtPath: journal) else {
      throw ValidationError("\(journal) cannot be written")
    }
    try file.seekToEnd()
    let output = Mutex(file)
    let service = try await SinkService.start(RecordMaker(seed: seed), port: port) { event in
      let line = Array(event.id.utf8) + [0x09] + event.payload + [0x0A]
      output.withLock { try? $0.write(contentsOf: Data(line)) }
    }
    print(service.port)
    fflush(nil)
    while true { try await Task.sleep(for: .seconds(3600)) }
  }
}
