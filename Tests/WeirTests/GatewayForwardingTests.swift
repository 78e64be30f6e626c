import TestSupport
import Testing

/// `weir gateway`, which becomes `weir-gateway`.
struct GatewayForwardingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Puts a `weir` and, where wanted, a `weir-gateway` beside it that tells its arguments.
  private func run(_ arguments: String, isGatewayThere: Bool) throws -> String {
    let gateway =
      "printf '#!/bin/sh\\nprintf \"<%%s>\" \"$@\"; exit 3\\n' > weir-gateway; chmod +x weir-gateway;"
    let result = try WeirBinary.shell(
      "cd \(folder.path); cp \(BuiltProduct.weir) weir; \(isGatewayThere ? gateway : "")"
        + "PATH=/usr/bin:/bin ./weir gateway \(arguments); echo \" $?\"")
    return result.stdout + result.stderr
  }

  @Test func `The program beside weir gets the arguments unparsed and gives the status`() throws {
    #expect(
      try run("run --help 'a b' --x=1", isGatewayThere: true) == "<run><--help><a b><--x=1> 3\n")
  }

  @Test func `Without the program it is said how to get it`() throws {
    let told = try run("run", isGatewayThere: false)
    #expect(told.hasPrefix(" 2\n"))
    #expect(told.contains("weir-gateway is neither beside weir nor on PATH"))
    #expect(told.contains("swift build -c release --product weir-gateway"))
  }
}
