import ArgumentParser

/// `weir gateway`: the daemon's commands, by its own program, as git runs its subcommands. Here for the
/// help alone: `Weir` becomes that program before anything is parsed.
struct GatewayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway",
    abstract: "Runs weir-gateway, which stands in front of services.",
    discussion: """
      The program weir-gateway is looked for beside weir, then on PATH, and gets all that follows.

      Examples:
        weir gateway --help
        weir gateway check-config gateway.yaml
      """)

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("Passed on as they are.", valueName: "arguments"))
  var arguments: [String] = []
}
