import TestSupport
import Testing
import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

/// Explanations of the samples, and what they tell of each way in which a schema is applied.
struct ExplanationTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let schema: String
    let instance: String
    var document: Int?
    var testDescription: String { name }
  }

  static let samples = [
    Sample(
      name: "order-broken", schema: "schemas/order.schema.json",
      instance: "samples/orders/broken.json"),
    Sample(
      name: "order-good", schema: "schemas/order.schema.json",
      instance: "samples/orders/good-invoice.json"),
    Sample(
      name: "payment-broken", schema: "samples/openapi/shop.yaml#/components/schemas/Payment",
      instance: "samples/openapi/broken.json"),
    Sample(
      name: "payment-good", schema: "samples/openapi/shop.yaml#/components/schemas/Payment",
      instance: "samples/openapi/payment.json"),
    Sample(
      name: "service-broken", schema: "schemas/service.schema.yaml",
      instance: "samples/services/broken.yaml"),
    Sample(
      name: "service-second", schema: "schemas/service.schema.yaml",
      instance: "samples/services/checkout.yaml", document: 2),
  ]

  @Test("an explanation reads as it was agreed to", arguments: samples)
  func golden(sample: Sample) throws {
    let root = TestData.packageRoot + "/"
    let loaded = try SchemaLoader().load(root + sample.schema)
    let instance = try InstanceFile(path: root + sample.instance).document(sample.document)
    var validator = Validator(loaded.schema)
    let explanation = try Explanation.of(instance, by: &validator).get()
    let text = ExplanationText(
      explanation, schemas: loaded.sources, style: RenderStyle(width: 80))
    try GoldenFile.compare(text.text(showsAll: false), with: "explain/\(sample.name).txt")
    try GoldenFile.compare(
      ExplanationJSON(explanation, schemaName: sample.schema).line(),
      with: "explain/\(sample.name).json")
  }

  @Test(
    "the verdict is the validator's, and some value is at fault where it is invalid",
    .needs(.jsonSchemaTestSuite),
    arguments: TestData.files(in: .jsonSchemaTestSuite, under: "tests/draft2020-12").filter {
      !$0.contains("optional") && !$0.contains("Remote") && !$0.contains("vocabulary")
    })
  func agreesWithValidator(file: String) throws {
    let suite = try SchemaSource(json: TestData.bytes(of: .jsonSchemaTestSuite, file))
    for group in suite.tape.elements(of: 0) {
      let node = try #require(suite.tape.member("schema", of: group))
      let part = try suite.part(at: node, uri: "")
      // Some refer to documents that only the suite's server has.
      guard let schema = try? Schema(source: part) else { continue }
      var validator = Validator(schema)
      for test in suite.tape.elements(of: try #require(suite.tape.member("tests", of: group))) {
        let data = try #require(suite.tape.member("data", of: test))
        let instance = try suite.part(at: data, uri: "")
        let explanation = try Explanation.of(instance, by: &validator).get()
        let expected = try #require(suite.tape.member("valid", of: test))
        #expect(explanation.isValid == (suite.tape.kind(of: expected) == .true))
        #expect(explanation.values.contains(where: \.isAtFault) == !explanation.isValid)
        #expect(instance.place(of: 0).byteRange == suite.place(of: data).byteRange)
      }
    }
  }

  private func explain(_ schema: String, _ instance: String) throws -> Explanation {
    var validator = Validator(try Schema(json: Array(schema.utf8)))
    return try Explanation.of(SchemaSource(json: Array(instance.utf8)), by: &validator).get()
  }

  @Test("a branch that nobody needs is not at fault")
  func harmlessBranch() throws {
    let explanation = try explain(
      #"{"anyOf": [{"type": "string"}, {"minimum": 5}], "not": {"const": 1}}"#, "7")
    let outcomes = explanation.values[0].schemas.map(\.outcome)
    #expect(outcomes == [.matches, .doesNotMatch, .matches, .doesNotMatch])
    #expect(
      explanation.values[0].schemas.map(\.steps)
        == [[], ["branch 1 of anyOf"], ["branch 2 of anyOf"], ["not"]])
  }

  @Test("keywords that do not concern a value's type have no say")
  func inapplicableKeywords() throws {
    let explanation = try explain(#"{"minLength": 3, "maximum": 9, "items": true}"#, "7")
    #expect(explanation.values[0].schemas[0].keywords.map(\.name) == ["maximum"])
  }

  @Test("a value that no schema was applied to is explained as such, one that is not there is not")
  func valueAtPointer() throws {
    let explanation = try explain(#"{"properties": {"a": true}}"#, #"{"a": 1, "b": {"c/d": 2}}"#)
    #expect(try explanation.value(at: JSONPointer("/a"))?.schemas.count == 1)
    #expect(try explanation.value(at: JSONPointer("/b/c~1d"))?.schemas.isEmpty == true)
    #expect(try explanation.value(at: JSONPointer("/c")) == nil)
  }
}
