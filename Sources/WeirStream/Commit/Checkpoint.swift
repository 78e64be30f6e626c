import WeirJSON

/// What a run has settled, as its state folder records it: enough for another run to go on as if
/// nothing had happened.
struct Checkpoint: Hashable, Sendable {
  /// Of the record's form; another one is not read.
  static let version = 1

  /// Commits of the run so far, over all its starts.
  var sequence = 0
  var status = Status.running
  var run: RunFacts
  var contract: RunContract

  /// How far the run has come.
  var position: RunPosition

  /// How far it had come before a last line without line end. An input that has grown since takes
  /// that line back: it was only the beginning of one.
  var beforeOpenLine: RunPosition?

  enum Status: String, Sendable {
    /// Under way, or killed.
    case running

    /// Left before its end, in good order.
    case stopped

    /// Left because more was quarantined than allowed.
    case tooManyRejects = "too_many_rejects"
    case complete
  }
}

/// What belongs to a run and does not change from start to start.
struct RunFacts: Hashable, Sendable {
  var id: String

  /// When it was started first: the `time` of its records.
  var startTime: Timestamp

  /// Spent over all starts.
  var milliseconds = 0

  /// The limit as the user wrote it, where one was set.
  var maxRejects: String?
  var rejectWindow = 0

  /// Keys the hashes of records' keys; nil where nobody asks for those.
  var keySecret: RecordKey?
}

/// What decides which line becomes what: to go on with anything else would give outputs that no
/// single run gives.
struct RunContract: Hashable, Sendable {
  struct Option: Hashable, Sendable {
    let name: String
    let value: String
  }

  /// SHA-256 over the texts of all schema resources.
  var schemaSHA256: String

  /// Those that change results, by name.
  var options: [Option]

  var optionsSHA256: String {
    var hash = SHA256()
    for option in options {
      hash.update(field: option.name)
      hash.update(field: option.value)
    }
    return hash.hexadecimal()
  }

  /// What is different in another contract, for people; empty where nothing is.
  func differences(from other: RunContract) -> [String] {
    var texts = schemaSHA256 == other.schemaSHA256 ? [] : ["the schema has changed"]
    let names = Set((options + other.options).map(\.name)).sorted()
    for name in names {
      let now = value(of: name)
      let then = other.value(of: name)
      if now != then { texts.append("\(name) was \(then) and is \(now)") }
    }
    return texts
  }

  /// For people. An option without a value is one that nobody wrote.
  private func value(of name: String) -> String {
    let value = options.first { $0.name == name }?.value ?? ""
    return value.isEmpty ? "not set" : value
  }
}

/// A point between two records, in all inputs and outputs at once.
struct RunPosition: Hashable, Sendable {
  /// The first so many inputs of the command line; those behind have not been begun.
  var inputs: [InputMark] = []
  var accepted: OutputMark

  /// nil where quarantined records are discarded.
  var quarantine: OutputMark?

  /// nil where lines that came again are only counted.
  var duplicates: OutputMark?
  var tally = Tally()

  /// Ordinals of rejected records that the window of `--max-rejects` still looks at.
  var recentRejects: [Int] = []

  /// What dedupe and order know; nil where neither is asked for.
  var sequence: SequenceState?
}

/// How far an input has been read, and what shows that it still is the same one.
struct InputMark: Hashable, Sendable {
  var path: String

  /// How many other files were read by this name before.
  var generation = 0
  var identity = InputIdentity.stream

  /// Bytes whose lines are settled.
  var offset = 0

  /// Lines before that, blank ones included; where records are not lines, line ends.
  var lines = 0

  /// Bytes right before `offset`, at most 4 KiB.
  var tail = Fingerprint.empty

  /// Whether the last of those lines has no line end.
  var endsOpen = false
}

/// Which file an input is.
struct InputIdentity: Hashable, Sendable {
  /// nil for what is no file: a pipe cannot be told from another one.
  var file: FileStatus.Identity?

  /// Of the file's first bytes, as many as it had when it was opened, at most 4 KiB.
  var head = Fingerprint.empty

  /// Whether it came compressed: then offsets count what comes of it, and to go on is to read it again.
  var isCompressed = false

  static let stream = InputIdentity()
}

/// How long an output is, and what it ends with.
struct OutputMark: Hashable, Sendable {
  /// As the user named it; `-` for a standard stream.
  var path: String
  var placement: OutputPlacement

  /// In bytes; 0 for a stream.
  var length = 0

  /// The last bytes of that length, at most 4 KiB.
  var tail = Fingerprint.empty
}

/// How an output is written, which decides what can be promised for it.
enum OutputPlacement: String, Sendable {
  /// As `F.partial`, renamed to F at the end.
  case partial

  /// To F itself, behind what it holds.
  case appended

  /// To standard output or standard error that is a file: it can be cut back.
  case standardFile = "standard_file"

  /// To a pipe, a terminal, a device: what was written cannot be taken back.
  case stream
}

/// A digest of some bytes.
struct Fingerprint: Hashable, Sendable {
  var byteCount: Int
  var sha256: String

  /// At most so many bytes are looked at.
  static let maxBytes = 4096

  static let empty = Fingerprint([])

  init(byteCount: Int, sha256: String) {
    self.byteCount = byteCount
    self.sha256 = sha256
  }

  init(_ bytes: [UInt8]) {
    byteCount = bytes.count
    sha256 = SHA256.hexadecimal(of: bytes)
  }
}
