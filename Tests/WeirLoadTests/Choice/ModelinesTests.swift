import Testing
import WeirYAML

@testable import WeirLoad

@Suite("Modelines")
struct ModelinesTests {
  @Test(
    "a comment of the form that editors read names a schema",
    arguments: [
      ("# yaml-language-server: $schema=a.json\n", "a.json"),
      ("#yaml-language-server:$schema=a.json\n", "a.json"),
      ("  #\tyaml-language-server : $schema=https://x/y#/z  other\r\n", "https://x/y#/z"),
      ("# other\n# yaml-language-server: $schema=a b\n", "a"),
      ("# yaml-language-server: $schema=\n", nil), ("# yaml-language-server: schema=a\n", nil),
      ("yaml-language-server: $schema=a.json\n", nil), ("", nil),
      ("# x # yaml-language-server: $schema=a\n", nil),
    ])
  func reference(text: String, expected: String?) {
    let modeline = Modelines.first(in: Array(text.utf8)[...])
    #expect(modeline?.reference == expected)
    guard let modeline, let expected else { return }
    #expect(Array(text.utf8)[modeline.byteOffset...].starts(with: expected.utf8))
  }

  @Test("one in front of a document is for it, one in front of all also for those without")
  func documents() throws {
    let text = Array(
      """
      # yaml-language-server: $schema=first
      a: 1
      text: |
        # yaml-language-server: $schema=text
      ---
      b: 1
      ---
      # yaml-language-server: $schema=third
      c: 1
      # yaml-language-server: $schema=late
      """.utf8)
    let modelines = Modelines(text, of: try YAMLDocument.documents(in: text))
    #expect(
      (0...3).map { modelines.modeline(for: $0)?.reference } == ["first", "first", "third", nil])
    let later = Array("a: 1\n---\n# yaml-language-server: $schema=x\nb: 1\n".utf8)
    let onlyLater = Modelines(later, of: try YAMLDocument.documents(in: later))
    #expect((0...1).map { onlyLater.modeline(for: $0)?.reference } == [nil, "x"])
  }
}
