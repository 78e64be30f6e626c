import WeirJSON
package import WeirLoad
import WeirReport
package import WeirSchema

/// A file with tests of schemas, in the format of the JSON Schema Test Suite:
///
/// ```json
/// [{"description": "…", "schema": {…}, "tests": [{"description": "…", "data": …, "valid": true}]}]
/// ```
///
/// JSON or YAML. A schema is most often a reference to a file: `{"$ref": "order.schema.json"}`.
package struct SchemaSuite: Sendable {
  package let name: String

  /// The whole file.
  package let source: SchemaSource
  package let groups: [SuiteGroup]
}

/// Tests of one schema.
package struct SuiteGroup: Sendable {
  package let description: String

  /// Tape node of the schema.
  let schema: Int
  package let tests: [SuiteTest]
}

package struct SuiteTest: Sendable {
  package let description: String

  /// Tape node of the instance.
  let instance: Int
  package let expectsValid: Bool
}

/// Why a file is no suite.
package enum SuiteFault: Error, Sendable {
  case unreadable(FileError)
  /// There is no file where it was looked for.
  case absent
  case malformed(InstanceFault, InstanceFile)
  /// It has not the form of a suite; and what it is.
  case form(String, at: SchemaPlace, in: SchemaSource)
}

extension SchemaSuite {
  init(_ source: SchemaSource) throws(SuiteFault) {
    name = source.name
    self.source = source
    var reader = SuiteReader(source: source)
    groups = try reader.groups()
  }
}

/// Reads the form of a suite. Members that it does not know are comments.
private struct SuiteReader {
  let source: SchemaSource
  private var tape: Tape { source.tape }

  init(source: SchemaSource) { self.source = source }

  mutating func groups() throws(SuiteFault) -> [SuiteGroup] {
    guard tape.kind(of: 0) == .array else {
      throw fault("a suite is an array of objects with description, schema and tests", 0)
    }
    var groups: [SuiteGroup] = []
    for node in tape.elements(of: 0) {
      let tests = try member("tests", of: node, .array, "an array of tests")
      var found: [SuiteTest] = []
      for test in tape.elements(of: tests) { found.append(try self.test(test)) }
      groups.append(
        SuiteGroup(
          description: try description(of: node), schema: try schema(of: node), tests: found))
    }
    return groups
  }

  private func test(_ node: Int) throws(SuiteFault) -> SuiteTest {
    let description = try description(of: node)
    guard let data = tape.member("data", of: node) else {
      throw fault("this test has no \"data\", which is the instance", node, misspelt: "data")
    }
    guard let valid = tape.member("valid", of: node) else {
      throw fault(
        "this test has no \"valid\", which is true or false", node, misspelt: "valid")
    }
    switch tape.kind(of: valid) {
    case .true, .false:
      return SuiteTest(
        description: description, instance: data, expectsValid: tape.kind(of: valid) == .true)
    default:
      throw fault("\"valid\" is true or false, and this is neither", valid)
    }
  }

  private func description(of node: Int) throws(SuiteFault) -> String {
    tape.string(at: try member("description", of: node, .string, "a text"))
  }

  private func schema(of node: Int) throws(SuiteFault) -> Int {
    guard let schema = tape.member("schema", of: node) else {
      throw fault("this group has no \"schema\"", node)
    }
    return schema
  }

  private func member(
    _ name: StaticString, of node: Int, _ kind: NodeKind, _ wanted: String
  ) throws(SuiteFault) -> Int {
    guard tape.kind(of: node) == .object else { throw fault("here an object has to stand", node) }
    guard let value = tape.member(name, of: node), tape.kind(of: value) == kind else {
      throw fault("this object has no \"\(name)\" that is \(wanted)", node)
    }
    return value
  }

  private func fault(_ message: String, _ node: Int) -> SuiteFault {
    .form(message, at: source.place(of: node), in: source)
  }

  /// A member that is missing, or that stands in the object by a name that is nearly its own.
  private func fault(_ message: String, _ node: Int, misspelt name: String) -> SuiteFault {
    let known = ["description", "data", "valid"]
    for key in tape.members(of: node) {
      let word = tape.string(at: key)
      if !known.contains(word), closest(to: word, among: [name]) != nil {
        return fault("\(message); did you mean \"\(name)\" by \"\(word.printable)\"?", key)
      }
    }
    return fault(message, node)
  }
}
