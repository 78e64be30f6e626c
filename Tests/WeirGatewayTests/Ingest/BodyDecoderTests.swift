import Testing
import WeirCompression

@testable import WeirGateway

struct BodyDecoderTests {
  private func decoded(
    _ bytes: [UInt8], _ encoding: String, pieceBytes: Int,
    change: (inout IngestSettings) -> Void = { _ in }
  ) throws(Problem) -> [UInt8] {
    var settings = IngestSettings()
    change(&settings)
    var decoder = try BodyDecoder(encoding: encoding, settings)
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
      output += try decoder.decode(Array(bytes[start..<min(start + pieceBytes, bytes.count)]))
    }
    try decoder.end()
    return output
  }

  @Test("gzip and zstd, in pieces of any size", arguments: [1, 7, 1000, 1 << 20])
  func pieces(pieceBytes: Int) throws {
    let text = Array(String(repeating: #"{"id":1,"name":"a weir"}"# + "\n", count: 9000).utf8)
    for (format, name) in [(CompressionFormat.gzip, "gzip"), (.zstd, "zstd")] {
      let bytes = try compressed(text, format)
      let output = try decoded(bytes, name, pieceBytes: pieceBytes) { $0.maxExpansion = 2000 }
      #expect(output == text)
    }
  }

  @Test("each limit has its problem")
  func limits() throws {
    let zeros = [UInt8](repeating: 0, count: 8 << 20)
    let bomb = try compressed(zeros, .gzip)
    let cases: [(String, [UInt8], String)] = [
      ("gzip", bomb, "limit.expansion"),
      ("gzip", Array(bomb.prefix(100)), "body.corrupt"),
      ("gzip", Array("no gzip".utf8), "body.corrupt"),
      ("br", [], "body.encoding"),
      ("identity", [UInt8](repeating: 0, count: 11 << 20), "limit.body_bytes"),
    ]
    for (encoding, bytes, code) in cases {
      #expect {
        _ = try decoded(bytes, encoding, pieceBytes: 1 << 16)
      } throws: {
        ($0 as? Problem)?.code == code
      }
    }
    #expect {
      _ = try decoded(bomb, "gzip", pieceBytes: 1 << 16) {
        $0.maxExpansion = 100_000; $0.maxBodyBytes = 1 << 20
      }
    } throws: {
      ($0 as? Problem)?.code == "limit.body_bytes"
    }
  }
}
