import Foundation
import Synchronization

/// Ends the processes that a run started, however the run itself ends: a shell that waits for the end of
/// its input, which comes with the end of this process.
final class Guardian: Sendable {
  private let input: Pipe
  private let process: Process

  private static let script = """
    trap '' INT TERM HUP
    live=" "
    while read -r change pid; do
      if [ "$change" = start ]; then live="$live$pid "; else live="${live/ $pid / }"; fi
    done
    [ "$live" = " " ] || { kill -TERM $live; sleep 1; kill -KILL $live; } 2> /dev/null
    """

  init() throws {
    input = Pipe()
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", Self.script]
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    try process.run()
  }

  func watch(_ pid: Int32) { tell("start \(pid)") }
  func forget(_ pid: Int32) { tell("end \(pid)") }

  private func tell(_ line: String) {
    try? input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }
}
