/// What can be seen of an input before a run goes on with it.
struct InputLook: Hashable, Sendable {
  /// nil for what is no regular file.
  var file: FileStatus.Identity?
  var size = 0

  /// Of as many first bytes as the mark knows.
  var head = Fingerprint.empty

  /// The bytes before the mark's offset, as many as the mark knows; nil where there are not as many.
  var tail: [UInt8]?

  /// Why nothing could be seen.
  var error: SystemError?
}

extension InputIdentity {
  /// The identity of an open input.
  init(
    _ descriptor: Int32, _ status: FileStatus, _ system: any SystemCalls
  ) throws(SystemError) {
    guard status.kind == .regular else {
      self = .stream
      return
    }
    let count = min(status.size, Fingerprint.maxBytes)
    // Fewer bytes than a moment ago: the file is being written anew. What it has now counts.
    let head = try system.bytes(of: descriptor, at: 0, count: count) ?? []
    self.init(file: status.identity, head: Fingerprint(head))
  }
}

extension InputLook {
  /// Looks at an input as a mark describes it.
  ///
  /// - Parameter path: Where the file is now, if it has another name than it had.
  init(at mark: InputMark, in path: String? = nil, _ system: any SystemCalls) {
    let path = path ?? mark.path
    let isStandardInput = InputName(path: mark.path).isStandardInput
    do {
      let descriptor: Int32
      if isStandardInput {
        descriptor = 0
      } else {
        // A FIFO must not be opened to be looked at: its writer would see a reader come and go.
        let status = try system.status(at: path)
        guard status.kind == .regular else { return }
        descriptor = try retryingInterrupted { () throws(SystemError) in
          try system.open(path, flags: 0, mode: 0)
        }
      }
      defer { if !isStandardInput { system.close(descriptor) } }
      try look(at: descriptor, as: mark, system)
    } catch {
      self.error = error
    }
  }

  private mutating func look(
    at descriptor: Int32, as mark: InputMark, _ system: any SystemCalls
  ) throws(SystemError) {
    let status = try system.status(of: descriptor)
    guard status.kind == .regular else { return }
    file = status.identity
    size = status.size
    let headCount = mark.identity.head.byteCount
    head = Fingerprint(try system.bytes(of: descriptor, at: 0, count: headCount) ?? [])
    let start = mark.offset - mark.tail.byteCount
    if start >= 0, !mark.identity.isCompressed {
      tail = try system.bytes(of: descriptor, at: start, count: mark.tail.byteCount)
    }
  }
}
