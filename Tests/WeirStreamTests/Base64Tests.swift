import Testing

@testable import WeirStream

struct Base64Tests {
  @Test(
    "Base64 gives the values of RFC 4648 section 10, and both extremes of a byte",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func vectors(text: String, encoded: String) {
    #expect(base64(Array(text.utf8)) == Array(encoded.utf8))
    #expect(base64([0xFF, 0x00, 0xFF, 0xFE]) == Array("/wD//g==".utf8))
  }
}
