import Testing

@testable import WeirSchema

/// What is kept of an evaluation is bounded, however much goes wrong.
struct CollectorTests {
  @Test("faults share the steps that led to them, and steps without a fault are given up")
  func steps() {
    var collector = Collector(limit: 8)
    _ = collector.enter(schema: 0, through: nil, at: 0)
    for schema in 1...3 {
      _ = collector.enter(schema: schema, through: nil, at: 0)
      if schema == 2 {
        collector.record(Fault(site: 0, node: 1))
        collector.record(Fault(site: 1, node: 1))
      }
      collector.leave(isValid: false)
    }
    collector.record(Fault(site: 2, node: 0))
    collector.leave(isValid: false)
    #expect(collector.steps.map(\.schema) == [0, 2])
    #expect(collector.entries.map(\.step) == [1, 1, 0])
  }

  @Test("what a branch did is forgotten with it")
  func forgotten() {
    var collector = Collector(limit: 8)
    _ = collector.enter(schema: 0, through: nil, at: 0)
    collector.beginBranches()
    _ = collector.enter(schema: 1, through: nil, at: 0)
    collector.record(Fault(site: 0, node: 0))
    collector.leave(isValid: false)
    #expect(collector.steps.count == 2)
    collector.forgetBranches()
    #expect(collector.steps.count == 1)
    #expect(collector.entries.isEmpty)
  }

  @Test("branches within branches keep a bounded number of causes")
  func nestedBranches() throws {
    // Each level multiplies the faults by ten: a million of them if all were kept.
    var schema = #"{"minimum": 2}"#
    for _ in 0..<6 {
      schema = "{\"anyOf\": [\(Array(repeating: schema, count: 10).joined(separator: ", "))]}"
    }
    let report = try Schema(json: Array(schema.utf8)).report(on: Array("1".utf8))
    #expect(report.errors.count == 1)
    #expect((1...600).contains(report.errors.reduce(0) { $0 + weight($1) }))
  }

  @Test("each branch keeps its first fault, however many others have")
  func manyBranches() {
    var collector = Collector(limit: 8)
    _ = collector.enter(schema: 0, through: nil, at: 0)
    collector.beginBranches()
    for branch in 1...1_000 {
      _ = collector.enter(schema: branch, through: nil, at: 0)
      for site in 0..<40 { collector.record(Fault(site: site, node: branch)) }
      collector.leave(isValid: false)
    }
    #expect(Set(collector.entries.map(\.fault.node)) == Set(1...1_000))
    #expect(collector.entries.count < 1_600)
  }

  @Test("a text of many errors is reported to the limit and no further")
  func limit() throws {
    let schema = try Schema(json: Array(#"{"items": {"type": "string"}}"#.utf8))
    let instance = "[" + Array(repeating: "1", count: 50_000).joined(separator: ",") + "]"
    let report = schema.report(on: Array(instance.utf8), limit: 5)
    #expect(report.errors.map(\.instanceLocation) == ["/0", "/1", "/2", "/3", "/4"])
    #expect(report.isTruncated)
  }

  private func weight(_ error: ValidationError) -> Int {
    error.causes.reduce(1) { $0 + weight($1) }
  }
}
