import SchemaTestSupport
import TestSupport
import Testing
import WeirJSON
import WeirSchema

/// The benchmark corpus: real schemas, real documents, and documents with one seeded change each.
@Suite("benchmark corpus", .needs(.bench))
struct BenchCorpusTests {
  @Test("every instance is valid", arguments: BenchSchema.all)
  func instances(schema: BenchSchema) throws {
    var validator = try schema.validator()
    let lines = try schema.lines(of: "instances.jsonl")
    #expect(lines.count == schema.instanceCount)
    for (index, line) in lines.enumerated() {
      let verdict = validator.validate(line)
      if verdict != .valid { Issue.record("\(schema.name) line \(index + 1): \(verdict)") }
    }
  }

  @Test("every mutant is judged as stated", arguments: BenchSchema.all)
  func mutants(schema: BenchSchema) throws {
    var validator = try schema.validator()
    let lines = try schema.lines(of: "mutants.ndjson")
    #expect(lines.count == schema.mutantCount)
    var record = Document()
    for (index, line) in lines.enumerated() {
      try record.parse(line)
      let data = record.tape.source(of: try record.tape.required("data", of: 0))
      let isValid = record.tape.kind(of: try record.tape.required("valid", of: 0)) == .true
      let verdict = validator.validate(data)
      if verdict != (isValid ? .valid : .invalid) {
        Issue.record("\(schema.name) mutant \(index + 1): \(verdict), expected \(isValid)")
      }
    }
  }

  @Test("a report has errors exactly where the verdict is invalid", arguments: BenchSchema.all)
  func reports(schema: BenchSchema) throws {
    var validator = try schema.validator()
    var record = Document()
    // Every seventh: reports are made with care for people, not for speed.
    for (index, line) in try schema.lines(of: "mutants.ndjson").enumerated() {
      guard index.isMultiple(of: 7) else { continue }
      try record.parse(line)
      let data = record.tape.source(of: try record.tape.required("data", of: 0))
      let report = validator.report(on: data, limit: 3)
      #expect(report.isValid == (validator.validate(data) == .valid))
      #expect(report.errors.count <= 3)
    }
  }
}

/// One schema of the corpus that has instances.
struct BenchSchema: Sendable, CustomTestStringConvertible {
  let name: String
  let instanceCount: Int
  let mutantCount: Int

  var testDescription: String { name }

  /// As the manifest lists them; none where the machine does not have the corpus.
  static let all: [BenchSchema] = {
    var manifest = Document()
    guard let bytes = try? TestData.bytes(of: .bench, "manifest.json"),
      (try? manifest.parse(bytes)) != nil
    else { return [] }
    let tape = manifest.tape
    func number(_ name: StaticString, of index: Int) -> Int {
      tape.member(name, of: index).flatMap { Int(tape.string(at: $0)) } ?? 0
    }
    return tape.elements(of: 0).compactMap { entry in
      guard let name = tape.member("name", of: entry) else { return nil }
      let count = number("count", of: entry)
      guard count > 0 else { return nil }
      return BenchSchema(
        name: tape.string(at: name), instanceCount: count,
        mutantCount: number("mutants_valid", of: entry) + number("mutants_invalid", of: entry))
    }
  }()

  func validator() throws -> Validator {
    let schema = try Schema(json: TestData.bytes(of: .bench, "\(name)/schema.json"))
    return Validator(schema)
  }

  func lines(of file: String) throws -> [[UInt8]] {
    try TestData.bytes(of: .bench, "\(name)/\(file)")
      .split(separator: UInt8(ascii: "\n")).map { Array($0) }
  }
}
