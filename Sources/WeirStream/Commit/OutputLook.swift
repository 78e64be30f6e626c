import Glibc

/// What can be seen of an output before a run goes on with it.
struct OutputLook: Hashable, Sendable {
  /// As the user names it; `-` for a standard stream.
  var path: String
  var placement: OutputPlacement

  /// For messages.
  var name: String

  /// Files that may be what an earlier start left, the one with the partial name first.
  var candidates: [Candidate] = []

  struct Candidate: Hashable, Sendable {
    var place: OutputFile.Place

    /// Whether it has its partial name now.
    var isPartial: Bool
    var size: Int

    /// What it holds before the length of each mark that may be gone back to.
    var tails: [Int: Fingerprint] = [:]
  }
}

/// Finds which file an output is now, or what is wrong with all that it could be.
struct OutputChoice {
  let look: OutputLook
  private let isComplete: Bool

  /// Whether nothing more is to be written: then what others have added behind does no harm.
  private let isOver: Bool
  private(set) var place: OutputFile.Place?
  private(set) var isPartial = false
  private(set) var fault: String?

  init(_ look: OutputLook, isComplete: Bool, isOver: Bool = false) {
    self.look = look
    self.isComplete = isComplete
    self.isOver = isOver
  }

  /// - Parameters:
  ///   - mark: Where to go on. For a file that is appended to and was complete, its present end:
  ///     others may append to it, too.
  ///   - end: Where it ended when the checkpoint was written.
  mutating func choose(mark: inout OutputMark, end: OutputMark) {
    guard look.path == mark.path, look.placement == mark.placement else {
      fault = "\(look.name) is not the kind of output it was (\(mark.placement.rawValue))"
      return
    }
    if look.placement == .stream { return }
    // A file of the final name that no run completed is somebody else's.
    for candidate in look.candidates
    where candidate.isPartial || isComplete || mark.placement != .partial {
      if let fault = OutputChoice.fault(
        of: candidate, mark, end, isFinal: isComplete && !isOver)
      {
        self.fault = self.fault ?? fault
        continue
      }
      self.fault = nil
      place = candidate.place
      isPartial = candidate.isPartial
      if isComplete, mark.placement != .partial, mark.length == end.length {
        mark.length = candidate.size
      }
      return
    }
    fault = fault ?? "\(look.name) is gone, and held \(mark.length) bytes of this run"
  }

  private static func fault(
    of candidate: OutputLook.Candidate, _ mark: OutputMark, _ end: OutputMark, isFinal: Bool
  ) -> String? {
    let name =
      candidate.isPartial ? candidate.place.path : candidate.place.finalPath ?? candidate.place.path
    let (size, needed) = (candidate.size, mark.length)
    if size < needed { return "\(name) has \(size) bytes, fewer than the \(needed) it had" }
    if candidate.tails[needed] != mark.tail, mark.tail != .empty {
      return "\(name) is not what this run wrote: it differs before byte \(needed)"
    }
    let isShared = mark.placement != .partial && mark.length == end.length
    if isFinal, !isShared, size > end.length {
      return "\(name) has \(size) bytes, more than the \(end.length) it was completed with"
    }
    return nil
  }
}

extension OutputLook {
  /// Looks at an output that is named.
  ///
  /// - Parameter lengths: Of the marks that may be gone back to.
  init(file path: String, appends: Bool, lengths: [Int], _ system: any SystemCalls) {
    self.init(path: path, placement: appends ? .appended : .partial, name: path)
    let target = system.linkTarget(path) ?? path
    let status = try? system.status(at: target)
    if let status, status.kind != .regular {
      placement = .stream
      return
    }
    if appends {
      add(OutputFile.Place(path: path, finalPath: nil), isPartial: false, lengths, system)
    } else {
      let place = OutputFile.Place(path: target + ".partial", finalPath: target)
      add(place, isPartial: true, lengths, system)
      add(place, isPartial: false, lengths, system)
    }
  }

  /// Looks at standard output or standard error.
  init(standard descriptor: Int32, name: String, lengths: [Int], _ system: any SystemCalls) {
    self.init(path: "-", placement: .stream, name: name)
    guard (try? system.status(of: descriptor))?.kind == .regular else { return }
    placement = .standardFile
    let place = OutputFile.Place(path: "/dev/fd/\(descriptor)", finalPath: nil)
    add(place, isPartial: false, lengths, system)
  }

  private mutating func add(
    _ place: OutputFile.Place, isPartial: Bool, _ lengths: [Int], _ system: any SystemCalls
  ) {
    guard
      let file = try? retryingInterrupted({ () throws(SystemError) in
        try system.open(
          isPartial ? place.path : place.finalPath ?? place.path, flags: O_RDONLY, mode: 0)
      })
    else { return }
    defer { system.close(file) }
    guard let status = try? system.status(of: file), status.kind == .regular else { return }
    var candidate = Candidate(place: place, isPartial: isPartial, size: status.size)
    for length in lengths where length <= status.size {
      let count = min(length, Fingerprint.maxBytes)
      let bytes = try? system.bytes(of: file, at: length - count, count: count)
      candidate.tails[length] = bytes.flatMap { $0 }.map { Fingerprint($0) }
    }
    candidates.append(candidate)
  }
}
