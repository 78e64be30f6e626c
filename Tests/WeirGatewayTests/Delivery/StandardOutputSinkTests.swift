import Foundation
import Testing
import WeirGateway

@Suite struct StandardOutputSinkTests {
  @Test func `Records are lines, and a reader that went away pauses the sink`() async throws {
    let pipe = Pipe()
    let sink = StandardOutputSink(
      name: "out", descriptor: pipe.fileHandleForWriting.fileDescriptor)
    try await sink.open(at: nil)
    var records = makeRecords(2)
    records[1].payload = Array("[\r\n1,\n2]".utf8)
    #expect(await sink.deliver(records).codes == [nil, nil])
    let text = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    #expect(text == "{\"n\":1}\n[  1, 2]\n")
    try pipe.fileHandleForReading.close()
    signal(SIGPIPE, SIG_IGN)
    let results = await sink.deliver(records)
    #expect(results.codes == ["sink.write_failed", "sink.write_failed"])
    #expect(results.failures.allSatisfy { $0?.scope == .sink })
    await sink.close()
  }
}
