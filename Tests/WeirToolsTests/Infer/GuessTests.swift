import Testing
import WeirJSON

@testable import WeirTools

/// What is guessed from what. Drafts are compared without comments unless they are the matter.
@Suite("guesses")
struct GuessTests {
  private func guess(
    _ samples: [String], comments: Bool = false, _ change: (inout InferOptions) -> Void = { _ in }
  ) throws -> String {
    var options = InferOptions()
    options.hasComments = comments
    change(&options)
    var document = Document()
    try document.parse(try draft(samples, options))
    // Without the line for `$schema`.
    return document.tape.members(of: 0).dropFirst().map { key in
      "\(document.tape.string(at: key)):"
        + String(decoding: document.tape.compact(key + 1), as: UTF8.self)
    }.joined(separator: " ")
  }

  private func repeated(_ values: [String], _ count: Int) -> [String] {
    (0..<count).map { values[$0 % values.count] }
  }

  @Test("a string with few values, each seen ten times on average, is an enum; with one, a const")
  func enums() throws {
    #expect(try guess(repeated(["\"a\"", "\"b\""], 20)) == #"type:"string" enum:["a","b"]"#)
    #expect(try guess(repeated(["\"a\"", "\"b\""], 19)) == #"type:"string""#)
    #expect(try guess(repeated(["\"a\""], 10)) == #"type:"string" const:"a""#)
    #expect(
      try guess(repeated(["\"a\"", "null"], 20)) == #"type:["string","null"] enum:["a",null]"#)
    let many = (0..<17).map { "\"\($0)x\"" }
    #expect(try guess(repeated(many, 400)) == #"type:"string""#)
    #expect(try guess(repeated(many, 400)) { $0.maxEnum = 17 }.contains("enum"))
  }

  @Test("a number beside the strings keeps them from being an enum, which would reject it")
  func noEnumOfMixedTypes() throws {
    #expect(
      try guess(repeated(["\"a\"", "7"], 40)) == #"type:["string","integer"] minimum:0"#)
  }

  @Test("a format is guessed where every string has it")
  func formats() throws {
    let texts = [
      ("uuid", "936da01f-9abd-4d9d-80c7-02af85c822a8"), ("date-time", "2026-11-25T14:00:00Z"),
      ("date", "2026-11-25"), ("time", "14:00:00Z"), ("duration", "P1DT2H"),
      ("ipv4", "10.0.0.1"), ("ipv6", "::1"), ("email", "a@example.com"),
      ("uri", "https://example.com"),
    ]
    for (format, text) in texts {
      #expect(try guess(["\"\(text)\""]) == "type:\"string\" format:\"\(format)\"")
      #expect(try guess(["\"\(text)\"", "\"x y\""]) == "type:\"string\"")
    }
    #expect(try guess(["\"key:value\""]) == #"type:"string""#)
  }

  @Test("numbers are integers by value; zero is a bound if none is below")
  func numbers() throws {
    #expect(try guess(["1", "2.0", "3e1"]) == #"type:"integer" minimum:0"#)
    #expect(try guess(["1", "2.5"]) == #"type:"number" minimum:0"#)
    #expect(try guess(["-1", "2"]) == #"type:"integer""#)
    let tight = try guess(["-1.50", "2", "1e2"]) { $0.isTight = true }
    #expect(tight == #"type:"number" minimum:-1.50 maximum:1e2"#)
  }

  @Test("strings that all have one length, a hundred of them, have that length")
  func lengths() throws {
    let texts = (100..<200).map { "\"é\($0)\"" }
    #expect(try guess(texts) == #"type:"string" minLength:4 maxLength:4"#)
    #expect(try guess(Array(texts.dropLast())) == #"type:"string""#)
    #expect(
      try guess(["\"é\"", "\"\""]) { $0.isTight = true }.hasSuffix("minLength:0 maxLength:1"))
  }

  @Test("what stands in every object is required")
  func required() throws {
    let draft = try guess([#"{"a":1,"b":true}"#, #"{"b":false}"#])
    #expect(
      draft == #"type:"object" required:["b"] "#
        + #"properties:{"a":{"type":"integer","minimum":0},"b":{"type":"boolean"}}"#)
  }

  @Test("a member that tells shapes apart makes a union, what they share stands outside")
  func union() throws {
    let samples = repeated(
      [#"{"t":"a","id":1,"x":true}"#, #"{"t":"b","id":2,"y":null}"#], 20)
    let draft = try guess(samples)
    #expect(
      draft == #"type:"object" required:["t","id"] "#
        + #"properties:{"id":{"type":"integer","minimum":0}} oneOf:["#
        + #"{"required":["t","x"],"properties":{"t":{"const":"a"},"x":{"type":"boolean"}}},"#
        + #"{"required":["t","y"],"properties":{"t":{"const":"b"},"y":{"type":"null"}}}]"#)
    #expect(try guess(samples) { $0.isClosed = true }.contains("unevaluatedProperties:false"))
  }

  @Test("a tag that tells apart what lies below it makes a union of the whole")
  func unionByInnerShape() throws {
    let draft = try guess(
      repeated([#"{"t":"a","data":{"x":1}}"#, #"{"t":"b","data":{"y":1}}"#], 20))
    #expect(draft.contains("oneOf"))
    #expect(draft.hasPrefix(#"type:"object" required:["t"] oneOf:["#))
  }

  @Test("values that come with the same shapes are no tag")
  func noUnion() throws {
    let samples = repeated([#"{"t":"a","x":1}"#, #"{"t":"b","x":2}"#], 40)
    #expect(try !guess(samples).contains("oneOf"))
  }

  @Test("a union beside null is an alternative of its own")
  func nullableUnion() throws {
    let samples = repeated([#"{"t":"a","x":1}"#, #"{"t":"b","y":2}"#, "null"], 60)
    let draft = try guess(samples)
    #expect(draft.hasPrefix(#"anyOf:[{"type":"object","required":["t"],"oneOf":["#))
    #expect(draft.hasSuffix(#"{"type":"null"}]"#))
  }

  @Test("an object with more names than are told apart is a map")
  func map() throws {
    let members = (0...InferLimits.maxMembers).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    #expect(
      try guess(["{\(members)}"])
        == #"type:"object" additionalProperties:{"type":"integer","minimum":0}"#)
  }

  @Test("many names that stand in few objects each are those of a map, and may have a form")
  func seldomNames() throws {
    let digits = (0..<40).map { "{\"\($0)\":[\"x\"]}" }
    #expect(
      try guess(digits) == #"type:"object" propertyNames:{"pattern":"^[0-9]+$"} "#
        + #"additionalProperties:{"type":"array","items":{"type":"string","const":"x"}}"#)
    let dates = (10..<50).map { "{\"20\($0)-01-01\":true}" }
    #expect(
      try guess(dates) == #"type:"object" propertyNames:{"format":"date"} "#
        + #"additionalProperties:{"type":"boolean"}"#)
  }

  @Test("comments say what a guess rests on")
  func comments() throws {
    let samples = repeated([#"{"a":"x"}"#, #"{"a":null}"#, #"{}"#], 30)
    let draft = try guess(samples, comments: true)
    #expect(draft.contains("guessed by weir infer from 30 samples"))
    #expect(draft.contains("in 20 of 30; string 10, null 10; 1 distinct value in 10"))
    let rare = repeated(["\"a\""], 50) + ["\"b\""]
    let remark = try guess(rare, comments: true).contains(
      #"2 distinct values in 51; seldom: \"b\" 1"#)
    #expect(remark)
  }

  @Test("places beyond the limits go without a word, and the rest stays")
  func limits() throws {
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(try guess([deep]).hasPrefix(#"type:"array" items:"#))
    let wide = (0..<200).map { outer in
      let members = (0..<200).map { "\"m\($0)\":1" }.joined(separator: ",")
      return "\"o\(outer)\":{\(members)}"
    }
    let draft = try guess(["{\(wide.joined(separator: ","))}"]) { $0.isClosed = true }
    // What was seen of the objects in the middle of which the limit was met is not all, and of those
    // behind it nothing is.
    let isOpen = !draft.hasSuffix("additionalProperties:false")
    #expect(isOpen)
    let placeCount = draft.matches(of: /"type"/).count
    #expect(placeCount == InferLimits.maxShapes)
  }
}

extension Tape {
  /// The value's text without blanks.
  fileprivate func compact(_ index: Int) -> [UInt8] {
    switch kind(of: index) {
    case .object:
      let members = members(of: index).map {
        text[byteRange(of: $0)].copied() + [UInt8(ascii: ":")] + compact($0 + 1)
      }
      return Array("{".utf8) + members.joined(separator: Array(",".utf8)) + Array("}".utf8)
    case .array:
      let elements = elements(of: index).map { compact($0) }
      return Array("[".utf8) + elements.joined(separator: Array(",".utf8)) + Array("]".utf8)
    default: return text[byteRange(of: index)].copied()
    }
  }
}
