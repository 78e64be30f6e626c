import TestSupport
import Testing

@testable import WeirJSON

/// Whatever is written can be read again.
struct JSONWriterTests {
  @Test(
    "every ASCII character at every place of a word survives, escaped where RFC 8259 asks for it")
  func everyCharacter() throws {
    for byte in UInt8(0)..<0x80 {
      for length in 1...18 {
        for place in 0..<length {
          var text = [UInt8](repeating: UInt8(ascii: "x"), count: length)
          text[place] = byte
          let written = written(text)
          #expect(try read(written) == text)
          let mustEscape = byte < 0x20 || byte == 0x22 || byte == 0x5C
          #expect((written.count > length + 2) == mustEscape, "\(byte)")
        }
      }
    }
  }

  @Test("texts with many escapes and characters of several bytes survive")
  func randomTexts() throws {
    var random = SeededGenerator(seed: 11)
    let parts = ["\"", "\\", "\n", "\u{1}", "é", "\u{1F600}", "plain", "\u{7F}", "\u{2028}", " "]
    for _ in 0..<500 {
      let count = Int.random(in: 0..<40, using: &random)
      let text = (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      #expect(try read(written(Array(text.utf8))) == Array(text.utf8))
    }
  }

  @Test("members, elements and values stand where commas say they do")
  func structure() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("a\"b", "c")
    writer.member("n", -12)
    writer.key("list")
    writer.beginArray()
    writer.value(true)
    writer.null()
    writer.raw("[1]".utf8)
    writer.endArray()
    writer.member("no", false)
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"a\"b":"c","n":-12,"list":[true,null,[1]],"no":false}"#)
  }

  private func written(_ text: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.string(utf8: text)
    return writer.bytes
  }

  private func read(_ json: [UInt8]) throws -> [UInt8] {
    var document = Document(options: .strict)
    try document.parse(json)
    return document.tape.bytes(at: 0)
  }
}
