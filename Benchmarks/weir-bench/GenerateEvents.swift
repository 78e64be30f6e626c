import ArgumentParser
import Glibc

struct GenerateEvents: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a stream of shop events, the same for the same options.",
    discussion: """
      About 2 % of the records are bad, of \(EventFault.allCases.count) kinds in turn. The records \
      go to standard output, their number and the number of each bad kind to standard error.
      """)

  @Option(help: "Stop after this many records.")
  var records: Int?

  @Option(help: "Stop with the record that reaches this many bytes.")
  var bytes: Int?

  @Option(help: "The stream's seed.")
  var seed: UInt64 = 1

  @Option(help: "A record's size: brief (about 400 bytes) or full (about 1.2 KB).")
  var size: EventGenerator.Size = .full

  func validate() throws {
    guard (records == nil) != (bytes == nil) else {
      throw ValidationError("Give one of --records and --bytes.")
    }
  }

  func run() throws {
    let blockSize = 1 << 20
    var generator = EventGenerator(seed: seed, size: size)
    var block: [UInt8] = []
    block.reserveCapacity(blockSize + (1 << 16))
    var writtenRecords = 0
    var writtenBytes = 0
    while writtenRecords < records ?? .max, writtenBytes + block.count < bytes ?? .max {
      generator.appendRecord(to: &block)
      writtenRecords += 1
      if block.count >= blockSize {
        writtenBytes += block.count
        try writeToStandardOutput(block)
        block.removeAll(keepingCapacity: true)
      }
    }
    try writeToStandardOutput(block)
    report(records: writtenRecords, faults: generator.faults)
  }

  private func report(records: Int, faults: [EventFault: Int]) {
    var text: [UInt8] = []
    let bad = faults.values.reduce(0, +)
    text.append("\(records) records: \(records - bad) good, \(bad) bad\n")
    for fault in EventFault.allCases {
      text.append("  \(faults[fault, default: 0]) \(fault.rawValue)\n")
    }
    _ = write(text, to: STDERR_FILENO)
  }

  private func writeToStandardOutput(_ bytes: [UInt8]) throws {
    guard write(bytes, to: STDOUT_FILENO) else { throw ExitCode(4) }
  }
}

extension EventGenerator.Size: ExpressibleByArgument {}
