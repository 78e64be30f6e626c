import ArgumentParser

/// `weir bowtie`: lets the Bowtie project compare us with other validators.
struct BowtieCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bowtie",
    abstract: "Speaks the Bowtie harness protocol on standard input and output.",
    discussion: """
      Bowtie (https://bowtie.report) runs the same cases through many validators. It
      sends a JSON message a line and awaits one back; people have little use for it.

      Examples:
        echo '{"cmd": "start", "version": 1}' | weir bowtie
      """)

  func run() throws {
    var console = Console()
    var session = BowtieSession(version: Weir.version)
    do throws(OutputError) {
      while let line = readLine() {
        switch session.reply(to: Array(line.utf8)) {
        case .message(let message):
          try console.write(message + [UInt8(ascii: "\n")])
          // The other side waits for the answer before it sends the next message.
          try console.flush()
        case .complaint(let text): console.complain(text)
        case .end: return
        }
      }
    } catch {
      try console.outcome(of: error).end()
    }
  }
}
