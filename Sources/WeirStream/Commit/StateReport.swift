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
    let tally = position.tally
    var lines = [
      "\(standing(isRunning)) (\(sequence.grouped) commits since \(run.startTime))",
      "\(tally.lines.grouped) lines, \(tally.accepted.grouped) accepted, "
        + "\(tally.quarantined.grouped) quarantined, \(tally.blank.grouped) blank",
    ]
    lines += position.inputs.map { mark in
      let look = InputLook(at: mark, system)
      let size =
        look.file == nil || look.file != mark.identity.file
        ? "" : " of \(byteText(Double(look.size)))"
      return "input \(InputName(path: mark.path).text): \(byteText(Double(mark.offset)))\(size), "
        + "\(mark.lines.grouped) lines"
    }
    lines.append("accepted: \(position.accepted.text)")
    lines.append("quarantine: \(position.quarantine?.text ?? "discarded")")
    return lines.map { $0 + "\n" }.joined()
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
