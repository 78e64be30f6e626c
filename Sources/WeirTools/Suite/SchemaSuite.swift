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
  /// It has not the form of a suite. At least one fault, in the order of the text.
  case form([SuiteFormFault], in: SchemaSource)
}

/// One of the places where a file has not the form of a suite; and what has to stand there.
package struct SuiteFormFault: Sendable {
  package let message: String
  package let place: SchemaPlace
}

extension SchemaSuite {
  init(_ source: SchemaSource) throws(SuiteFault) {
    name = source.name
    self.source = source
    var reader = SuiteReader(source: source)
    groups = reader.groups()
    guard reader.faults.isEmpty else { throw .form(reader.faults, in: source) }
  }
}

/// Reads the form of a suite, and notes where the file has another one. Members that it does not know
/// are comments.
private struct SuiteReader {
  let source: SchemaSource
  private(set) var faults: [SuiteFormFault] = []
  private var tape: Tape { source.tape }

  init(source: SchemaSource) { self.source = source }

  /// Those that have their form.
  mutating func groups() -> [SuiteGroup] {
    guard tape.kind(of: 0) == .array else {
      note("a suite is an array of objects with description, schema and tests", 0)
      return []
    }
    return tape.elements(of: 0).compactMap { group($0) }
  }

  private mutating func group(_ node: Int) -> SuiteGroup? {
    guard isObject(node) else { return nil }
    let description = member("description", of: node, .string, "a text")
    let schema = tape.member("schema", of: node)
    if schema == nil { note("this group has no \"schema\"", node) }
    let list = member("tests", of: node, .array, "an array of tests")
    let tests = list.map { list in tape.elements(of: list).compactMap { test($0) } }
    guard let description, let schema, let tests else { return nil }
    return SuiteGroup(
      description: tape.string(at: description), schema: schema, tests: tests)
  }

  private mutating func test(_ node: Int) -> SuiteTest? {
    guard isObject(node) else { return nil }
    let description = member("description", of: node, .string, "a text")
    let data = tape.member("data", of: node)
    if data == nil {
      note("this test has no \"data\", which is the instance", node, misspelt: "data")
    }
    guard let valid = verdict(of: node), let description, let data else { return nil }
    return SuiteTest(
      description: tape.string(at: description), instance: data, expectsValid: valid)
  }

  private mutating func verdict(of node: Int) -> Bool? {
    guard let valid = tape.member("valid", of: node) else {
      note("this test has no \"valid\", which is true or false", node, misspelt: "valid")
      return nil
    }
    switch tape.kind(of: valid) {
    case .true: return true
    case .false: return false
    default:
      note("\"valid\" is true or false, and this is neither", valid)
      return nil
    }
  }

  private mutating func isObject(_ node: Int) -> Bool {
    if tape.kind(of: node) == .object { return true }
    note("here an object has to stand", node)
    return false
  }

  private mutating func member(
    _ name: StaticString, of node: Int, _ kind: NodeKind, _ wanted: String
  ) -> Int? {
    if let value = tape.member(name, of: node), tape.kind(of: value) == kind { return value }
    note("this object has no \"\(name)\" that is \(wanted)", node)
    return nil
  }

  private mutating func note(_ message: String, _ node: Int) {
    faults.append(SuiteFormFault(message: message, place: source.place(of: node)))
  }

  /// A member that is missing, or that stands in the object by a name that is nearly its own.
  private mutating func note(_ message: String, _ node: Int, misspelt name: String) {
    let known = ["description", "data", "valid"]
    for key in tape.members(of: node) {
      let word = tape.string(at: key)
      if !known.contains(word), closest(to: word, among: [name]) != nil {
        return note("\(message); did you mean \"\(name)\" by \"\(word.printable)\"?", key)
      }
    }
    note(message, node)
  }
}
