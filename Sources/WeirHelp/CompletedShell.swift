package import ArgumentParser

/// A shell that the programs have completions for.
package enum CompletedShell: String, ExpressibleByArgument, CaseIterable, Sendable {
  case bash, zsh, fish

  /// What makes it complete a program's commands, options and values.
  package func script(for program: any ParsableCommand.Type) -> String {
    program.completionScript(for: CompletionShell(rawValue: rawValue) ?? .bash)
  }
}
