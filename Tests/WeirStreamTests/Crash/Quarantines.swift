import WeirJSON
import WeirSchema

@testable import WeirStream

/// Two quarantines as inputs of a replay, and how they are replayed. One was filled from a file, the
/// other from a pipe: what is too long for a record is kept in that file, and in a folder.
enum Quarantines {
  /// `/in/1` and `/in/2`, and the file and the folder with the long payloads.
  static let files: [String: [UInt8]] = {
    var files = ["/in/long": lines]
    var options = FilterOptions()
    options.inputs = ["/in/long"]
    options.quarantine = .file("/in/1")
    files.merge(fill("/in/1", from: .init(folders: folders, files: files), options)) { $1 }
    options.inputs = ["-"]
    options.quarantine = .file("/in/2")
    files.merge(fill("/in/2", from: .init(folders: folders), options, piped: lines)) { $1 }
    // What a filter says in the stream of its records, a blank line, and lines that are no records;
    // the last one has no line end.
    files["/in/1"]? += Array("{\"type\":\"dev.weir.notice.v1\",\"data\":{}}\n\n{\"type\":1}\n".utf8)
    files["/in/2"]? += Array("damaged".utf8)
    return files
  }()

  private static let folders = ["/", "/in"]

  /// Good, bad, for another reason, too long and good or bad, with both line ends.
  private static let lines = Array(
    """
    10001
    bad \u{E4}
    10003
    10004\r
    10005 is good, and longer than any record may be
    x10006 is bad, and longer than any record may be
    10004

    """.utf8)

  /// Rejects everything; what it wrote under a path.
  private static func fill(
    _ path: String, from disk: DiskImage, _ options: FilterOptions, piped: [UInt8] = []
  ) -> [String: [UInt8]] {
    var options = options
    options.maxRecordBytes = 30
    options.isQuiet = true
    options.jobs = 1
    let system = ModelSystem(disk, input: .pipe(piped))
    _ = Filter(options, system: system, clock: .stopped).run { RejectingJudge() }
    let written = system.disk
    return written.names.keys.reduce(into: [:]) { files, name in
      if name.hasPrefix(path) { files[name] = written.file(name) }
    }
  }

  /// Replays all but those that were rejected for another reason.
  static func replay(by filter: Filter, marking: Bool) -> FilterOutcome {
    var options = ReplayOptions()
    options.maxPayloadBytes = 1000
    options.selection.add(.code, "schema.type")
    options.selection.add(.code, OverlongLine.code)
    return marking
      ? filter.replay(hasUncheckedFormats: false, options) { MarkingDigitJudge() }
      : filter.replay(hasUncheckedFormats: false, options) { DigitJudge() }
  }
}

/// Rejects every line: most for one reason, some for another.
private struct RejectingJudge: RecordJudge {
  mutating func accepts(_ line: ByteSlice) -> Bool { false }

  mutating func report(on line: ByteSlice, limit: Int) -> Report {
    let isOther = line.copied().starts(with: "10003".utf8)
    return Report(frameCode: isOther ? "schema.const" : "schema.type", message: "it is rejected")
  }
}
