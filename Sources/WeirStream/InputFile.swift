import Glibc
import WeirCompression
import WeirJSON

/// One open input. Part of the unsafe fence: it lends a block's room to `read`.
struct InputFile: ~Copyable {
  let name: InputName
  private let descriptor: Int32
  private let status: FileStatus
  private let system: any SystemCalls
  private let maxExpansion: Int
  private var compressed: CompressedInput?

  /// First bytes of a stream, read to know its form; nil once that is known and they are used.
  private var head: [UInt8]?

  /// Which file it is, where somebody wants to know it again.
  private(set) var identity: InputIdentity

  /// How many bytes of a file were read, or passed over.
  private(set) var readOffset = 0

  /// As large as the system lets anybody have: a wider pipe means fewer, larger reads.
  static let pipeBytes: Int32 = 1 << 20

  /// - Parameters:
  ///   - path: Where the file is now, if its name is another one's.
  ///   - identifying: Looks at the first bytes, to know the file again.
  ///   - maxExpansion: How many times its size a compressed input may expand to.
  init(
    _ name: InputName, at path: String? = nil, identifying: Bool = false, maxExpansion: Int,
    system: any SystemCalls
  ) throws(InputFailure) {
    let (descriptor, status) = try readingInput { () throws(SystemError) in
      try name.isStandardInput
        ? (0, system.status(of: 0)) : InputFile.open(path ?? name.path, system)
    }
    var identity = InputIdentity.stream
    var compressed: CompressedInput?
    do {
      if status.kind == .regular {
        if identifying {
          identity = try readingInput { () throws(SystemError) in
            try InputIdentity(descriptor, status, system)
          }
        }
        if let format = try InputFile.format(of: descriptor, name, system) {
          compressed = try CompressedInput(format, first: [], maxExpansion: maxExpansion)
          identity.isCompressed = true
        }
      }
    } catch {
      if !name.isStandardInput { system.close(descriptor) }
      throw error
    }
    self.name = name
    self.descriptor = descriptor
    self.status = status
    self.system = system
    self.maxExpansion = maxExpansion
    self.identity = identity
    self.compressed = compressed
    head = status.kind == .regular || status.kind == .directory ? nil : []
    if status.kind == .pipe { system.widenPipe(descriptor, to: InputFile.pipeBytes) }
  }

  /// The compression that a file's first bytes tell.
  private static func format(
    of descriptor: Int32, _ name: InputName, _ system: any SystemCalls
  ) throws(InputFailure) -> CompressionFormat? {
    let magic = try readingInput { () throws(SystemError) in
      let start = name.isStandardInput ? try system.seek(descriptor, to: 0, from: .current) : 0
      return try system.bytes(of: descriptor, at: start, count: CompressionFormat.magicByteCount)
    }
    return magic.flatMap { CompressionFormat(magic: $0) }
  }

  private static func open(
    _ path: String, _ system: any SystemCalls
  ) throws(SystemError) -> (Int32, FileStatus) {
    let descriptor = try retryingInterrupted { () throws(SystemError) in
      try system.open(path, flags: O_RDONLY, mode: 0)
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
  var isRereadable: Bool {
    status.kind == .regular && !name.isStandardInput && !identity.isCompressed
  }

  /// Whether a read may have to wait for somebody to write.
  var mayWait: Bool { status.kind != .regular && status.kind != .directory }

  /// Whether it is a file whose bytes are its content, which can be read on when it has grown.
  var isPlainFile: Bool { status.kind == .regular && !identity.isCompressed }

  /// How many bytes more a file has now than were read of it; below 0 if it was cut.
  func unreadBytes() throws(InputFailure) -> Int {
    try readingInput { () throws(SystemError) in
      try system.status(of: descriptor).size - readOffset
    }
  }

  /// Passes over the first bytes of a file.
  mutating func seek(to offset: Int) throws(InputFailure) {
    readOffset = try readingInput { () throws(SystemError) in
      try system.seek(descriptor, to: offset, from: .start)
    }
  }

  /// Goes on where an earlier start left off: seeks there, or reads and discards what it has read.
  mutating func goOn(at mark: InputMark, stop: StopRequest) throws(InputFailure) -> Continuation {
    if mark.offset == 0 { return .ready }
    guard mark.identity.file == identity.file else { return .changed }
    guard identity.file == nil || identity.isCompressed else {
      try seek(to: mark.offset)
      return .ready
    }
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    var tail = ByteTail()
    var rest = mark.offset
    while rest > 0 {
      let readiness = try readingInput { () throws(SystemError) in
        try waitForBytes(stop: stop, output: -1, milliseconds: -1)
      }
      if readiness == .stopped || stop.isRequested { return .stopped }
      let wanted = min(rest, buffer.count)
      let room = unsafe buffer.withUnsafeMutableBytes { unsafe $0 }
      guard
        let count = try unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<wanted]))
      else { continue }
      guard count > 0 else { return .changed }
      buffer.withByteSlice { tail.append($0[0..<count]) }
      rest -= count
    }
    let isSame = Fingerprint(Array(tail.last.suffix(mark.tail.byteCount))) == mark.tail
    return isSame ? .ready : .changed
  }

  /// Reads into the block, behind what it has; at most `limit` bytes. Returns 0 at the end, and nil when
  /// nothing came of what was there: to be asked again.
  mutating func read(
    into block: Block, from offset: Int, limit: Int
  ) throws(InputFailure) -> Int? {
    try unsafe read(into: block.buffer.space(from: offset, limit: limit))
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
    if hasReadAhead {
      return stop.isRequested ? .stopped : .ready
    }
    return try InputFile.wait(
      for: descriptor, stop: stop, output: output, milliseconds: milliseconds, system)
  }

  /// The same for any descriptor; for -1 it is a rest, which ends with `notYet`.
  static func wait(
    for descriptor: Int32, stop: StopRequest, output: Int32, milliseconds: Int32,
    _ system: any SystemCalls
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
    if entries[1].revents != 0 || stop.isRequested { return .stopped }
    if entries[2].revents & Int16(POLLERR) != 0 { return .outputClosed }
    return entries[0].revents != 0 ? .ready : .notYet
  }
}

extension InputFile {
  @unsafe
  private mutating func read(
    into room: UnsafeMutableRawBufferPointer
  ) throws(InputFailure) -> Int? {
    if let first = head { return try unsafe recognise(first, into: room) }
    guard compressed != nil else {
      return try readingInput { () throws(SystemError) in try unsafe readBytes(into: room) }
    }
    let count = try unsafe readCompressed(into: room)
    return count == 0 && compressed?.isAtEnd == false ? nil : count
  }

  /// Whether a read gives something without waiting, whatever the descriptor says.
  private var hasReadAhead: Bool {
    switch compressed {
    case .some(let input): !input.needsInput
    case .none: false
    }
  }

  @unsafe
  private mutating func readCompressed(
    into room: UnsafeMutableRawBufferPointer
  ) throws(InputFailure) -> Int {
    if compressed?.needsInput == true {
      let (descriptor, system) = (descriptor, system)
      try unsafe compressed?.fill { buffer throws(SystemError) in
        try retryingInterrupted { () throws(SystemError) in
          try unsafe system.read(descriptor, into: buffer)
        }
      }
    }
    return try unsafe compressed?.read(into: room) ?? 0
  }

  /// Reads a stream's first bytes, until they tell whether it is compressed.
  @unsafe
  private mutating func recognise(
    _ first: [UInt8], into room: UnsafeMutableRawBufferPointer
  ) throws(InputFailure) -> Int? {
    let wanted = min(room.count, CompressionFormat.magicByteCount - first.count)
    let part = unsafe UnsafeMutableRawBufferPointer(rebasing: room[..<wanted])
    let count = try readingInput { () throws(SystemError) in try unsafe readBytes(into: part) }
    let bytes = unsafe first + part[..<count]
    if count > 0, CompressionFormat.mayBegin(with: bytes) {
      head = bytes
      return nil
    }
    head = nil
    if let format = CompressionFormat(magic: bytes) {
      compressed = try CompressedInput(format, first: bytes, maxExpansion: maxExpansion)
      identity.isCompressed = true
      return nil
    }
    unsafe room.copyBytes(from: bytes)
    return bytes.count
  }

  @unsafe
  private mutating func readBytes(
    into room: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    let count = try retryingInterrupted { () throws(SystemError) in
      try unsafe system.read(descriptor, into: room)
    }
    readOffset += count
    return count
  }
}
