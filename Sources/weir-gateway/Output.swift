import Foundation
import WeirReport

/// What a run came to, as its exit status. When several apply, the greatest counts.
///
/// Commands throw it from `run` instead of ArgumentParser's `ExitCode`.
enum ExitStatus: Int32, Error, Comparable {
  case success = 0

  /// A test failed.
  case failed = 1

  /// Wrong usage, or a wrong configuration.
  case usage = 2
  case brokenSchema = 3

  /// A file or a service cannot be read or written.
  case inputOutput = 4

  static func < (first: ExitStatus, second: ExitStatus) -> Bool { first.rawValue < second.rawValue }
}

func endProcess(_ status: ExitStatus) -> Never { exit(status.rawValue) }

/// Makes a write to a closed pipe an error instead of a signal that kills the process.
func ignoreClosedPipes() { _ = signal(SIGPIPE, SIG_IGN) }

/// Standard output for what was asked for, standard error for everything else.
enum Output {
  static func answer(_ text: String) { write(text, to: .standardOutput) }

  static func say(_ text: String) { write(text, to: .standardError) }

  private static func write(_ text: String, to handle: FileHandle) {
    // A reader that closes the pipe has seen enough.
    try? handle.write(contentsOf: Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }

  static func style(_ color: RenderStyle.ColorChoice) -> RenderStyle {
    RenderStyle(
      color: color, isTerminal: isatty(STDERR_FILENO) == 1, columns: nil,
      environment: { ProcessInfo.processInfo.environment[$0] })
  }

  /// Findings, an empty line between two.
  static func say(_ diagnostics: [Diagnostic], _ style: RenderStyle) {
    guard !diagnostics.isEmpty else { return }
    say(diagnostics.map { HumanRenderer(style: style).render($0) }.joined(separator: "\n"))
  }
}
