import Testing
import WeirJSON

@testable import WeirSchema

@Suite("content of strings")
struct ContentTests {
  @Test(
    "text is decoded as the RFCs say",
    arguments: [
      // RFC 4648 §10.
      ("base64", "", ""), ("base64", "Zg==", "f"), ("base64", "Zm8=", "fo"),
      ("base64", "Zm9vYmFy", "foobar"), ("BASE64", "Zm9v", "foo"),
      ("base32", "MY======", "f"), ("base32", "MZXW6===", "foo"),
      ("base32", "MZXW6YTBOI======", "foobar"),
      ("base32hex", "CPNMU===", "foo"), ("base32hex", "CPNMUOJ1E8======", "foobar"),
      ("base16", "666F6F626172", "foobar"), ("base16", "666f6f", "foo"),
      ("base64", "Pz8/Pj4+", "???>>>"), ("base64url", "Pz8_Pj4-", "???>>>"),
      // RFC 2045 §6.7.
      ("quoted-printable", "a=3Db", "a=b"), ("quoted-printable", "a=\r\nb", "ab"),
      ("quoted-printable", "a\r\nb \tc", "a\r\nb \tc"), ("quoted-printable", "=C3=A9", "é"),
      ("7bit", "a\nb", "a\nb"), ("8bit", "é", "é"), ("binary", "é", "é"),
    ] as [(String, String, String)])
  func decoding(encoding: String, text: String, content: String) throws {
    #expect(try decoded(text, encoding) == Array(content.utf8))
  }

  @Test(
    "text that is not written in the encoding is refused",
    arguments: [
      // No padding, too much of it, none where it belongs, digits of others, unused bits set.
      ("base64", "Zg"), ("base64", "Zg="), ("base64", "Zg==="), ("base64", "===="),
      ("base64", "=Zg="), ("base64", "Z==="), ("base64", "Zm9v\n"), ("base64", "Zm 9v"),
      ("base64", "Pz8_"), ("base64", "Zh=="), ("base64", "eyJmb28iOi%iYmFyIn0K"),
      ("base64url", "Pz8/"), ("base64url", "Zg"),
      ("base32", "MZXW6"), ("base32", "mzxw6==="), ("base32", "M======="), ("base32", "MZX====="),
      ("base32", "MZ======"), ("base32hex", "CPNMW==="), ("base16", "666"), ("base16", "6G"),
      ("quoted-printable", "a=3db"), ("quoted-printable", "a="), ("quoted-printable", "é"),
      ("quoted-printable", "a "), ("quoted-printable", "a \r\nb"), ("quoted-printable", "a\nb"),
      ("quoted-printable", String(repeating: "a", count: 77)), ("7bit", "é"),
    ] as [(String, String)])
  func refusal(encoding: String, text: String) throws {
    #expect(try decoded(text, encoding) == nil)
  }

  private func decoded(_ text: String, _ encoding: String) throws -> [UInt8]? {
    let encoding = try #require(ContentEncoding(named: encoding))
    // Some bytes must be readable behind a slice.
    let bytes = Array(text.utf8)
    return (bytes + Array(repeating: 0, count: 64)).withByteSlice {
      encoding.decoded($0[0..<bytes.count])
    }
  }

  @Test(
    "media types that are JSON",
    arguments: [
      ("application/json", true), ("Application/JSON; charset=utf-8", true),
      ("application/problem+json", true), ("text/plain", false), ("json", false), ("+json", false),
    ] as [(String, Bool)])
  func mediaTypes(name: String, isJSON: Bool) { #expect(ContentMediaType.isJSON(name) == isJSON) }

  @Test(
    "contents are judged where that is asked for, and only there",
    arguments: [
      (#"{"contentEncoding": "base64"}"#, #""%""#, false),
      (#"{"contentEncoding": "base64"}"#, "1", true),
      // What nobody knows is not checked.
      (#"{"contentEncoding": "rot13", "contentMediaType": "application/json"}"#, #""{""#, true),
      (#"{"contentMediaType": "text/html"}"#, #""{""#, true),
      (#"{"contentMediaType": "application/json"}"#, #""{""#, false),
      // What is not decoded is not parsed.
      (#"{"contentMediaType": "application/json", "contentEncoding": "base64"}"#, #""e30=""#, true),
      (
        #"{"contentMediaType": "application/json", "contentEncoding": "base64"}"#, #""ey0=""#, false
      ),
      (#"{"contentMediaType": "application/json", "contentEncoding": "base64"}"#, #""{}""#, false),
      (
        #"{"contentMediaType": "application/json", "contentSchema": {"required": ["a"]}}"#,
        #""{\"a\": 1}""#, true
      ),
      (
        #"{"contentMediaType": "application/json", "contentSchema": {"required": ["a"]}}"#,
        #""{\"b\": 1}""#, false
      ),
      // Without a media type a schema has nothing to say.
      (#"{"contentSchema": {"required": ["a"]}}"#, #""{}""#, true),
      // Strings inside strings.
      (
        ##"{"contentMediaType": "application/json", "contentSchema": {"$ref": "#"}}"##,
        #""\"\\\"1\\\"\"""#, true
      ),
      (
        ##"{"contentMediaType": "application/json", "contentSchema": {"$ref": "#"}}"##,
        #""\"\\\"x\\\"\"""#, false
      ),
    ] as [(String, String, Bool)])
  func assertion(schema: String, instance: String, isValid: Bool) throws {
    let asserting = try Schema(
      json: Array(schema.utf8), options: SchemaOptions(assertsContent: true))
    #expect(asserting.validate(Array(instance.utf8)) == (isValid ? .valid : .invalid))
    #expect(asserting.report(on: Array(instance.utf8)).isValid == isValid)
    #expect(try Schema(json: Array(schema.utf8)).validate(Array(instance.utf8)) == .valid)
    let older = SchemaOptions(defaultDialect: .draft6, assertsContent: true)
    #expect(
      try Schema(json: Array(schema.utf8), options: older).validate(Array(instance.utf8)) == .valid)
  }

  @Test("an error names the keyword that fails first, and says what is wrong inside")
  func messages() throws {
    let schema = try Schema(
      json: Array(
        #"""
        {"contentEncoding": "base64", "contentMediaType": "application/json",
         "contentSchema": {"properties": {"a": {"type": "integer"}}}}
        """#.utf8), options: SchemaOptions(assertsContent: true))
    func error(_ instance: String) -> String? {
      schema.report(on: Array("\"\(instance)\"".utf8)).errors.first.map {
        "\($0.evaluationPath) \($0.message)"
      }
    }
    #expect(error("e") == #"/contentEncoding "e" is not written in "base64""#)
    #expect(
      error("ew==")?.hasPrefix(
        #"/contentMediaType the content of "ew==" is not "application/json": "#) == true)
    #expect(
      error("eyJhIjoieCJ9") == #"/contentSchema the content of "eyJhIjoieCJ9" is not valid:"#
        + #" /a: expected integer, found string "x""#)
  }

  @Test("dynamic references inside see the way from outside")
  func dynamicScope() throws {
    let schema = try Schema(
      json: Array(
        #"""
        {"$id": "https://e.com/outer", "$ref": "inner",
         "$defs": {
           "item": {"$dynamicAnchor": "item", "type": "integer"},
           "inner": {"$id": "inner", "contentMediaType": "application/json",
                     "contentSchema": {"items": {"$dynamicRef": "#item"}},
                     "$defs": {"any": {"$dynamicAnchor": "item"}}}}}
        """#.utf8), options: SchemaOptions(assertsContent: true))
    #expect(schema.validate(Array(#""[1]""#.utf8)) == .valid)
    #expect(schema.validate(Array(#""[\"a\"]""#.utf8)) == .invalid)
  }
}
