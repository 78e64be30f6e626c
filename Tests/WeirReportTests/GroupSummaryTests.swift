import Testing
import WeirReport
import WeirSchema

struct GroupSummaryTests {
  @Test("errors are grouped by rule, most frequent first, with their first three places")
  func groups() {
    var summary = GroupSummary()
    for line in 1...5 {
      let fixture = Fixture(
        instance: "{\"level\":\"warn\"}", named: "events.ndjson", firstLine: line,
        schema: "{\n\"enum\": []}")
      summary.add(
        fixture.error(
          "enum", at: "\"warn\"", "not allowed", schemaLocation: "https://e.com/s#/enum", rule: "[]"
        ),
        in: fixture.instance)
      if line == 2 {
        summary.add(
          fixture.error("required", at: "{", "`id` is missing", schemaLocation: "urn:s#/required"),
          in: fixture.instance)
      }
    }
    #expect(summary.errorCount == 6)
    #expect(
      summary.render(style: RenderStyle()) == """
        errors by rule, most frequent first:
          5  schema.enum      schemas/app.json:2:9  #/enum
             events.ndjson:1:10, events.ndjson:2:10, events.ndjson:3:10, …
          1  schema.required  urn:s#/required
             events.ndjson:2:1

        """)
  }

  @Test("nothing counted, nothing printed")
  func empty() {
    #expect(GroupSummary().render(style: RenderStyle()).isEmpty)
  }

  @Test("more rules than fit on a screen are counted in one line")
  func manyRules() {
    var summary = GroupSummary()
    let fixture = Fixture(instance: "7")
    for rule in 0..<23 {
      summary.add(
        fixture.error("type", at: "7", "no", schemaLocation: "#/\(rule)"), in: fixture.instance)
    }
    let text = summary.render(style: RenderStyle())
    #expect(text.hasSuffix("  … and 3 more under 3 other rules\n"))
    #expect(text.split(separator: "\n").count == 1 + 40 + 1)
  }
}
