import WeirJSON
import WeirSchema

/// A piece of the input, whole lines only, on its way from the reader through a worker to the
/// outputs; there is a fixed number of them, used again and again.
///
/// `@unchecked Sendable`: a block belongs to one thread at a time. It passes from `OrderedOutput`'s
/// free list to a worker, which fills and judges it, back to `OrderedOutput`, whose draining thread
/// writes it; each handing over happens under that object's lock.
final class Block: @unchecked Sendable {
  var buffer: BlockBuffer

  /// Bytes in the buffer.
  var filled = 0

  /// Where the lines start and end in the buffer: behind a byte order mark, before a line that
  /// is not complete.
  var lines = 0..<0

  /// The records in them, where records are not lines.
  var records: [FramedRecord] = []

  /// Place in the order of the output, from 0.
  var ticket = 0

  /// Where the buffer's first byte and first line stand in the input.
  var origin = InputPosition(input: InputName(path: "-"), offset: 0, line: 1)

  /// Which of the inputs it is from, and which file that is.
  var inputIndex = 0
  var inputIdentity = InputIdentity.stream

  /// Whether it tells, before any of its lines, that a followed name is another file's.
  var beginsFile = false

  /// Whether its last line has no line end in the input.
  var endsOpen = false

  /// Whether the bytes can be had again from the input.
  var isRereadable = false

  /// What the reader has to say before this block's lines.
  var notices: [Notice] = []

  /// A line too long to be held, instead of lines.
  var overlong: OverlongLine?

  /// What passed by with such a line: its last bytes, and how many line ends.
  var passedTail = ByteTail()
  var passedLineEnds = 0

  /// Bytes that should have been kept and could not be: the run ends here.
  var failure: OutputFailure?

  /// Bytes taken from the input for this block, for the throughput.
  var bytesRead = 0

  var judged = JudgedLines()

  /// Whether the worker left the block before its end: nothing behind it may be written.
  var isCut = false

  init(capacity: Int) {
    buffer = BlockBuffer(capacity: capacity)
  }

  /// Makes the block ready to be filled again.
  func clear(capacity: Int) {
    if buffer.capacity > capacity { buffer = BlockBuffer(capacity: capacity) }
    filled = 0
    lines = 0..<0
    records.removeAll(keepingCapacity: true)
    notices.removeAll(keepingCapacity: true)
    overlong = nil
    passedTail = ByteTail()
    passedLineEnds = 0
    failure = nil
    bytesRead = 0
    endsOpen = false
    beginsFile = false
    isCut = false
    judged.clear()
  }

  /// Notes bytes that pass by and are not held.
  func pass(_ bytes: ByteSlice) {
    bytesRead += bytes.count
    passedTail.append(bytes)
    passedLineEnds += bytes.newlineCount
  }

  /// Records that a block takes where they are not lines: what is known of each takes forty bytes, so
  /// that a block full of the smallest ones would take twenty times its size.
  static let maxRecords = 32_768
}

/// An input as the user named it.
struct InputName: Hashable, Sendable {
  /// As given; `-` is standard input.
  let path: String

  /// How many other files were read by this name before, where it is followed from file to file.
  var generation = 0

  var isStandardInput: Bool { path == "-" }

  /// For people.
  var text: String { isStandardInput ? "<stdin>" : path }
}

/// A place in an input.
struct InputPosition: Hashable, Sendable {
  let input: InputName

  /// Bytes from the input's start.
  var offset: Int

  /// From 1; blank lines count.
  var line: Int
}

/// What a worker found in a block's lines, in a form that costs accepted lines next to nothing: runs
/// of accepted lines stay where they are in the block and are written from there.
struct JudgedLines {
  /// Accepted lines that follow each other, line ends included, as a range of the block's buffer.
  struct Run {
    var bytes: Range<Int>
    var lineCount: Int

    /// Whether a line end has to follow that is not in the buffer.
    var needsLineEnd = false

    /// Whether the bytes stand in `text`, since they are not in the block as they leave.
    var isInText = false
  }

  /// One line that goes to the quarantine, and what had been judged before it.
  struct Reject {
    let reason: RejectReason
    let place: InputPosition
    let column: Int

    /// Where the line ends in the block's buffer.
    let end: Int

    /// Which of the run's schemas said so; nil where it did not come to that.
    let schemaIndex: Int?
    let runsBefore: Int
    let acceptedBefore: Int
    let linesBefore: Int
    let passedBefore: PassedLines

    /// Where this line's bytes in `quarantine` end.
    let quarantineEnd: Int
  }

  /// Lines that are no records to judge.
  struct PassedLines: Hashable, Sendable {
    /// What an earlier run said in the stream of its records.
    var notices = 0

    /// Quarantined records that nobody asked for.
    var unselected = 0

    static func - (all: PassedLines, part: PassedLines) -> PassedLines {
      PassedLines(
        notices: all.notices - part.notices, unselected: all.unselected - part.unselected)
    }
  }

  var runs: [Run] = []

  /// Accepted bytes that do not stand in the block.
  var text: [UInt8] = []
  var rejects: [Reject] = []

  /// One for each accepted record, in runs that ask for them; once it is decided what depends on the
  /// records before, only where each schema has its own counts.
  var marks: [MarkedRecord] = []

  /// Of each marked record that was quarantined before, what is known of it; empty for all others.
  var histories: [QuarantineRecord.History] = []

  /// Records that came before already, and their lines, where somebody wants those.
  var duplicateCount = 0
  var duplicates: [UInt8] = []

  /// What is to be appended to the quarantine.
  var quarantine: [UInt8] = []

  /// Whether a line that is too long to be held goes to the quarantine as it is.
  var copiesOverlongLine = false

  var lineCount = 0
  var acceptedCount = 0
  var passed = PassedLines()

  /// Where the line that is judged, or was judged last, ends in the block's buffer.
  var end = 0

  mutating func clear() {
    runs.removeAll(keepingCapacity: true)
    rejects.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    histories.removeAll(keepingCapacity: true)
    // A block full of rejected lines may have made a large text: not kept.
    let isLarge = quarantine.capacity > JudgedLines.keptQuarantineBytes
    quarantine.removeAll(keepingCapacity: !isLarge)
    if text.capacity > JudgedLines.keptQuarantineBytes { text = [] }
    text.removeAll(keepingCapacity: true)
    copiesOverlongLine = false
    lineCount = 0
    acceptedCount = 0
    passed = PassedLines()
    end = 0
  }

  /// What is left of it when everything behind reject `index` is dropped.
  func prefix(through index: Int) -> JudgedLines {
    let last = rejects[index]
    var prefix = JudgedLines()
    prefix.runs = Array(runs.prefix(last.runsBefore))
    prefix.rejects = Array(rejects.prefix(index + 1))
    prefix.marks = Array(marks.prefix(last.acceptedBefore))
    prefix.quarantine = Array(quarantine.prefix(last.quarantineEnd))
    prefix.text = text
    prefix.copiesOverlongLine = copiesOverlongLine
    prefix.passed = last.passedBefore
    prefix.lineCount = last.linesBefore + 1
    prefix.acceptedCount = last.acceptedBefore
    prefix.end = last.end
    return prefix
  }

  /// Storage that a cleared block keeps.
  static let keptQuarantineBytes = 256 * 1024

  /// From here on a worker hands out what it has before it goes on, so that memory stays bounded
  /// however many lines a block rejects.
  var isFull: Bool {
    quarantine.count + text.count >= JudgedLines.fullBytes
      || rejects.count >= JudgedLines.fullRejects || runs.count >= 65_536
      || marks.count >= Block.maxRecords
  }

  static let fullBytes = 2 * 1024 * 1024
  static let fullRejects = 16_384
}

extension JudgedLines {
  /// Notes a rejected line, which `lineCount` counts already and whose bytes end `quarantine`.
  mutating func note(
    _ reason: RejectReason, at place: InputPosition, column: Int, schemaIndex: Int?
  ) {
    rejects.append(
      Reject(
        reason: reason, place: place, column: column, end: end, schemaIndex: schemaIndex,
        runsBefore: runs.count, acceptedBefore: acceptedCount, linesBefore: lineCount - 1,
        passedBefore: passed, quarantineEnd: quarantine.count))
  }

  /// The same for what a report says.
  mutating func note(_ report: Report, at place: InputPosition, schemaIndex: Int?) {
    let first = report.errors.first
    note(
      RejectReason(
        code: first?.code ?? "schema.invalid", schemaLocation: first?.schemaLocation ?? ""),
      at: place, column: first?.position.column ?? 1, schemaIndex: schemaIndex)
  }

  /// Adds an accepted line, which `lineCount` counts already, by its bytes without line end.
  mutating func appendAccepted(_ line: ByteSlice) {
    let start = text.count
    text.append(line)
    text.append(UInt8(ascii: "\n"))
    acceptedCount += 1
    // A run ends at a rejected line, so that what follows that one can be dropped.
    if let last = runs.last, last.isInText, rejects.last?.runsBefore != runs.count {
      runs[runs.count - 1] = Run(
        bytes: last.bytes.lowerBound..<text.count, lineCount: last.lineCount + 1, isInText: true)
    } else {
      runs.append(Run(bytes: start..<text.count, lineCount: 1, isInText: true))
    }
  }
}

/// Why a record was quarantined, as the summary groups it.
struct RejectReason: Hashable, Sendable {
  /// Stable: `schema.required`, `decode.utf8`, `frame.too_long`, …
  let code: String

  /// The failing keyword in the schema; empty where no schema was asked.
  let schemaLocation: String
}
