import StreamTestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirStream

/// One way to run the filter over a small input, on a model of a disk.
struct Scenario: Sendable, CustomTestStringConvertible {
  enum Accepted: String, Sendable { case file, appended, stdoutFile, stdoutPipe }
  enum Quarantine: String, Sendable { case file, raw, appended, stderrFile, stderrPipe, discard }

  var accepted: Accepted
  var quarantine: Quarantine

  /// Through a pipe whose producer starts over, instead of from two files.
  var readsPipe = false
  var pipedBytes = Scenario.first + [0x0A] + Scenario.second

  /// Whether the last input's last line has no line end.
  var endsOpen = true
  var jobs = 1
  var sequence = Sequence.none

  /// Whether the inputs are quarantines, whose payloads are judged anew. They are damaged, which the
  /// status says.
  var replays = false
  var status: Int32 { replays ? 1 : 0 }

  /// What depends on the records before.
  enum Sequence: String, Sendable {
    case none

    /// With a window of more keys than come, and of fewer.
    case dedupe, smallDedupe

    /// By the records' times, in partitions.
    case late, reorder, smallReorder, dedupeAndReorder
  }

  var testDescription: String {
    (replays ? "replay, " : "")
      + "accepted \(accepted), quarantine \(quarantine)\(readsPipe ? ", piped" : "")"
      + (jobs > 1 ? ", \(jobs) jobs" : "") + (sequence == .none ? "" : ", \(sequence)")
  }

  /// Every output once alone and a few together.
  static let all = [
    Scenario(accepted: .file, quarantine: .file), Scenario(accepted: .file, quarantine: .raw),
    Scenario(accepted: .file, quarantine: .stderrFile),
    Scenario(accepted: .file, quarantine: .discard),
    Scenario(accepted: .appended, quarantine: .appended),
    Scenario(accepted: .stdoutFile, quarantine: .file),
    Scenario(accepted: .stdoutFile, quarantine: .stderrFile),
    Scenario(accepted: .stdoutPipe, quarantine: .file),
    Scenario(accepted: .stdoutPipe, quarantine: .raw),
    Scenario(accepted: .stdoutPipe, quarantine: .stderrPipe),
    Scenario(accepted: .stdoutPipe, quarantine: .discard),
    Scenario(accepted: .file, quarantine: .file, readsPipe: true),
    Scenario(accepted: .file, quarantine: .raw, readsPipe: true),
    Scenario(accepted: .file, quarantine: .file, sequence: .dedupe),
    Scenario(accepted: .appended, quarantine: .appended, sequence: .smallDedupe),
    Scenario(accepted: .file, quarantine: .raw, sequence: .late),
    Scenario(accepted: .file, quarantine: .file, sequence: .reorder),
    Scenario(accepted: .stdoutFile, quarantine: .file, sequence: .smallReorder),
    Scenario(accepted: .file, quarantine: .file, readsPipe: true, sequence: .dedupeAndReorder),
    Scenario(accepted: .file, quarantine: .file, replays: true),
    Scenario(accepted: .appended, quarantine: .appended, replays: true),
    Scenario(accepted: .stdoutFile, quarantine: .stderrFile, replays: true),
    Scenario(accepted: .stdoutPipe, quarantine: .file, replays: true),
    Scenario(accepted: .file, quarantine: .file, sequence: .dedupeAndReorder, replays: true),
  ]

  /// Good, bad, blank, too long, with both line ends, and last lines without one.
  static let first = Array(
    """
    10001
    bad \u{E4}
    10002\r

    10003
    x10004 this line is longer than any record may be
    10005
    bad
    10006
    """.utf8)
  static let second = Array(
    """
    20001
    20002
    nope
    x20003 this is another line that is longer than a record may be
    20004
    20005
    20006
    open end
    """.utf8)

  /// The disk before the first start.
  var disk: DiskImage {
    var files = replays ? Quarantines.files : ["/in/1": Scenario.first, "/in/2": Scenario.second]
    if !endsOpen { files["/in/2"]?.append(0x0A) }
    if accepted == .appended {
      files["/out/good"] = Array("earlier\nends open".utf8)
      files["/out/bad"] = Array("{}\n".utf8)
    }
    if accepted == .stdoutFile { files["/out/stdout"] = Array("earlier\n".utf8) }
    if quarantine == .stderrFile { files["/out/stderr"] = [] }
    if accepted == .file { files["/out/good"] = Array("to be replaced\n".utf8) }
    return DiskImage(folders: ["/", "/in", "/in/2.d", "/out"], files: files)
  }

  var options: FilterOptions {
    var options = FilterOptions()
    options.inputs = readsPipe ? ["-"] : ["/in/1", "/in/2"]
    options.state = "/out/state"
    options.replaysInputs = readsPipe
    if accepted == .file || accepted == .appended { options.accepted = "/out/good" }
    options.quarantine =
      switch quarantine {
      case .file, .raw, .appended: .file("/out/bad")
      case .stderrFile, .stderrPipe: .standardError
      case .discard: .discard
      }
    options.quarantineFormat = quarantine == .raw ? .raw : .record
    options.existing = accepted == .appended ? .append : .replace
    options.jobs = jobs
    options.maxRecordBytes = replays ? 4000 : 30
    options.isQuiet = true
    if replays { options.command = "replay" }
    ask(for: sequence, in: &options)
    return options
  }

  private func ask(for sequence: Sequence, in options: inout FilterOptions) {
    if [.dedupe, .smallDedupe, .dedupeAndReorder].contains(sequence) {
      var dedupe = DedupeOptions(key: [])
      dedupe.maxKeys = sequence == .smallDedupe ? 3 : 100
      dedupe.duplicates = "/out/again"
      options.dedupe = dedupe
    }
    guard ![.none, .dedupe, .smallDedupe].contains(sequence) else { return }
    var order = OrderOptions(key: JSONPointer())
    order.lateness = 4
    order.maxGap = 1
    order.late = sequence == .late ? .quarantine : .reorder
    order.maxHeldRecords = sequence == .smallReorder ? 2 : 100
    options.order = order
  }

  func system(_ disk: DiskImage) -> ModelSystem {
    ModelSystem(
      disk, input: .pipe(pipedBytes),
      output: accepted == .stdoutFile ? .file("/out/stdout") : .pipe([]),
      error: quarantine == .stderrFile ? .file("/out/stderr") : .pipe([]))
  }

  /// Filters once.
  ///
  /// - Parameter change: Of the options.
  @discardableResult
  func run(
    on system: any SystemCalls, clock: RunClock = .stopped,
    change: (inout FilterOptions) -> Void = { _ in }
  ) -> FilterOutcome {
    var commits = CommitSettings()
    commits.bytes = 60
    commits.isPipelined = jobs > 1
    commits.keysPerFile = 2
    var options = options
    change(&options)
    let filter = Filter(
      options, system: system, clock: clock, commits: commits, blockBytes: replays ? 1024 : 32,
      spareWorkers: jobs > 1 ? 1 : 0)
    if replays { return Quarantines.replay(by: filter, marking: options.marksRecords) }
    return options.marksRecords
      ? filter.run { MarkingDigitJudge() } : filter.run { DigitJudge() }
  }

  /// Everything that a run without any trouble leaves.
  func undisturbed() -> Result {
    let system = system(disk)
    let outcome = run(on: system)
    #expect(outcome.exitStatus == status)
    return Result(self, system)
  }

  /// What is left in the end.
  struct Result: Hashable, CustomTestStringConvertible {
    var accepted: [UInt8]
    var quarantine: [UInt8]
    var duplicates: [UInt8]
    var tally: Tally?
    var status: Checkpoint.Status?

    /// Names that are there.
    var names: [String]

    var testDescription: String {
      let places = String(decoding: quarantine, as: UTF8.self).split(separator: "\n").map { line in
        line.contains("file.offset") ? line.split(separator: "file.offset\":")[1].prefix(3) : line
      }
      let counts = tally.map {
        "\($0.lines)=\($0.duplicates)+\($0.accepted)+\($0.quarantined)+\($0.blank)"
      }
      return "\(String(decoding: accepted, as: UTF8.self)) \(places) \(quarantine.count) "
        + "\(counts ?? "-") \(status?.rawValue ?? "-") \(names)"
    }

    /// What was said about a start that failed is nobody's record.
    private static func withoutNotices(_ bytes: [UInt8]) -> [UInt8] {
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      return lines.filter { !$0.contains("dev.weir.notice.v1") }.flatMap { Array("\($0)\n".utf8) }
    }

    init(_ scenario: Scenario, _ system: ModelSystem) {
      let disk = system.disk
      accepted =
        switch scenario.accepted {
        case .file, .appended: disk.file("/out/good") ?? []
        case .stdoutFile: disk.file("/out/stdout") ?? []
        case .stdoutPipe: system.taken(by: 1)
        }
      quarantine =
        switch scenario.quarantine {
        case .file, .raw, .appended: disk.file("/out/bad") ?? []
        case .stderrFile: Result.withoutNotices(disk.file("/out/stderr") ?? [])
        case .stderrPipe: system.taken(by: 2)
        case .discard: []
        }
      duplicates = disk.file("/out/again") ?? []
      let checkpoint = disk.file("/out/state/checkpoint.json").flatMap { try? Checkpoint(text: $0) }
      tally = checkpoint?.position.tally
      status = checkpoint?.status
      // What a killed start left for the next one to overwrite is nobody's result, nor is a copy of
      // a line that stands in the quarantine and could not be removed, nor are keys that nobody needs.
      names = disk.names.keys.filter { !$0.hasSuffix(".tmp") }.sorted()
      let oldest =
        [checkpoint?.position, checkpoint?.beforeOpenLine]
        .compactMap { $0?.sequence?.window?.oldest }.min() ?? 0
      names.removeAll { name in
        name.hasPrefix("/out/state/keys-")
          && Int(name.dropFirst(16)).map { $0 + 2 <= oldest } ?? false
      }
      if scenario.quarantine == .raw { names.removeAll { $0.hasPrefix("/out/bad.d/") } }
    }
  }
}

/// Accepts lines that begin with a digit.
struct DigitJudge: RecordJudge {
  mutating func accepts(_ line: ByteSlice) -> Bool {
    line.count > 0 && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[0])
  }

  mutating func report(on line: ByteSlice, limit: Int) -> Report {
    Report(errors: [], isTruncated: false)
  }
}

/// The same, and marks: the last digit is the key, seven times that the time, its lowest bit the
/// partition.
struct MarkingDigitJudge: RecordJudge {
  private var judge = DigitJudge()
  private var digit: UInt8 = 0

  static var marksRecords: Bool { true }

  mutating func accepts(_ line: ByteSlice) -> Bool {
    digit = line.copied().last { $0 > 0x20 }.map { $0 &- UInt8(ascii: "0") } ?? 0
    return judge.accepts(line)
  }

  mutating func report(on line: ByteSlice, limit: Int) -> Report {
    judge.report(on: line, limit: limit)
  }

  func mark() -> RecordMark {
    RecordMark(
      key: RecordKey(low: UInt64(digit), high: 0), time: Int64(digit) * 7 % 10,
      partition: RecordKey(low: UInt64(digit & 1), high: 1))
  }
}

extension RunClock {
  /// Always the same moment: all that a run takes from the clock is the same in every run.
  static let stopped = RunClock(
    continuous: { 0 }, wall: { 1_700_000_000_000_000_000 })
}
