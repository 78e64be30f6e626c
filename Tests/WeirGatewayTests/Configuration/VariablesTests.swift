import Testing

@testable import WeirGateway

struct VariablesTests {
  private let environment = ["NAME": "value", "EMPTY": "", "NESTED": "${NAME}"]

  private func substituted(_ text: String) throws(VariableFault) -> String {
    try substitutingVariables(in: text) { environment[$0] }
  }

  @Test(arguments: [
    ("", ""), ("plain", "plain"), ("$5 {}", "$5 {}"), ("${NAME}", "value"),
    ("a ${NAME} b ${NAME}", "a value b value"), ("${EMPTY}", ""), ("${EMPTY:-other}", "other"),
    ("${MISSING:-other}", "other"), ("${MISSING:-}", ""), ("${NAME:-other}", "value"),
    ("${MISSING:-a:-b}", "a:-b"), ("$${NAME}", "${NAME}"), ("${NESTED}", "${NAME}"),
    ("pass$${", "pass${"),
  ])
  func `Variables are substituted once`(text: String, expected: String) throws {
    #expect(try substituted(text) == expected)
  }

  @Test(arguments: [
    ("${MISSING}", VariableFault.unset("MISSING")), ("a ${NAME", .unclosed), ("${}", .badName("")),
    ("${1A}", .badName("1A")), ("${A-B}", .badName("A-B")), ("${NAME-x}", .badName("NAME-x")),
  ])
  func `What cannot be substituted is a fault`(text: String, fault: VariableFault) {
    #expect(throws: fault) { try substituted(text) }
  }
}
