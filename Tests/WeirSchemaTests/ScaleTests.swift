import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

/// Nothing takes quadratic time: eight times the size takes eight times as long, where 64 times
/// would be quadratic. The line is drawn in the middle, at 22 times.
@Suite("time grows with the size, not with its square", .serialized)
struct ScaleTests {
  private static let factor = 8
  private static let limit = 22.0

  private func expectLinear(from size: Int, _ work: (Int) throws -> Void) throws {
    // The first run warms up what is made once; of two more the better one counts.
    try work(size)
    let small = try min(threadSeconds { try work(size) }, threadSeconds { try work(size) })
    let large = try threadSeconds { try work(size * Self.factor) }
    #expect(
      large < small * Self.limit, "\(small) s for \(size), \(large) s for \(Self.factor) times")
  }

  private func compiled(
    _ text: String, _ options: SchemaOptions = SchemaOptions(), registry: Registry = Registry()
  ) throws -> Schema {
    try Schema(json: Array(text.utf8), registry: registry, options: options)
  }

  @Test("a schema with many definitions that refer to each other")
  func definitions() throws {
    try expectLinear(from: 400) { count in
      let definitions = (0..<count).map { index in
        let other = { (step: Int) in ##"{"$ref":"#/$defs/d\##((index + step) % count)"}"## }
        return #""d\#(index)":{"type":"object","required":["a"],"properties":{"a":\#(other(1)),"#
          + #""b":\#(other(7)),"c":{"type":"array","items":\#(other(count / 2))}}}"#
      }
      let schema = try compiled(
        ##"{"$ref":"#/$defs/d0","$defs":{\##(definitions.joined(separator: ","))}}"##)
      #expect(schema.validate(Array(#"{"a":{"a":1}}"#.utf8)) == .invalid)
    }
  }

  @Test("alternatives in layers, each of which leads to all of the next")
  func layers() throws {
    // The text grows with the references, the square of the alternatives in a layer.
    try expectLinear(from: 400) { count in
      let width = Int(Double(count).squareRoot())
      var definitions: [String] = []
      for layer in 0..<4 {
        let next = (0..<width).map { ##"{"$ref":"#/$defs/l\##(layer + 1)n\##($0)"}"## }
        let all = #"{"oneOf":[\#(next.joined(separator: ","))]}"#
        definitions += (0..<width).map { #""l\#(layer)n\#($0)":\#(all)"# }
      }
      definitions += (0..<width).map {
        #""l4n\#($0)":{"required":["kind"],"properties":{"kind":{"const":"\#($0)"}}}"#
      }
      _ = try compiled(
        ##"{"$ref":"#/$defs/l0n0","$defs":{\##(definitions.joined(separator: ","))}}"##)
    }
  }

  @Test("a chain of references, resolved by pointers and by anchors")
  func chain() throws {
    for anchor in [false, true] {
      try expectLinear(from: 600) { count in
        let links = (0..<count).map { index in
          let next = anchor ? "#n\(index + 1)" : "#/$defs/d\(index + 1)"
          return #""d\#(index)":{"$anchor":"n\#(index)","$ref":"\#(next)"}"#
        }
        let schema = try compiled(
          ##"{"$ref":"#/$defs/d0","$defs":{\##(links.joined(separator: ",")),"##
            + #""d\#(count)":{"$anchor":"n\#(count)","type":"null"}}}"#)
        #expect(schema.validate(Array("1".utf8)) == .invalid)
        #expect(schema.report(on: Array("1".utf8)).errors.count == 1)
      }
    }
  }

  @Test("references into nowhere, all of which are named as missing")
  func missing() throws {
    try expectLinear(from: 400) { count in
      let references = (0..<count).map { #"{"$ref":"https://e.com/\#($0)"}"# }
      let error = #expect(throws: SchemaError.self) {
        try compiled(#"{"allOf":[\#(references.joined(separator: ","))]}"#)
      }
      #expect(error?.missing.count == count)
    }
  }

  @Test("a chain of documents, found one after the other")
  func documents() throws {
    try expectLinear(from: 150) { count in
      let first = try document(0, of: count)
      var walk = try ReferenceWalk(first)
      var asked = 0
      while let uri = walk.missing.first {
        asked += 1
        let index = try #require(Int(uri.split(separator: "/").last ?? ""))
        walk.supply([try document(index, of: count)])
      }
      #expect(asked == count)
      let schema = try Schema(source: first, registry: walk.registry)
      #expect(schema.validate(Array("1".utf8)) == .invalid)
    }
  }

  private func document(_ index: Int, of count: Int) throws -> SchemaSource {
    let text = index == count ? #"{"type":"null"}"# : #"{"$ref":"\#(index + 1)"}"#
    return try SchemaSource(uri: "https://e.com/\(index)", json: Array(text.utf8))
  }

  @Test("unevaluatedProperties under many branches")
  func branches() throws {
    let members = (0..<20).map { #""m\#($0)":1"# }.joined(separator: ",")
    try expectLinear(from: 125) { count in
      let branches = (0..<count).map { #"{"properties":{"m\#($0)":true},"required":["m\#($0)"]}"# }
      var validator = Validator(
        try compiled(
          #"{"anyOf":[\#(branches.joined(separator: ","))],"unevaluatedProperties":false}"#))
      #expect(validator.validate(Array("{\(members)}".utf8)) == .valid)
      #expect(validator.validate(Array("{\(members),\"x\":1}".utf8)) == .invalid)
    }
  }

  @Test("uniqueItems over many objects")
  func uniqueItems() throws {
    var validator = Validator(try compiled(#"{"uniqueItems":true}"#))
    try expectLinear(from: 2_000) { count in
      let objects = (0..<count).map { #"{"id":\#($0),"tags":["a",{"b":\#($0 % 7)}]}"# }
      let text = objects.joined(separator: ",")
      #expect(validator.validate(Array("[\(text)]".utf8)) == .valid)
      #expect(
        validator.validate(Array(#"[\#(text),{"tags":["a",{"b":0}],"id":0.0}]"#.utf8)) == .invalid)
    }
  }
}
