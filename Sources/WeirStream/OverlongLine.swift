import Glibc
import WeirJSON

/// A line longer than `--max-record-bytes`: what is known of it without having held it.
struct OverlongLine {
  let place: InputPosition

  /// Bytes without the LF.
  let byteCount: Int
  let sha256: String

  /// The first bytes; none where they may not be shown.
  let head: [UInt8]

  /// Where all its bytes can be had.
  let store: Store

  /// What stands before it in its stream.
  let prefix: [UInt8]

  /// Whether a line end followed it, or has to.
  let isTerminated: Bool

  enum Store {
    /// In the input, at its place.
    case input

    /// In a file of their own.
    case file(String)

    /// Nowhere: they came through a pipe, and no quarantine file was named.
    case lost
  }

  /// What a run does with such lines.
  struct Keeping: Sendable {
    let identity: RunIdentity

    /// Folder for the bytes of lines that came through a pipe; nil keeps none.
    let folder: String?

    /// How much of a line is shown.
    let headBytes: Int
    var framing = Framing.ndjson
    let system: any SystemCalls

    /// How much of a line is shown by default: enough to recognise it.
    static let defaultHeadBytes = 4096
  }

  /// The stable code of the reason.
  static let code = "frame.too_long"

  /// Takes a line's bytes piece by piece. Dropping it forgets the line.
  struct Collector: ~Copyable {
    private let place: InputPosition
    private let isRereadable: Bool
    private let keeping: Keeping
    private var hash = SHA256()
    private var head: [UInt8] = []
    private var byteCount = 0
    private var spool: OutputFile?
    private var failure: OutputFailure?

    init(at place: InputPosition, isRereadable: Bool, keeping: Keeping) {
      self.place = place
      self.isRereadable = isRereadable
      self.keeping = keeping
      guard !isRereadable, let folder = keeping.folder else { return }
      do {
        try makeFolder(folder)
        spool = try OutputFile(
          replacing: folder + "/line-\(place.offset)", system: keeping.system)
      } catch {
        failure = error
      }
    }

    private func makeFolder(_ path: String) throws(OutputFailure) {
      do {
        try keeping.system.makeDirectory(path)
      } catch {
        guard error.number == EEXIST else { throw OutputFailure(path, error) }
      }
    }

    mutating func take(_ bytes: ByteSlice) {
      hash.update(bytes)
      byteCount += bytes.count
      let wanted = min(keeping.headBytes - head.count, bytes.count)
      if wanted > 0 { head += bytes[0..<wanted].copied() }
      guard failure == nil, bytes.count > 0 else { return }
      do {
        try spool?.write([bytes])
      } catch {
        failure = error
      }
    }

    /// - Throws: When the bytes should have been kept and could not be.
    consuming func finish(isTerminated: Bool) throws(OutputFailure) -> OverlongLine {
      if let failure { throw failure }
      let sha256 = hash.hexadecimal()
      var store = isRereadable ? Store.input : .lost
      if spool != nil, let folder = keeping.folder {
        let stage = OverlongLine.code.prefix { $0 != "." }
        let id = keeping.identity.recordID(at: place, payloadSHA256: sha256, stage: stage)
        let path = folder + "/" + id
        try spool.take()?.complete(as: path)
        store = .file(path)
      }
      return OverlongLine(
        place: place, byteCount: byteCount, sha256: sha256, head: head, store: store,
        prefix: keeping.framing.prefix, isTerminated: isTerminated)
    }

    /// Forgets the line: a run that was stopped in the middle of it did not judge it.
    consuming func abandon() {
      spool.take()?.remove()
    }
  }
}
