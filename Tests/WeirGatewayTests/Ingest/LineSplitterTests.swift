import Testing
import WeirJSON

@testable import WeirGateway

struct LineSplitterTests {
  private func lines(_ text: String, max: Int = 8, pieceBytes: Int) -> [LineSplitter.Line] {
    var splitter = LineSplitter(maxLineBytes: max)
    let bytes = Array(text.utf8)
    var lines: [LineSplitter.Line] = []
    for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
      lines += splitter.add(Array(bytes[start..<min(start + pieceBytes, bytes.count)]))
    }
    if let last = splitter.finish() { lines.append(last) }
    return lines
  }

  @Test("however the bytes come, the lines are the same", arguments: 1...23)
  func pieces(pieceBytes: Int) {
    let text = "{}\r\n\n  \n12345678\r\n123456789\r\n1\r2\r\n0123456789abcdef\nlast\r"
    let found = lines(text, pieceBytes: pieceBytes)
    let texts = found.map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(texts == ["{}", "12345678", "12345678", "1\r2", "01234567", "last"])
    #expect(found.map(\.byteCount) == [2, 8, 9, 3, 16, 4])
    #expect(found[2].sha256 == SHA256.hexadecimal(of: Array("123456789".utf8)))
    #expect(found[4].sha256 == SHA256.hexadecimal(of: Array("0123456789abcdef".utf8)))
    #expect(found.map(\.isTooLong) == [false, false, true, false, true, false])
  }

  @Test("a line far too long is not held")
  func memory() {
    var splitter = LineSplitter(maxLineBytes: 8)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
    for _ in 0..<64 { #expect(splitter.add(piece).isEmpty) }
    let last = splitter.finish()
    #expect(last?.byteCount == 64 << 16)
    #expect(last?.bytes.count == 8)
  }
}

struct ReceivedRecordTests {
  private func records(_ text: String, _ form: BodyForm = .value) -> [String] {
    ReceivedRecord.records(in: Array(text.utf8), form, maxRecordBytes: 100)
      .map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test("an array is its elements, byte by byte; any other value is itself; what is no JSON too")
  func values() {
    #expect(records(#" [ {"a" : 1.0},[ ],"x" ] "#) == [#"{"a" : 1.0}"#, "[ ]", #""x""#])
    #expect(records(#"{"a":[1]}"#) == [#"{"a":[1]}"#])
    #expect(records("[1,") == ["[1,"])
    #expect(records("[]").isEmpty)
    #expect(records(" \n").isEmpty)
  }

  @Test("an element that is too long is its beginning, with the hash of all")
  func tooLong() {
    let long = "\"" + String(repeating: "x", count: 200) + "\""
    let found = ReceivedRecord.records(
      in: Array("[1,\(long)]".utf8), .value, maxRecordBytes: 100)
    #expect(found.map(\.byteCount) == [1, 202])
    #expect(found[1].sha256 == SHA256.hexadecimal(of: Array(long.utf8)))
    #expect(found[1].bytes.count == 100)
  }
}
