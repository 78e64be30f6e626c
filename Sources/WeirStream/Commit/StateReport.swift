import Glibc

/// Where the run of a state folder stands, for people.
package struct StateReport {
  /// Several lines, each with its line end.
  package let text: String

  /// Looks into a folder; changes nothing there.
  package init(
    _ path: String, system: any SystemCalls = LiveSystemCalls()
  ) throws(StateReportFault) {
    let isRunning: Bool
    let checkpoint: Checkpoint?
    do throws(StateFault) {
      isRunning = try StateFolder.isInUse(path, system)
      checkpoint = try StateFolder.read(path, system)
    } catch {
      throw StateReportFault(text: error.text)
    }
    guard let checkpoint else {
      throw StateReportFault(text: "\(path) holds no checkpoint: no run has begun there")
    }
    text = checkpoint.report(isRunning: isRunning, system)
  }
}

/// Why there is nothing to tell.
package struct StateReportFault: Error {
  package let text: String
}

extension Checkpoint {
  func report(isRunning: Bool, _ system: any SystemCalls) -> String {
    var lines = [
      "\(standing(isRunning)) (\(sequence.counted("commit")) since \(run.startTime))",
      counts,
    ]
    lines += position.inputs.map { mark in
      let look = InputLook(at: mark, system)
      let size =
        look.file == nil || look.file != mark.identity.file
        ? "" : " of \(byteText(Double(look.size)))"
      return "input \(InputName(path: mark.path).text): \(byteText(Double(mark.offset)))\(size), "
        + mark.lines.counted("line")
    }
    lines.append("accepted: \(position.accepted.text)")
    lines.append("quarantine: \(position.quarantine?.text ?? "discarded")")
    return lines.map { $0 + "\n" }.joined()
  }

  /// What became of the lines so far; they add up.
  private var counts: String {
    let tally = position.tally
    var parts = [
      tally.lines.counted("line"), "\(tally.accepted.grouped) accepted",
      "\(tally.quarantined.grouped) quarantined",
    ]
    if position.sequence?.window != nil { parts.append(tally.duplicates.counted("duplicate")) }
    if tally.held > 0 { parts.append("\(tally.held.grouped) held back by reorder") }
    parts.append("\(tally.blank.grouped) blank")
    if tally.passed.notices > 0 { parts.append(tally.passed.notices.counted("notice")) }
    if tally.passed.unselected > 0 {
      parts.append("\(tally.passed.unselected.grouped) not selected")
    }
    return parts.joined(separator: ", ")
  }

  private func standing(_ isRunning: Bool) -> String {
    if isRunning { return "running" }
    return switch status {
    case .running: "killed: the same command goes on"
    case .stopped: "stopped: the same command goes on"
    case .tooManyRejects: "stopped by --max-rejects \(run.maxRejects ?? ""): a higher one goes on"
    case .complete: "complete"
    }
  }
}

extension OutputMark {
  fileprivate var text: String {
    switch placement {
    case .stream: path == "-" ? "a stream" : "\(path), a stream"
    case .partial, .appended: "\(path), \(byteText(Double(length)))"
    case .standardFile: "a file on a standard stream, \(byteText(Double(length)))"
    }
  }
}
