import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirStream

/// Records that are not lines: found whole wherever they stand, and however their bytes come.
struct FramingTests {
  /// What the filter made of an input, by a schema that takes everything but objects.
  struct Outcome: Equatable {
    var accepted: String

    /// Code, place and payload of each.
    var rejects: [String]
  }

  @Test(
    "a JSON text sequence is cut at separators and line ends, and a damaged text costs no other",
    arguments: [
      ("\u{1E}1\n\u{1E}\"a\"\n", "\u{1E}1\n\u{1E}\"a\"\n", []),
      ("\u{1E}[1,\n2]\n\u{1E}\u{1E}3\n", "\u{1E}[1,\n2]\n\u{1E}3\n", []),
      ("\u{1E}\"a\"\u{1E}[]", "\u{1E}\"a\"\u{1E}[]", []),
      ("\u{1E}\n 1 \r\n", "\u{1E}\n 1 \r\n", []),
      ("\u{1E}12\u{1E}3\n", "\u{1E}3\n", ["frame.truncated@1:12"]),
      ("\u{1E}true", "", ["frame.truncated@1:true"]),
      ("\u{1E}[1,\u{1E}2\n", "\u{1E}2\n", ["decode.unexpected_end@1:[1,"]),
      ("\u{1E}\"a\n\u{1E}2\n", "\u{1E}2\n", ["decode.unterminated_string@1:\"a\n"]),
      (
        "x\n\u{1E}2\n3\n", "\u{1E}2\n",
        ["frame.missing_separator@0:x", "frame.missing_separator@5:3"]
      ),
      ("\u{1E}[]x\n\u{1E}2\n", "\u{1E}2\n", ["decode.trailing_content@1:[]x"]),
      ("\u{1E}{}\n\u{1E}2\n", "\u{1E}2\n", ["schema.type@1:{}"]),
      ("", "", []), ("\u{1E}", "", []), ("\n\n", "", []), ("\u{FEFF}\u{1E}1\n", "\u{1E}1\n", []),
    ] as [(String, String, [String])])
  func sequences(input: String, accepted: String, rejects: [String]) throws {
    try check(.jsonSequence, input, accepted, rejects)
  }

  @Test(
    "values follow each other with or without white space",
    arguments: [
      ("1 2\n3", "1\n2\n3\n", []),
      ("[1][2]\"a\"\"b\"", "[1]\n[2]\n\"a\"\n\"b\"\n", []),
      ("[\n1\n]\n\n 7", "[\n1\n]\n7\n", []),
      ("1{}2", "1\n2\n", ["schema.type@1:{}"]),
      ("[\"]\",\"\\\"]\"]3", "[\"]\",\"\\\"]\"]\n3\n", []),
      ("nope[1]", "[1]\n", ["decode.literal@0:nope"]),
      ("[1}[2]", "[2]\n", ["decode.unexpected_byte@0:[1}"]),
      ("1,2]]3", "1\n2\n3\n", ["frame.stray@1:,", "frame.stray@3:]]"]),
      ("[1", "", ["decode.unexpected_end@0:[1"]),
      ("", "", []), (" \n", "", []), ("\u{FEFF}1", "1\n", []),
    ] as [(String, String, [String])])
  func values(input: String, accepted: String, rejects: [String]) throws {
    try check(.concatenated, input, accepted, rejects)
  }

  @Test(
    "the elements of an array leave one by one",
    arguments: [
      ("[1,2,3]", "1\n2\n3\n", []),
      (" [ [1] , \"a,b\" , {} ]\n", "[1]\n\"a,b\"\n", ["schema.type@17:{}"]),
      ("[]", "", []), ("", "", []), (" \n", "", []),
      ("[1 2]", "1\n", ["frame.missing_comma@3:2"]),
      ("[1,,2]", "1\n2\n", ["frame.missing_element@3:"]),
      ("[1,]", "1\n", ["frame.missing_element@3:"]),
      ("[,1]", "1\n", ["frame.missing_element@1:"]),
      ("[1,2", "1\n2\n", ["frame.unclosed_array@4:"]),
      ("[1]2[3]", "1\n", ["frame.trailing@3:2", "frame.trailing@4:[3]"]),
      ("{\"a\":1}", "", ["frame.not_an_array@0:{\"a\":1}"]),
      ("[1,:,2]", "1\n2\n", ["frame.stray@3::"]),
      ("[nope,2]", "2\n", ["decode.literal@1:nope"]),
      ("\u{FEFF}[1]", "1\n", []),
    ] as [(String, String, [String])])
  func elements(input: String, accepted: String, rejects: [String]) throws {
    try check(.array, input, accepted, rejects)
  }

  @Test(
    "any size of reads and blocks and any number of workers give the same records",
    arguments: [Framing.jsonSequence, .concatenated, .array])
  func anyCut(framing: Framing) throws {
    var random = SeededGenerator(seed: 23)
    for round in 0..<12 {
      let input = Self.input(parts: 20 + round * 10, isSound: round < 3, framing, &random)
      let whole = try outcome(framing, input, readBytes: .max, blockBytes: 1 << 20, jobs: 1)
      if round < 3 { #expect(whole.rejects.isEmpty) }
      for (readBytes, blockBytes, jobs) in [(1, 64, 1), (3, 256, 2), (17, 64, 3), (500, 512, 2)] {
        let cut = try outcome(
          framing, input, readBytes: readBytes, blockBytes: blockBytes, jobs: jobs)
        #expect(cut == whole, "reads \(readBytes), blocks \(blockBytes), round \(round)")
      }
    }
  }

  @Test(
    "a record too long to be held is kept by reference, and the next one is found",
    arguments: [
      (Framing.jsonSequence, "\u{1E}", "\n", 1), (.concatenated, "", "", 0), (.array, "", ",", 3),
    ])
  func overlong(framing: Framing, before: String, behind: String, offset: Int) throws {
    let long = "\"" + String(repeating: "x\\\"", count: 400) + "\""
    let first = framing == .array ? "[1," : ""
    let last = framing == .array ? "]" : ""
    let input = Array((first + before + long + behind + before + "2" + behind + last).utf8)
    for (readBytes, blockBytes) in [(7, 64), (1 << 20, 64), (1 << 20, 1 << 20)] {
      let run = try outcome(framing, input, readBytes: readBytes, blockBytes: blockBytes, jobs: 2)
      let expected = framing == .jsonSequence ? "\u{1E}2\n" : framing == .array ? "1\n2\n" : "2\n"
      #expect(run.accepted == expected)
      #expect(run.rejects.first == "frame.too_long@\(offset):" + long)
    }
  }

  @Test(
    "more records than a block takes are the same records",
    arguments: [
      (Framing.jsonSequence, "\u{1E}", "\n"), (.concatenated, "", " "), (.array, "", ","),
    ])
  func many(framing: Framing, before: String, behind: String) throws {
    let count = 2 * Block.maxRecords + 7
    let values = (0..<count).map { before + ($0 % 20_000 == 9 ? "{}" : "\($0)") + behind }.joined()
    let input = framing == .array ? "[" + values.dropLast() + "]" : values
    let whole = try outcome(
      framing, Array(input.utf8), readBytes: .max, blockBytes: 1 << 20, jobs: 2)
    #expect(whole.accepted.split(separator: "\n").count == count - whole.rejects.count)
    #expect(whole.rejects.count == 4)
    let cut = try outcome(
      framing, Array(input.utf8), readBytes: 5000, blockBytes: 4096, jobs: 2)
    #expect(cut == whole)
  }

  @Test("raw quarantine of a sequence is a sequence, of values one after the other")
  func raw() throws {
    let long = "\"" + String(repeating: "y", count: 300) + "\""
    let sequence = try rawQuarantine(.jsonSequence, "\u{1E}{}\n\u{1E}\(long)\n\u{1E}1\n")
    #expect(sequence == "\u{1E}{}\n\u{1E}\(long)\n")
    #expect(try rawQuarantine(.concatenated, "{}\(long){}\n1") == "{}\n\(long)\n{}\n")
  }
}

extension FramingTests {
  private func check(
    _ framing: Framing, _ input: String, _ accepted: String, _ rejects: [String]
  ) throws {
    for (readBytes, blockBytes) in [(1, 64), (1 << 20, 1 << 20)] {
      let run = try outcome(
        framing, Array(input.utf8), readBytes: readBytes, blockBytes: blockBytes, jobs: 1)
      #expect(run.accepted == accepted)
      #expect(run.rejects == rejects)
    }
  }

  private func outcome(
    _ framing: Framing, _ input: [UInt8], readBytes: Int, blockBytes: Int, jobs: Int
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    var options = try options(framing, input, in: folder)
    options.jobs = jobs
    try filter(options, readBytes: readBytes, blockBytes: blockBytes)
    let records = try folder.read("bad").split(separator: 0x0A)
    return Outcome(
      accepted: String(decoding: try folder.read("good"), as: UTF8.self),
      rejects: try records.map { try Self.reject($0, of: input) })
  }

  private func rawQuarantine(_ framing: Framing, _ input: String) throws -> String {
    let folder = try TemporaryFolder()
    var options = try options(framing, Array(input.utf8), in: folder)
    options.quarantineFormat = .raw
    try filter(options, readBytes: 50, blockBytes: 64)
    return String(decoding: try folder.read("bad"), as: UTF8.self)
  }

  private func options(
    _ framing: Framing, _ input: [UInt8], in folder: TemporaryFolder
  ) throws -> FilterOptions {
    var options = FilterOptions()
    options.inputs = [try folder.write(input, to: "in")]
    options.framing = framing
    options.accepted = folder.path + "/good"
    options.quarantine = .file(folder.path + "/bad")
    options.maxRecordBytes = 200
    options.isQuiet = true
    return options
  }

  private func filter(_ options: FilterOptions, readBytes: Int, blockBytes: Int) throws {
    let schema = try Schema(
      json: Array(#"{"type": ["number", "string", "array", "boolean", "null"]}"#.utf8),
      options: SchemaOptions(instances: .strict))
    let filter = Filter(
      options, system: ShortReads(limit: readBytes), blockBytes: blockBytes)
    #expect(filter.run { Validator(schema) }.exitStatus == 0)
  }

  /// Code, place and payload of a quarantine record; what the record does not hold is in the input.
  private static func reject(_ record: ArraySlice<UInt8>, of input: [UInt8]) throws -> String {
    var document = Document(options: .strict)
    let text = Array(record)
    try document.parse(text)
    let tape = document.tape
    func member(_ path: String...) -> Int? {
      var node: Int? = 0
      for name in path {
        guard let object = node else { return nil }
        node = tape.members(of: object).first { tape.bytes(at: $0) == Array(name.utf8) }
          .map { $0 + 1 }
      }
      return node
    }
    func number(_ path: Int?) -> Int {
      path.flatMap { Int(String(decoding: text[tape.byteRange(of: $0)], as: UTF8.self)) } ?? -1
    }
    let code = member("data", "reason", "code").map { tape.bytes(at: $0) } ?? []
    let offset = number(member("data", "origin", "file.offset"))
    let bytes = input[offset..<offset + number(member("data", "payload", "bytes"))]
    return String(decoding: code + Array("@\(offset):".utf8) + bytes, as: UTF8.self)
  }

  /// Values as their framing has them; damaged in places unless it shall be sound.
  private static func input(
    parts: Int, isSound: Bool, _ framing: Framing, _ random: inout SeededGenerator
  ) -> [UInt8] {
    let values = [
      "1", "\"text\"", "[1, [2],\n\"]\"]", "true ", "\"\\\\\"", "\"a\\\"b\"", "[\"{\"]", "[]",
      "\"\(String(repeating: "é", count: 40))\"",
    ]
    let damages = [
      "nope", "{}", "[1}", "]", ",", ",,", "\"open", "[[", "\u{1E}", "\n", "{\"a\": [1]}", ":",
      "\\",
      "\"\(String(repeating: "long", count: 70))\"", "\u{FEFF}", "[1,]", "\u{0}",
    ]
    var input: [UInt8] = framing == .array ? Array(" [".utf8) : []
    for part in 0..<parts {
      if framing == .array, part > 0 { input += ",\n".utf8 }
      if framing == .jsonSequence { input.append(recordSeparator) }
      let isDamaged = !isSound && Int.random(in: 0..<6, using: &random) == 0
      input += ((isDamaged ? damages : values).randomElement(using: &random) ?? "").utf8
      if framing != .array { input += "\n".utf8 }
    }
    if framing == .array { input += "] ".utf8 }
    return input
  }
}
