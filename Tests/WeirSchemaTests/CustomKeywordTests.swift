import Testing
import WeirJSON
import WeirSchema

/// Formats and keywords that the user of the library brings.
struct CustomKeywordTests {
  /// Numbers that are multiples of two, and a note on those that are.
  private struct Even: CustomKeyword {
    func problem(with parameter: borrowing JSONView) -> String? {
      parameter.kind == .boolean ? nil : "x-even must be a boolean"
    }

    func evaluate(
      _ instance: borrowing JSONView, parameter: borrowing JSONView
    ) -> CustomKeywordResult {
      guard parameter.boolean == true, let number = instance.integer else { return .valid }
      return number.isMultiple(of: 2)
        ? .annotated(Array("{\"half\":\(number / 2)}".utf8)) : .invalid("\(number) is odd")
    }
  }

  /// Objects whose members add up to the parameter.
  private struct Sum: CustomKeyword {
    func evaluate(
      _ instance: borrowing JSONView, parameter: borrowing JSONView
    ) -> CustomKeywordResult {
      var sum: Int64 = 0
      instance.forEachMember { _, value in sum += value.integer ?? 0 }
      let wanted = parameter.integer ?? 0
      return sum == wanted ? .valid : .invalid("the members add up to \(sum), not \(wanted)")
    }
  }

  private func schema(
    _ text: String, asserts: Bool? = nil, dialect: Dialect = .draft2020_12
  ) throws -> Schema {
    var options = SchemaOptions(defaultDialect: dialect, assertsFormat: asserts)
    options.keywords = ["x-even": Even(), "x-sum": Sum(), "minimum": Even()]
    options.formats = [
      "isbn": { $0.utf8.count == 13 }, "date": { $0 == "today" },
    ]
    return try Schema(json: Array(text.utf8), options: options)
  }

  private func report(_ schema: Schema, _ instance: String) -> Report {
    schema.report(on: Array(instance.utf8), annotations: true)
  }

  @Test("a custom keyword judges values and says why", arguments: Dialect.allCases)
  func judges(dialect: Dialect) throws {
    let schema = try schema(#"{"items": {"x-even": true}, "x-sum": 0}"#, dialect: dialect)
    #expect(schema.validate(Array("[2, 4.0, \"x\"]".utf8)) == .valid)
    #expect(schema.validate(Array("[2, 3]".utf8)) == .invalid)
    let error = try #require(report(schema, "[2, 3]").errors.first)
    #expect(error.message == "3 is odd")
    #expect(error.code == "schema.x-even")
    #expect(error.instanceLocation == "/1")
    #expect(error.evaluationPath == "/items/x-even")
    #expect(error.position.column == 5)
    #expect(
      report(schema, #"{"a": 1}"#).errors.map(\.message) == ["the members add up to 1, not 0"])
  }

  @Test("a custom keyword annotates what it says, and nothing else")
  func annotates() throws {
    let schema = try schema(
      #"{"anyOf": [{"x-even": true, "type": "string"}, {"x-even": true}], "x-sum": 0, "x-other": 1}"#
    )
    let annotations = report(schema, "8").annotations
    #expect(annotations.map(\.keyword) == ["x-even", "x-other"])
    #expect(annotations.first?.evaluationPath == "/anyOf/1/x-even")
    #expect(annotations.first?.value == Array(#"{"half":4}"#.utf8))
  }

  @Test("a parameter that cannot be used is an error of the schema, with its place")
  func badParameter() throws {
    let error = #expect(throws: SchemaError.self) {
      _ = try schema(#"{"not": {"x-even": 1}}"#)
    }
    #expect(error?.code == .keyword)
    #expect(error?.message == "x-even must be a boolean")
    #expect(error?.pointer == "/not/x-even")
  }

  @Test("a keyword of the dialect keeps its meaning")
  func knownKeyword() throws {
    let schema = try schema(#"{"minimum": 3}"#)
    #expect(schema.validate(Array("5".utf8)) == .valid)
    #expect(schema.validate(Array("2".utf8)) == .invalid)
  }

  @Test("a custom format is asserted unless formats must not be")
  func formats() throws {
    let text = #"{"properties": {"isbn": {"format": "isbn"}, "day": {"format": "date"}}}"#
    let instance = #"{"isbn": "978", "day": "2026-11-25"}"#
    let errors = report(try schema(text), instance).errors
    #expect(
      errors.map(\.message) == [
        #""978" is not a valid isbn"#, #""2026-11-25" is not a valid date"#,
      ])
    #expect(errors.map(\.code) == ["schema.format", "schema.format"])
    #expect(report(try schema(text), #"{"isbn": "9783161484100", "day": "today"}"#).isValid)
    #expect(report(try schema(text), #"{"isbn": 978}"#).isValid)
    #expect(report(try schema(text, asserts: false), instance).isValid)
  }

  @Test("custom keywords count in schemas that others refer to")
  func references() throws {
    let schema = try schema(
      ##"{"$ref": "#/$defs/even", "$defs": {"even": {"x-even": true}}}"##)
    #expect(schema.validate(Array("3".utf8)) == .invalid)
  }
}
