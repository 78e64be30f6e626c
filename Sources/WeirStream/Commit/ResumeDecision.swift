/// Whether and where a run goes on from a checkpoint: a pure decision over what can be seen of its
/// inputs and outputs. Where it would have to guess it refuses, and says what is different.
enum ResumeDecision: Hashable, Sendable {
  /// Go on from a position, writing to these outputs.
  case goOn(Resumption)

  /// All inputs were read to their end, and none has more now. These outputs still wait for their
  /// names.
  case finished(renaming: [OutputFile.Place])

  /// The same limit that stopped the run would stop it again.
  case tooManyRejects
  case refuse([String])
}

/// Where a run goes on.
struct Resumption: Hashable, Sendable {
  var position: RunPosition

  /// nil for a stream.
  var accepted: OutputFile.Place?
  var quarantine: OutputFile.Place?
  var duplicates: OutputFile.Place?

  /// Outputs that have their own name already and get the partial one back.
  var reopened: [OutputFile.Place] = []
}

/// What a start asks for.
struct ResumeRequest: Sendable {
  var inputs: [String]
  var contract: RunContract
  var maxRejects: String?
  var rejectWindow: Int
  var acceptsChanges: Bool

  /// Whether the last input is read on beyond its end.
  var follows = false
  var accepted: OutputLook
  var quarantine: OutputLook?
  var duplicates: OutputLook?
}

extension Checkpoint {
  /// - Parameter inputs: What is seen at each of the position's marks.
  func decide(_ request: ResumeRequest, inputs looks: [InputLook]) -> ResumeDecision {
    var faults: [String] = []
    if !request.acceptsChanges {
      let differences = request.contract.differences(from: contract)
      faults += differences
      if !differences.isEmpty { faults.append("--accept-changes goes on all the same") }
    }
    faults += inputFaults(request, looks)
    guard faults.isEmpty else { return .refuse(faults) }
    let hasMore = hasMore(request, looks)
    if status == .tooManyRejects, run.maxRejects == request.maxRejects,
      run.rejectWindow == request.rejectWindow
    {
      return .tooManyRejects
    }
    let isComplete = status == .complete
    let isOver = isComplete && !hasMore && !request.follows
    // A line that had no end may have one now, or be longer.
    var next = Resumption(position: isOver ? position : beforeOpenLine ?? position)
    next.position.recogniseInputs(by: looks)
    var accepted = OutputChoice(request.accepted, isComplete: isComplete, isOver: isOver)
    var quarantine = request.quarantine.map {
      OutputChoice($0, isComplete: isComplete, isOver: isOver)
    }
    accepted.choose(mark: &next.position.accepted, end: position.accepted)
    if var mark = next.position.quarantine, let end = position.quarantine {
      quarantine?.choose(mark: &mark, end: end)
      next.position.quarantine = mark
    }
    if (quarantine == nil) != (position.quarantine == nil) {
      return .refuse(["--quarantine is not what it was"])
    }
    var duplicates = request.duplicates.map {
      OutputChoice($0, isComplete: isComplete, isOver: isOver)
    }
    if var mark = next.position.duplicates, let end = position.duplicates {
      duplicates?.choose(mark: &mark, end: end)
      next.position.duplicates = mark
    }
    if (duplicates == nil) != (position.duplicates == nil) {
      return .refuse(["--duplicates is not what it was"])
    }
    let choices = [quarantine, duplicates, accepted].compactMap { $0 }
    let outputFaults = choices.compactMap(\.fault)
    guard outputFaults.isEmpty else {
      return .refuse(
        outputFaults + (isOver ? ["the run was complete; without its state it starts anew"] : []))
    }
    if isOver {
      // What has its partial name was left in the middle of being completed.
      return .finished(renaming: choices.filter { $0.isPartial }.compactMap(\.place))
    }
    next.accepted = accepted.place
    next.quarantine = quarantine?.place
    next.duplicates = duplicates?.place
    next.reopened = choices.filter { $0.look.placement == .partial && !$0.isPartial }
      .compactMap(\.place)
    return .goOn(next)
  }

  /// Whether there is anything behind the position.
  private func hasMore(_ request: ResumeRequest, _ looks: [InputLook]) -> Bool {
    request.inputs.count > position.inputs.count
      || zip(position.inputs, looks).contains { mark, look in
        // Only reading it again tells whether a stream has more, or a compressed file.
        mark.offset > 0 && (look.file == nil || mark.identity.isCompressed)
          || look.size > mark.offset
      }
  }

  private func inputFaults(_ request: ResumeRequest, _ looks: [InputLook]) -> [String] {
    let paths = position.inputs.map(\.path)
    guard request.inputs.starts(with: paths) else {
      return [
        "the inputs were \(paths.joined(separator: " ")) "
          + "and are \(request.inputs.joined(separator: " "))"
      ]
    }
    return zip(position.inputs, looks).enumerated().compactMap { index, pair in
      // The last one can be gone back in.
      let isFixed = index < position.inputs.count - 1 || beforeOpenLine == nil
      let mayGrow = !pair.0.endsOpen || !isFixed
      return strangeFault(of: pair.0, pair.1, request, at: index)
        ?? fault(of: pair.0, pair.1, mayGrow: mayGrow)
    }
  }

  /// What is wrong with an input that is another file, or that cannot be looked at.
  private func strangeFault(
    of mark: InputMark, _ look: InputLook, _ request: ResumeRequest, at index: Int
  ) -> String? {
    guard mark.offset > 0 || mark.identity.file != nil else { return nil }
    let name = InputName(path: mark.path).text
    let isFollowed = request.follows && index == request.inputs.count - 1
    // What was read of a file tells whether another one is a copy of it; of nothing, nothing does.
    let mayBeCopy = request.acceptsChanges && mark.offset > 0
    if isFollowed, let file = mark.identity.file, look.file != file, !mayBeCopy {
      return "the file that was \(name) is not in its folder any more, by any name; "
        + "\(mark.offset) bytes of it had been read"
    }
    if let error = look.error { return "cannot look at \(name): \(error.text)" }
    guard look.file != mark.identity.file else { return nil }
    if mayBeCopy, look.file != nil, mark.identity.file != nil { return nil }
    return "\(name) is another file than before (its device and inode differ); "
      + "--accept-changes goes on with it if it begins with what was read"
  }

  /// What is wrong with the content of an input, as far as its first and last bytes tell.
  private func fault(of mark: InputMark, _ look: InputLook, mayGrow: Bool) -> String? {
    let name = InputName(path: mark.path).text
    guard mark.offset > 0, look.file != nil else { return nil }
    // Of what is compressed, all but the head is looked at when it is read again.
    let isCompressed = mark.identity.isCompressed
    if !isCompressed, look.size < mark.offset {
      return "\(name) has \(look.size) bytes, of which \(mark.offset) had been read: it has shrunk"
    }
    if look.head != mark.identity.head { return "\(name) does not begin as it did" }
    if isCompressed { return nil }
    guard let tail = look.tail, Fingerprint(tail) == mark.tail else {
      return "\(name) is not what it was before byte \(mark.offset)"
    }
    if !mayGrow, look.size > mark.offset {
      return "\(name) has grown behind a last line without line end, which was judged and given one"
    }
    return nil
  }
}

extension RunPosition {
  /// Takes the files that the inputs are now for those that were read: a copy was accepted as one.
  fileprivate mutating func recogniseInputs(by looks: [InputLook]) {
    for (index, look) in zip(inputs.indices, looks) where inputs[index].identity.file != nil {
      inputs[index].identity.file = look.file ?? inputs[index].identity.file
    }
  }
}
