import Dispatch
import Foundation
import Logging
import Synchronization
import Testing
import WeirStream

@testable import WeirGateway

/// Log entries as lines of JSON.
struct JSONLogTests {
  private let lines = WrittenLines()

  private func logger(maxBytes: Int = 1 << 20, provider: Logger.MetadataProvider? = nil)
    -> (Logger, LogQueue)
  {
    let queue = LogQueue(maxBytes: maxBytes, write: lines.write)
    let logger = Logger(label: "weir.test") { label in
      JSONLogHandler(
        label: label, queue: queue, metadataProvider: provider,
        now: { Timestamp(nanoseconds: 1_700_000_000_000_000_000) })
    }
    return (logger, queue)
  }

  @Test("known fields come first in their order, then others by name, with their types")
  func order() {
    let (logger, queue) = logger()
    logger.warning(
      "sink refused",
      metadata: [
        "zone": "b", "attempt": .stringConvertible(2), "sink": "orders", "event": "sink.refused",
        "duration_ms": .stringConvertible(1.5), "apple": ["x": .stringConvertible(true)],
      ])
    #expect(queue.flush(within: .seconds(60)))
    #expect(
      lines.text == #"""
        {"timestamp":"2023-11-14T22:13:20.000Z","severity":"WARNING","message":"sink refused","service.name":"weir-gateway","event":"sink.refused","sink":"orders","attempt":2,"duration_ms":1.5,"logger":"weir.test","apple":{"x":true},"zone":"b"}

        """#)
  }

  @Test("an entry is one line of valid JSON whatever it says")
  func hostileText() throws {
    let (logger, queue) = logger()
    let text = "a\nb\u{0}\u{1B}[31m\"\\\u{2028}é"
    logger.info("\(text)", metadata: ["k\n\"": .string(text), "message": "forged"])
    queue.flush(within: .seconds(60))
    #expect(lines.text.utf8.count { $0 < 0x20 } == 1)
    let entry = try #require(
      JSONSerialization.jsonObject(with: Data(lines.text.utf8)) as? [String: Any])
    #expect(entry["message"] as? String == text)
    #expect(entry["k\n\""] as? String == text)
  }

  @Test("a long line is cut to its limit, stays valid, and says so")
  func sizeCap() throws {
    let (logger, queue) = logger()
    let long = String(repeating: "\u{1}", count: 100_000)
    var metadata: Logger.Metadata = ["event": "big", "deep": .string("x")]
    for index in 0..<100 { metadata["m\(index)"] = .string(long) }
    for _ in 0..<20 { metadata["deep"] = .array([metadata["deep"] ?? "x"]) }
    logger.error("\(long)", metadata: metadata)
    queue.flush(within: .seconds(60))
    #expect(lines.text.utf8.count <= LogLine.maxBytes)
    let entry = try #require(
      JSONSerialization.jsonObject(with: Data(lines.text.utf8)) as? [String: Any])
    #expect(entry["truncated"] as? Bool == true)
    #expect(entry["event"] as? String == "big")
  }

  @Test("errors and what the task adds are in the entry; the entry's own metadata wins")
  func errorAndProvider() throws {
    let (logger, queue) = logger(provider: .init { ["trace_id": "t", "code": "outer"] })
    logger.error("failed", error: CancellationError(), metadata: ["code": "inner"])
    queue.flush(within: .seconds(60))
    let entry = try #require(
      JSONSerialization.jsonObject(with: Data(lines.text.utf8)) as? [String: Any])
    #expect(entry["trace_id"] as? String == "t")
    #expect(entry["code"] as? String == "inner")
    #expect(entry["error.type"] as? String == "CancellationError")
  }

  @Test("who logs never waits: what there is no room for is dropped and counted")
  func blockedSink() {
    let gate = DispatchSemaphore(value: 0)
    let reached = DispatchSemaphore(value: 0)
    let lines = lines
    let queue = LogQueue(maxBytes: 10) { bytes in
      reached.signal()
      gate.wait()
      try lines.write(bytes)
    }
    queue.append(Array("first\n".utf8))
    reached.wait()
    for _ in 0..<5 { queue.append(Array("line\n".utf8)) }
    #expect(queue.dropped == 3)
    #expect(!queue.flush(within: .zero))
    gate.signal()
    gate.signal()
    #expect(queue.flush(within: .seconds(60)))
    #expect(lines.text == "first\nline\nline\n")
  }

  @Test("lines that cannot be written are counted, and later ones are written")
  func brokenSink() {
    let isBroken = Atomic(true)
    let box = lines
    let queue = LogQueue { bytes in
      if isBroken.load(ordering: .acquiring) { throw CocoaError(.fileWriteUnknown) }
      try box.write(bytes)
    }
    queue.append(Array("lost\n".utf8))
    queue.flush(within: .seconds(60))
    isBroken.store(false, ordering: .releasing)
    queue.append(Array("kept\n".utf8))
    queue.flush(within: .seconds(60))
    #expect(queue.dropped == 1)
    #expect(box.text == "kept\n")
  }
}

private final class WrittenLines: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  var write: LogQueue.Write { { [self] line in bytes.withLock { $0 += line } } }
  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
