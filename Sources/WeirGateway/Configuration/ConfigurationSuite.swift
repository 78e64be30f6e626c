import Foundation
import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirStream

/// Tests of a configuration: records, and what the gateway is expected to do with them. Nothing is sent
/// or stored. The file's form is `schemas/gateway-test.schema.json`.
package struct ConfigurationSuite: Sendable {
  /// What became of one test.
  package struct Result: Sendable, Equatable {
    package let name: String

    /// Where the test begins in its file, from 1.
    package let line: Int

    /// What is not as expected, a line each; empty for a test that passed.
    package let failures: [String]
  }

  fileprivate struct Test {
    var name: String
    var line: Int
    var stream: String
    var record: [UInt8]
    var expected: Expectation
  }

  fileprivate struct Expectation {
    var isAccepted: Bool
    var code: String?
    var pointer: String?
    var schema: String?
    var sinks: [String]?
  }

  private let tests: [Test]
  private let loaded: LoadedConfiguration

  /// Reads a suite and the configuration that it names.
  ///
  /// - Throws: What is wrong with either.
  package init(_ path: String, by loader: ConfigurationLoader) throws(ConfigurationError) {
    let input = try loader.input(path, schema: ConfigurationSuite.schemaText)
    guard !input.hasErrors else { throw ConfigurationError(input.diagnostics, .invalid) }
    let tape = input.tape
    let configuration = tape.member("configuration", of: 0).map { tape.string(at: $0) } ?? ""
    loaded = try loader.load(input.resolved(configuration))
    let nodes = tape.member("tests", of: 0).map { Array(tape.elements(of: $0)) } ?? []
    tests = nodes.map { Test($0, of: input.file.source) }
  }

  package func run() -> [Result] {
    tests.map { Result(name: $0.name, line: $0.line, failures: failures(of: $0)) }
  }

  private func failures(of test: Test) -> [String] {
    let streams = loaded.configuration.streams
    guard let stream = streams.first(where: { $0.name == test.stream }) else {
      let near = closest(to: test.stream, among: streams.map(\.name))
      return [
        "there is no stream \"\(test.stream)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "")
      ]
    }
    guard let judge = loaded.schemas.judge(forStream: stream.name) else {
      return ["only the registry can tell the schema of \(stream.name), and it was never asked"]
    }
    switch judge.judge(test.record) {
    case .accepted(let schema): return failures(of: test.expected, acceptedBy: schema, stream)
    case .rejected(let rejection): return failures(of: test.expected, rejection)
    }
  }

  private func failures(
    of expected: Expectation, acceptedBy schema: SchemaIdentity, _ stream: StreamConfiguration
  ) -> [String] {
    guard expected.isAccepted else {
      return ["expected to be rejected, was accepted by \(schema.name)"]
    }
    var failures = failures(of: expected, schema)
    if let sinks = expected.sinks, sinks.sorted() != stream.sinks.sorted() {
      failures.append("expected to go to \(listed(sinks)), goes to \(listed(stream.sinks))")
    }
    return failures
  }

  private func failures(
    of expected: Expectation, _ rejection: StreamJudge.Rejection
  ) -> [String] {
    let errors = rejection.report.errors
    let found = errors.map { "\($0.code) at \"\($0.instanceLocation)\": \($0.message)" }
    if expected.isAccepted { return ["expected to be accepted, was rejected"] + found }
    let isMeant = errors.contains { error in
      error.code == expected.code ?? error.code
        && error.instanceLocation == expected.pointer ?? error.instanceLocation
    }
    var failures = failures(of: expected, rejection.schema)
    if !isMeant {
      let place = expected.pointer.map { " at \"\($0)\"" } ?? ""
      failures += ["expected \(expected.code ?? "an error")\(place), was rejected for"] + found
    }
    return failures
  }

  private func failures(of expected: Expectation, _ schema: SchemaIdentity?) -> [String] {
    guard let name = expected.schema, name != schema?.name else { return [] }
    return ["expected to be judged by \(name), was by \(schema?.name ?? "none")"]
  }

  private func listed(_ names: [String]) -> String {
    names.isEmpty ? "nothing" : names.joined(separator: ", ")
  }
}

extension ConfigurationSuite.Test {
  /// - Parameter source: Valid by the schema of suites.
  fileprivate init(_ node: Int, of source: SchemaSource) {
    let tape = source.tape
    func text(_ name: StaticString, of node: Int) -> String? {
      tape.member(name, of: node).map { tape.string(at: $0) }
    }
    name = text("name", of: node) ?? ""
    line = source.place(of: node).position.line
    stream = text("stream", of: node) ?? ""
    if let value = tape.member("record", of: node) {
      record = tape.text[tape.byteRange(of: value)].copied()
    } else {
      record = Array((text("text", of: node) ?? "").utf8)
    }
    let expectation = tape.member("expect", of: node) ?? node
    expected = ConfigurationSuite.Expectation(
      isAccepted: text("verdict", of: expectation) == "accepted",
      code: text("code", of: expectation), pointer: text("pointer", of: expectation),
      schema: text("schema", of: expectation),
      sinks: tape.member("sinks", of: expectation).map { list in
        tape.elements(of: list).map { tape.string(at: $0) }
      })
  }
}
