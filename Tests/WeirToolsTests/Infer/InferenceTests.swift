import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirTools

/// What `weir infer` promises whatever the samples: the draft compiles and accepts each of them.
@Suite("inference")
struct InferenceTests {
  @Test("every random sample is valid by the draft, formats asserted", arguments: 0..<60)
  func randomSamples(seed: Int) throws {
    var random = RandomSamples(seed: UInt64(seed))
    // Some more than are rehearsed, so that what comes later must fit as well.
    let samples = random.samples(seed.isMultiple(of: 10) ? 1_500 : 20 + seed * 4)
    for options in Self.variants {
      let schema = try Schema(json: try draft(samples, options), options: .formats)
      var validator = Validator(schema)
      for sample in samples where validator.validate(Array(sample.utf8)) != .valid {
        Issue.record("seed \(seed): \(sample.prefix(400))")
      }
    }
  }

  @Test("every document of the benchmark corpus is valid by the draft of its kind", .needs(.bench))
  func corpus() throws {
    let files = TestData.files(in: .bench, suffix: "instances.jsonl")
    #expect(files.count == 17)
    for file in files {
      let lines = try TestData.bytes(of: .bench, file).split(separator: UInt8(ascii: "\n"))
        .map { String(decoding: $0, as: UTF8.self) }
      let schema = try Schema(json: try draft(lines, InferOptions()), options: .formats)
      var validator = Validator(schema)
      let rejected = lines.filter { validator.validate(Array($0.utf8)) != .valid }
      #expect(rejected.isEmpty, "\(file): \(rejected.count) of \(lines.count)")
    }
  }

  @Test("a draft does not depend on the order of few samples")
  func order() throws {
    var random = RandomSamples(seed: 7)
    let samples = random.samples(40)
    let lengths = try [samples, samples.reversed()].map { try draft($0, InferOptions()).count }
    #expect(lengths[0] == lengths[1])
  }

  /// Default, closed and tight, bare.
  private static let variants: [InferOptions] = {
    var strict = InferOptions()
    strict.isClosed = true
    strict.isTight = true
    var bare = InferOptions()
    bare.maxEnum = 0
    bare.hasComments = false
    return [InferOptions(), strict, bare]
  }()
}

extension SchemaOptions {
  fileprivate static var formats: SchemaOptions { SchemaOptions(assertsFormat: true) }
}

/// The draft of JSON texts.
func draft(_ samples: [String], _ options: InferOptions = InferOptions()) throws -> [UInt8] {
  var inference = Inference(options, documentOptions: DocumentOptions())
  var document = Document()
  for sample in samples {
    try document.parse(Array(sample.utf8))
    inference.add(document.tape)
  }
  let draft = inference.draft()
  return try #require(draft)
}
