import WeirCompression

extension OutputPlan {
  /// Refuses an input that nobody can follow.
  func checkFollowable() throws(Refusal) {
    guard let last = options.inputs.last.map({ InputName(path: $0) }) else { return }
    if last.isStandardInput {
      throw .usage("--follow goes by a file's name, and standard input has none")
    }
    guard let status = try? status(of: last) else { return }
    guard status.kind == .regular else {
      throw .usage("\(last.text) is no regular file: --follow cannot read on when it has grown")
    }
    if isCompressed(last) {
      throw .usage("\(last.text) is compressed, which --follow cannot read on")
    }
  }

  private func isCompressed(_ input: InputName) -> Bool {
    let descriptor = try? retryingInterrupted { () throws(SystemError) in
      try system.open(input.path, flags: 0, mode: 0)
    }
    guard let descriptor else { return false }
    defer { system.close(descriptor) }
    let magic = try? system.bytes(
      of: descriptor, at: 0, count: CompressionFormat.magicByteCount)
    return magic.flatMap { $0 }.flatMap { CompressionFormat(magic: $0) } != nil
  }

  /// Where a run begins in its inputs: with the file that has the followed name now, whatever name it
  /// has when its turn comes.
  var firstMarks: [InputMark] {
    guard options.follow != nil else { return [] }
    var marks = options.inputs.map { InputMark(path: $0) }
    if let last = marks.indices.last {
      marks[last].identity.file = (try? system.status(at: marks[last].path))?.identity
    }
    return marks
  }
}
