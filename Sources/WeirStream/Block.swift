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

  /// Place in the order of the output, from 0.
  var ticket = 0

  /// Where the buffer's first byte and first line stand in the input.
  var origin = InputPosition(input: InputName(path: "-"), offset: 0, line: 1)

  /// Whether the bytes can be had again from the input.
  var isRereadable = false

  /// What the reader has to say before this block's lines.
  var notices: [Notice] = []

  /// A line too long to be held, instead of lines.
  var overlong: OverlongLine?

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
    notices.removeAll(keepingCapacity: true)
    overlong = nil
    failure = nil
    bytesRead = 0
    isCut = false
    judged.clear()
  }
}

/// An input as the user named it.
struct InputName: Hashable, Sendable {
  /// As given; `-` is standard input.
  let path: String

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
    let bytes: Range<Int>
    let lineCount: Int
  }

  /// One line that goes to the quarantine, and what had been judged before it.
  struct Reject {
    let reason: RejectReason
    let place: InputPosition
    let column: Int

    /// Which of the run's schemas said so; nil where it did not come to that.
    let schemaIndex: Int?
    let runsBefore: Int
    let acceptedBefore: Int
    let linesBefore: Int

    /// Where this line's bytes in `quarantine` end.
    let quarantineEnd: Int
  }

  var runs: [Run] = []
  var rejects: [Reject] = []

  /// One for each accepted record, in runs that ask for them.
  var marks: [RecordMark] = []

  /// What is to be appended to the quarantine.
  var quarantine: [UInt8] = []

  var lineCount = 0
  var acceptedCount = 0

  var blankCount: Int { lineCount - acceptedCount - rejects.count }

  mutating func clear() {
    runs.removeAll(keepingCapacity: true)
    rejects.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    // A block full of rejected lines may have made a large text: not kept.
    let isLarge = quarantine.capacity > JudgedLines.keptQuarantineBytes
    quarantine.removeAll(keepingCapacity: !isLarge)
    lineCount = 0
    acceptedCount = 0
  }

  /// What is left of it when everything behind reject `index` is dropped.
  func prefix(through index: Int) -> JudgedLines {
    let last = rejects[index]
    var prefix = JudgedLines()
    prefix.runs = Array(runs.prefix(last.runsBefore))
    prefix.rejects = Array(rejects.prefix(index + 1))
    prefix.marks = Array(marks.prefix(last.acceptedBefore))
    prefix.quarantine = Array(quarantine.prefix(last.quarantineEnd))
    prefix.lineCount = last.linesBefore + 1
    prefix.acceptedCount = last.acceptedBefore
    return prefix
  }

  /// Storage that a cleared block keeps.
  static let keptQuarantineBytes = 256 * 1024

  /// From here on a worker hands out what it has before it goes on, so that memory stays bounded
  /// however many lines a block rejects.
  var isFull: Bool {
    quarantine.count >= 2 * 1024 * 1024 || rejects.count >= 16_384 || runs.count >= 65_536
      || marks.count >= 131_072
  }
}

/// Why a record was quarantined, as the summary groups it.
struct RejectReason: Hashable, Sendable {
  /// Stable: `schema.required`, `decode.utf8`, `frame.too_long`, …
  let code: String

  /// The failing keyword in the schema; empty where no schema was asked.
  let schemaLocation: String
}
