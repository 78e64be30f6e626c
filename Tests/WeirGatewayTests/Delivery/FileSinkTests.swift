import Foundation
import Logging
import TestSupport
import Testing
import WeirCompression
import WeirResilience
import WeirStream

@testable import WeirGateway

@Suite(.timeLimit(.minutes(2))) struct FileSinkTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func settings(_ change: (inout FileSinkSettings) -> Void = { _ in }) -> FileSinkSettings {
    var settings = FileSinkSettings(path: folder.path + "/out.ndjson")
    change(&settings)
    return settings
  }

  private var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }

  @Test func `Records are lines, and the file has its final name when it is full and settled`()
    async throws
  {
    let sink = try FileSink(name: "f", settings { $0.maxBytes = 20 })
    try await sink.open(at: nil)
    #expect(await sink.deliver(makeRecords(2)).codes == [nil, nil])
    #expect(files == ["out.00000001.ndjson.partial"])
    let first = try #require(await sink.position())
    _ = await sink.deliver(makeRecords(2))
    let second = try #require(await sink.position())
    #expect(files == ["out.00000001.ndjson.partial", "out.00000002.ndjson.partial"])
    await sink.settled(at: first)
    #expect(files == ["out.00000001.ndjson", "out.00000002.ndjson.partial"])
    await sink.settled(at: second)
    #expect(files == ["out.00000001.ndjson", "out.00000002.ndjson.partial"])
    #expect(try text("out.00000001.ndjson") == "{\"n\":1}\n{\"n\":2}\n")
    await sink.close()
  }

  @Test func `A folder that is missing is made`() async throws {
    let sink = try FileSink(name: "f", settings { $0.path = folder.path + "/new/out.ndjson" })
    try await sink.open(at: nil)
    #expect(await sink.deliver(makeRecords(1)).codes == [nil])
    await sink.close()
    #expect(try text("new/out.00000001.ndjson.partial") == "{\"n\":1}\n")
  }

  @Test func `What was not settled is cut off at the next start`() async throws {
    let sink = try FileSink(name: "f", settings())
    try await sink.open(at: nil)
    _ = await sink.deliver(makeRecords(1))
    let settled = await sink.position()
    _ = await sink.deliver(makeRecords(3))
    await sink.close()
    let next = try FileSink(name: "f", settings())
    try await next.open(at: settled)
    _ = await next.deliver([makeRecords(5)[4]])
    await next.close()
    #expect(try text("out.00000001.ndjson.partial") == "{\"n\":1}\n{\"n\":5}\n")
  }

  @Test func `A file that was rotated and not settled is not there twice`() async throws {
    let small = settings { $0.maxBytes = 10 }
    let sink = try FileSink(name: "f", small)
    try await sink.open(at: nil)
    _ = await sink.deliver([makeRecords(1)[0]])
    let settled = await sink.position()
    for record in makeRecords(4).dropFirst() { _ = await sink.deliver([record]) }
    await sink.close()
    #expect(files.count == 4)
    let next = try FileSink(name: "f", small)
    try await next.open(at: settled)
    #expect(files == ["out.00000001.ndjson.partial"])
    for record in makeRecords(4).dropFirst() { _ = await next.deliver([record]) }
    let end = try #require(await next.position())
    await next.rotate()
    await next.settled(at: end)
    #expect(try files.map(text).joined() == "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n")
    #expect(!files.contains { $0.hasSuffix(".partial") })
    await next.close()
  }

  @Test func `Settled bytes that are gone pause the sink and say what to do`() async throws {
    let sink = try FileSink(name: "f", settings())
    try await sink.open(at: nil)
    _ = await sink.deliver(makeRecords(2))
    let settled = await sink.position()
    await sink.close()
    try folder.write("{}", to: "out.00000001.ndjson.partial")
    let error = await #expect(throws: DeliveryFailure.self) { try await sink.open(at: settled) }
    #expect(error?.code == "sink.file_lost" && error?.scope == .sink)
    try FileManager.default.removeItem(atPath: folder.path + "/out.00000001.ndjson.partial")
    try await sink.open(at: settled)
    _ = await sink.deliver(makeRecords(1))
    #expect(files == ["out.00000002.ndjson.partial"])
    await sink.close()
  }

  @Test func `A file is full by its age although no record comes`() async throws {
    let sink = try FileSink(name: "f", settings { $0.maxAge = .milliseconds(20) })
    try await sink.open(at: nil)
    _ = await sink.deliver(makeRecords(1))
    await sink.settled(at: try #require(await sink.position()))
    try await until { files == ["out.00000001.ndjson"] }
    await sink.close()
  }

  @Test func `Beyond the cap the sink pauses, and goes on when there is room`() async throws {
    let observer = RecordedDeliveries()
    let sink = try FileSink(
      name: "f",
      settings {
        $0.maxBytes = 10
        $0.maxTotalBytes = 24
      }, observer: observer)
    try await sink.open(at: nil)
    for record in makeRecords(3) { #expect(await sink.deliver([record]).codes == [nil]) }
    let end = try #require(await sink.position())
    let results = await sink.deliver([makeRecords(4)[3]])
    #expect(results.codes == ["sink.files_full"] && results.failures[0]?.scope == .sink)
    await sink.settled(at: end)
    #expect(files.count == 3, "nothing is deleted for it")
    try FileManager.default.removeItem(atPath: folder.path + "/out.00000001.ndjson")
    #expect(await sink.deliver([makeRecords(4)[3]]).codes == [nil])
    await sink.close()
  }

  @Test func `Retention deletes the oldest complete files, and says so`() async throws {
    let observer = RecordedDeliveries()
    let sink = try FileSink(
      name: "f",
      settings {
        $0.maxBytes = 10
        $0.maxFiles = 2
      }, observer: observer)
    try await sink.open(at: nil)
    for record in makeRecords(5) {
      _ = await sink.deliver([record])
      await sink.settled(at: try #require(await sink.position()))
    }
    #expect(
      files == ["out.00000003.ndjson", "out.00000004.ndjson", "out.00000005.ndjson.partial"])
    #expect(observer.all.contains(.expired(file: folder.path + "/out.00000001.ndjson")))
    await sink.close()
  }

  @Test(arguments: CompressionFormat.allCases)
  func `Compressed files are whole behind every delivery`(format: CompressionFormat) async throws {
    let sink = try FileSink(name: "f", settings { $0.compression = format })
    try await sink.open(at: nil)
    for record in makeRecords(3) { _ = await sink.deliver([record]) }
    await sink.rotate()
    await sink.settled(at: try #require(await sink.position()))
    await sink.close()
    let name = "out.00000001.ndjson" + (format == .gzip ? ".gz" : ".zst")
    #expect(files == [name])
    let tool = format == .gzip ? "gzip" : "zstd"
    let text = try output(of: tool, ["-dc", folder.path + "/" + name])
    #expect(text == "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n")
  }

  private func output(of tool: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func `A path that is not there pauses the sink, and it goes on when it is`() async throws {
    let spool = MemorySpool()
    spool.append(count: 10)
    let observer = RecordedDeliveries()
    let sink = try FileSink(
      name: "f", FileSinkSettings(path: folder.path + "/later/out/out.ndjson"), observer: observer)
    let pump = try DeliveryPump(
      sink, from: spool, DeliveryPumpTests.quick, observer: observer, logger: .silent)
    let task = Task { try await pump.run() }
    try await until { observer.pauses.count > 2 }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/later", withIntermediateDirectories: false)
    try await until { spool.isSettled(for: "f") }
    task.cancel()
    try await task.value
    #expect(try text("later/out/out.00000001.ndjson.partial").split(separator: "\n").count == 10)
    #expect(Set(observer.pauses) == ["sink.write_failed"])
  }

  @Test func `Names of other files are left alone`() {
    let names = SinkFileNames(FileSinkSettings(path: "/var/out.d/orders.v1.ndjson"))
    #expect(names.partialPath(12) == "/var/out.d/orders.v1.00000012.ndjson.partial")
    #expect(
      names.entry("orders.v1.00000012.ndjson")
        == .init(number: 12, isPartial: false, name: "orders.v1.00000012.ndjson"))
    for name in [
      "orders.v1.ndjson", "orders.v1.12.ndjson", "orders.v1.00000000.ndjson",
      "orders.v1.0000001x.ndjson", "orders.v2.00000012.ndjson", "orders.v1.00000012.ndjson.gz",
      "orders.v1.ndjson.partial",
    ] {
      #expect(names.entry(name) == nil)
    }
  }
}
