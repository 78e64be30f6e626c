import Glibc
import WeirJSON

/// One open input. Part of the unsafe fence: it lends a block's room to `read`.
struct InputFile: ~Copyable {
  let name: InputName
  private let descriptor: Int32
  private let status: FileStatus
  private let system: any SystemCalls

  /// Which file it is, where somebody wants to know it again.
  let identity: InputIdentity

  /// As large as the system lets anybody have: a wider pipe means fewer, larger reads.
  static let pipeBytes: Int32 = 1 << 20

  /// - Parameter identifying: Looks at the first bytes, to know the file again.
  init(
    _ name: InputName, identifying: Bool = false, system: any SystemCalls
  ) throws(SystemError) {
    let (descriptor, status) = try InputFile.open(name, system)
    do {
      identity = identifying ? try InputIdentity(descriptor, status, system) : .stream
    } catch {
      if !name.isStandardInput { system.close(descriptor) }
      throw error
    }
    self.name = name
    self.descriptor = descriptor
    self.status = status
    self.system = system
    if status.kind == .pipe { system.widenPipe(descriptor, to: InputFile.pipeBytes) }
  }

  private static func open(
    _ name: InputName, _ system: any SystemCalls
  ) throws(SystemError) -> (Int32, FileStatus) {
    if name.isStandardInput { return (0, try system.status(of: 0)) }
    let descriptor = try retryingInterrupted { () throws(SystemError) in
      try system.open(name.path, flags: O_RDONLY, mode: 0)
    }
    do {
      return (descriptor, try system.status(of: descriptor))
    } catch {
      system.close(descriptor)
      throw error
    }
  }

  deinit {
    if !name.isStandardInput { system.close(descriptor) }
  }

  /// Whether the bytes can be had again by the name, so that a place in them says all.
  var isRereadable: Bool { status.kind == .regular && !name.isStandardInput }

  /// Whether a read may have to wait for somebody to write.
  var mayWait: Bool { status.kind != .regular && status.kind != .directory }

  /// Goes on where an earlier start left off: seeks there, or reads and discards what it has read.
  ///
  func goOn(at mark: InputMark, stop: StopRequest) throws(SystemError) -> Continuation {
    if mark.offset == 0 { return .ready }
    guard mark.identity.file == identity.file else { return .changed }
    guard identity.file == nil else {
      _ = try system.seek(descriptor, to: mark.offset, from: .start)
      return .ready
    }
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    var tail = ByteTail()
    var rest = mark.offset
    while rest > 0 {
      let readiness = try waitForBytes(stop: stop, output: -1, milliseconds: -1)
      if readiness == .stopped || stop.isRequested { return .stopped }
      let wanted = min(rest, buffer.count)
      let count = try retryingInterrupted { () throws(SystemError) in
        try unsafe buffer.withUnsafeMutableBufferPointer { room throws(SystemError) in
          try unsafe system.read(
            descriptor,
            into: UnsafeMutableRawBufferPointer(
              UnsafeMutableBufferPointer(rebasing: room[..<wanted])))
        }
      }
      guard count > 0 else { return .changed }
      buffer.withByteSlice { tail.append($0[0..<count]) }
      rest -= count
    }
    let isSame = Fingerprint(Array(tail.last.suffix(mark.tail.byteCount))) == mark.tail
    return isSame ? .ready : .changed
  }

  /// Reads into the block, behind what it has; at most `limit` bytes. Returns 0 at the end.
  func read(into block: Block, from offset: Int, limit: Int) throws(SystemError) -> Int {
    try retryingInterrupted { () throws(SystemError) in
      try unsafe system.read(descriptor, into: block.buffer.space(from: offset, limit: limit))
    }
  }

  enum Continuation {
    case ready

    /// The input is not what it was.
    case changed

    /// Somebody asked for the end meanwhile.
    case stopped
  }

  enum Readiness {
    case ready
    case notYet

    /// Somebody asked for the end while we waited.
    case stopped

    /// Nobody reads the output any more.
    case outputClosed
  }

  /// Waits for bytes, for a stop, or for the output's reader to leave.
  ///
  /// - Parameters:
  ///   - output: A pipe that accepted lines go to, or -1.
  ///   - milliseconds: How long at most; -1 waits without limit.
  func waitForBytes(
    stop: StopRequest, output: Int32, milliseconds: Int32
  ) throws(SystemError) -> Readiness {
    // A negative descriptor is one that poll passes over.
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: stop.wakeDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: output, events: 0, revents: 0),
    ]
    try retryingInterrupted { () throws(SystemError) in
      try unsafe entries.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
        try unsafe system.poll(buffer, milliseconds: milliseconds)
      }
    }
    if entries[1].revents != 0 { return .stopped }
    if entries[2].revents & Int16(POLLERR) != 0 { return .outputClosed }
    return entries[0].revents != 0 ? .ready : .notYet
  }
}
