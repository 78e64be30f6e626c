import SchemaTestSupport
import TestSupport
import Testing
import WeirJSON

@testable import WeirSchema

/// The referencing suite: what references mean, without validation.
@Suite("referencing suite", .needs(.referencingSuite))
struct ReferencingSuiteTests {
  @Test("every reference leads where the suite says", arguments: ReferencingFile.all)
  func references(file: ReferencingFile) {
    for fault in file.faults { Issue.record("\(fault)") }
  }
}

extension ResourceSet {
  /// Where a reference leads; the walk has met it if it is a schema.
  fileprivate mutating func located(
    _ reference: URIReference, from base: Int
  ) -> Result<(place: SchemaNode, resource: Int), SchemaError> {
    let here = resources[base].root
    do throws(SchemaError) {
      let found = try locate(reference, from: base, at: here)
      guard tape(found.place).kind(of: found.place.node) == .object else { return .success(found) }
      let schema = try resolve(reference, from: base, at: here)
      return .success((schema, resource(of: schema) ?? found.resource))
    } catch {
      return .failure(error)
    }
  }
}

extension ReferencingFile {
  /// What is wrong with where its references lead; empty if nothing is.
  var faults: [String] {
    do {
      var document = Document()
      try document.parse(TestData.bytes(of: .referencingSuite, path))
      return try faults(in: document)
    } catch {
      return ["\(error)"]
    }
  }

  private func faults(in document: borrowing Document) throws -> [String] {
    let tape = document.tape
    let registry = try self.registry(tape)
    var faults: [String] = []
    for test in tape.elements(of: try tape.required("tests", of: 0)) {
      // Resources of its own for each, so that none profits from what another has found.
      var resources = ResourceSet(
        registry: registry, options: SchemaOptions(defaultDialect: dialect))
      let blank = try resources.add(SchemaSource(json: Array("{}".utf8)))
      var base = resources.resource(of: SchemaNode(source: blank, node: 0))
      if let uri = tape.member("base_uri", of: test) {
        base = try resources.resource(for: URIReference(tape.bytes(at: uri)))
      }
      faults += fault(of: test, in: tape, from: base ?? 0, &resources).map { [$0] } ?? []
    }
    return faults
  }

  /// Takes one step, and those that its `then` goes on with from where it led.
  private func fault(
    of test: Int, in tape: Tape, from base: Int, _ resources: inout ResourceSet
  ) -> String? {
    var next: Int? = test
    var base = base
    while let step = next {
      next = tape.member("then", of: step)
      guard let reference = tape.member("ref", of: step) else { return "a step without ref" }
      let result = resources.located(URIReference(tape.bytes(at: reference)), from: base)
      let name = tape.string(at: reference)
      switch (result, tape.member("target", of: step)) {
      case (.success(let (place, resource)), let target?):
        let other = resources.tape(place)
        guard ValueEquality.areEqual(other, place.node, tape, target) else {
          return "\(name) leads to \(String(decoding: other.source(of: place.node), as: UTF8.self))"
        }
        base = resource
      case (.failure, nil): break
      case (.success, nil): return "\(name) leads somewhere"
      case (.failure(let error), _?): return "\(name): \(error)"
      }
    }
    return nil
  }
}
