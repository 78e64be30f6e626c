import ArgumentParser

struct Race: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run whole commands in turn, and compare their wall time and memory.",
    discussion: """
      Commands come from standard input, one a line: a name, a tab, a shell command. Each round \
      runs each of them once. The last one is what the others are compared with.
      """)

  @Option(help: "Rounds; the best and the median are shown.")
  var rounds = 3

  @Option(help: "How many bytes each command works through, to show MB/s.")
  var bytes: Int?

  func run() throws {
    var names: [String] = []
    var commands: [String] = []
    while let line = readLine() {
      let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("Not NAME, tab, COMMAND: \(line)") }
      names.append(parts[0])
      commands.append(parts[1])
    }

    var times = [Timing](repeating: Timing(), count: commands.count)
    var peaks = [Int](repeating: 0, count: commands.count)
    for _ in 0..<rounds {
      for (index, command) in commands.enumerated() {
        guard let cost = ProcessCost.running(command), cost.status == 0 else {
          throw ValidationError("\(names[index]) failed: \(command)")
        }
        times[index].add(cost.nanoseconds)
        peaks[index] = max(peaks[index], cost.peakResidentBytes)
      }
    }
    show(names, times, peaks)
  }

  private func show(_ names: [String], _ times: [Timing], _ peaks: [Int]) {
    let width = (names.map(\.count).max() ?? 0) + 2
    guard let last = times.last, let lastName = names.last else { return }
    for ((name, time), peak) in zip(zip(names, times), peaks) {
      var line = name.padded(to: width)
      line +=
        (time.best / 1e6).text(digits: 1) + " · " + (time.median / 1e6).text(digits: 1) + " ms"
      if let bytes { line += "   \((Double(bytes) / time.best * 1e3).text(digits: 0)) MB/s" }
      if peak > 0 { line += "   \((Double(peak) / 1e6).text(digits: 1)) MB resident" }
      if names.count > 1, name != lastName {
        line += "   \((last.best / time.best).text(digits: 2)) · "
        line += "\((last.median / time.median).text(digits: 2)) × \(lastName)"
      }
      print(line)
    }
  }
}
