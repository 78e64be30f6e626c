import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirLoad

@Suite("Baselines")
struct BaselineTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder([
      "s.json": #"{"items": {"type": "integer"}, "required": ["a"]}"#
    ])
    path = folder / "ci/baseline.json"
    try folder.write([], to: "ci/baseline.json")
  }

  private func errors(_ json: String) throws -> [ValidationError] {
    let schema = try SchemaLoader().load(folder / "s.json").schema
    return schema.report(on: Array(json.utf8), limit: 100).errors
  }

  private func baseline(of json: String, in file: String = "a.json") throws -> Baseline {
    var writer = BaselineWriter(path: path)
    writer.add(try errors(json), in: folder / file)
    try writer.write()
    return try Baseline(path)
  }

  @Test("the schema that the command carries is the one in schemas/, and what is written is valid")
  func carriedSchema() throws {
    let file = try TestData.bytes(ofFile: TestData.packageRoot + "/schemas/baseline.schema.json")
    #expect(Array(Baseline.schemaText.utf8) == file)
    var writer = BaselineWriter(path: path)
    writer.add(try errors(#"["x", {}, "x"]"#) + errors("{}"), in: folder / "a\n\"b.json")
    #expect(try Schema(json: file).validate(writer.bytes) == .valid)
  }

  @Test("what is known is known on any line, as often as it was found and no more")
  func counts() throws {
    var baseline = try baseline(of: #"["x", 1]"#)
    #expect(try baseline.newErrors(among: errors("\n\n[ \"x\",1]"), in: folder / "a.json").isEmpty)
    #expect(baseline.knownCount == 1)
    #expect(try baseline.newErrors(among: errors(#"["x"]"#), in: folder / "a.json").count == 1)
  }

  @Test("another value, place, rule or file is new")
  func different() throws {
    for (json, file) in [
      (#"["y"]"#, "a.json"), (#"[1, "x"]"#, "a.json"), ("{}", "a.json"), (#"["x"]"#, "b.json"),
    ] {
      var baseline = try baseline(of: #"["x"]"#)
      #expect(
        try baseline.newErrors(among: errors(json), in: folder / file).count == 1, "\(json)")
    }
  }

  @Test("paths are seen from the baseline's folder, so that it holds on another machine")
  func relativePaths() throws {
    var writer = BaselineWriter(path: path)
    writer.add(try errors(#"["x"]"#), in: folder / "in/../a.json")
    let text = String(decoding: writer.bytes, as: UTF8.self)
    #expect(text.contains(##""file":"../a.json""##))
    #expect(text.contains(##""rule":"../s.json#/items/type""##))
    #expect(!text.contains(folder.path))
  }

  @Test("what is gone is stale, in files that were checked")
  func stale() throws {
    var writer = BaselineWriter(path: path)
    writer.add(try errors(#"["x", "y"]"#), in: folder / "a.json")
    writer.add(try errors(#"["x"]"#), in: folder / "b.json")
    try writer.write()
    var baseline = try Baseline(path)
    baseline.begin(file: folder / "a.json")
    _ = try baseline.newErrors(among: errors(#"["x"]"#), in: folder / "a.json")
    #expect(baseline.stale.map(\.finding.instanceLocation) == ["/1"])
  }

  @Test("the same findings give the same bytes, in whatever order they came")
  func sorted() throws {
    var first = BaselineWriter(path: path)
    var second = first
    let found = try ["a", "b", "c"].map { try (errors(#"["\#($0)", "z"]"#), folder / $0) }
    for (errors, file) in found { first.add(errors, in: file) }
    for (errors, file) in found.reversed() { second.add(errors.reversed(), in: file) }
    #expect(first.bytes == second.bytes)
    #expect(first.count == 6)
  }

  @Test(
    "a file that is no baseline is a fault with its place",
    arguments: [
      ("[]", 1), (#"{"version": 2, "findings": []}"#, 1), ("{", 1),
      (#"{"version": 1, "findings": [\#n {"file": "a"}]}"#, 2),
    ])
  func faults(text: String, line: Int) throws {
    try folder.write(Array(text.utf8), to: "ci/baseline.json")
    let error = #expect(throws: LoadError.self) { try Baseline(path) }
    guard case .schema(let fault, _)? = error else {
      Issue.record("no fault of the file")
      return
    }
    #expect(fault.code == .configuration)
    #expect(fault.place?.position.line == line)
  }
}
