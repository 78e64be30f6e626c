import TestSupport
import Testing

/// `weir-gateway` as a user meets it.
struct GatewayCommandTests {
  @Test("--help says what it is for")
  func help() throws {
    let help = try WeirBinary.shell("weir-gateway --help; echo $?")
    #expect(help.stdout.contains("OVERVIEW"))
    #expect(help.stdout.hasSuffix("0\n"))
  }

  @Test("wrong arguments are told as all else is")
  func wrongArguments() throws {
    let run = try WeirBinary.shell("weir-gateway run --hurry gateway.yaml; echo $?")
    #expect(run.stderr.hasPrefix("error: Unknown option '--hurry'"), "\(run.stderr)")
    #expect(run.stdout == "2\n")
  }
}
