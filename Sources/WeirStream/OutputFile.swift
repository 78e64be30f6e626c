import Glibc
import WeirCompression
import WeirJSON

/// A file that lines are written to: under its own name only when it is complete.
///
/// A regular file F is written as `F.partial` and renamed at the end, so that F is never half of
/// something; an append goes to F itself. What is no regular file (a terminal, a FIFO, `/dev/null`) is
/// written directly. Whole pieces are settled or nothing is: after a failed write the file is cut back
/// to what it held before.
///
/// Part of the unsafe fence: it lends slices to one `writev` at a time.
struct OutputFile: ~Copyable {
  /// The name to give it when complete; nil for what is written directly.
  private let finalPath: String?

  /// Whether a file that has the final name by then keeps it.
  private let keepsExisting: Bool

  /// The name under which it can be found now, for messages.
  let currentPath: String
  let descriptor: Int32
  private let ownsDescriptor: Bool
  let placement: OutputPlacement

  /// Where its bytes can be read again, or -1.
  let reader: Int32
  let system: any SystemCalls

  /// Length up to which everything written is whole.
  var settledLength = 0

  /// Makes a member or frame of each write, so that the file can be cut and gone on with behind any.
  private var compressor: Compressor?

  /// The system takes this many pieces in one call (IOV_MAX).
  private static let piecesPerCall = 1024

  init(
    finalPath: String?, keepsExisting: Bool = false, currentPath: String, descriptor: Int32,
    ownsDescriptor: Bool, placement: OutputPlacement, reader: Int32 = -1,
    system: any SystemCalls
  ) {
    self.finalPath = finalPath
    self.keepsExisting = keepsExisting
    self.currentPath = currentPath
    self.descriptor = descriptor
    self.ownsDescriptor = ownsDescriptor
    self.placement = placement
    self.reader = reader
    self.system = system
  }

  /// Standard output or standard error, directly.
  init(standard descriptor: Int32, name: String, system: any SystemCalls) {
    self.init(
      finalPath: nil, currentPath: name, descriptor: descriptor, ownsDescriptor: false,
      placement: .stream, system: system)
  }

  /// The same as a file that can be cut back, where it is one: its end is where writing goes on.
  init(
    standardFile descriptor: Int32, name: String, system: any SystemCalls
  ) throws(OutputFailure) {
    var end: Int?
    do {
      if try system.status(of: descriptor).kind == .regular {
        end = try system.seek(descriptor, to: 0, from: .end)
      }
    } catch {
      throw OutputFailure(name, error)
    }
    guard let end else {
      self.init(standard: descriptor, name: name, system: system)
      return
    }
    let reader = try? system.open("/dev/fd/\(descriptor)", flags: O_RDONLY, mode: 0)
    self.init(
      finalPath: nil, currentPath: name, descriptor: descriptor, ownsDescriptor: false,
      placement: .standardFile, reader: reader ?? -1, system: system)
    settledLength = end
  }

  /// `path` anew, as `path.partial` until it is complete.
  init(
    replacing path: String, keepsExisting: Bool = false, system: any SystemCalls
  ) throws(OutputFailure) {
    let target = system.linkTarget(path) ?? path
    let earlier = try? system.status(at: target)
    let isDirect = earlier.map { $0.kind != .regular } ?? false
    if earlier?.kind == .directory { throw OutputFailure(path, SystemError(EISDIR)) }
    let name = isDirect ? target : target + ".partial"
    let descriptor =
      isDirect
      ? try OutputFile.open(name, O_WRONLY, system)
      : try OutputFile.openEmpty(name, system)
    self.init(
      finalPath: isDirect ? nil : target, keepsExisting: keepsExisting, currentPath: name,
      descriptor: descriptor, ownsDescriptor: true, placement: isDirect ? .stream : .partial,
      reader: isDirect ? -1 : descriptor, system: system)
    // Who may read the earlier file may read this one, and nobody else.
    if !isDirect, let earlier { try? system.setMode(descriptor, earlier.mode) }
  }

  /// A file that will be given a name when it is complete (`complete(as:)`).
  init(temporary path: String, system: any SystemCalls) throws(OutputFailure) {
    self.init(
      finalPath: nil, currentPath: path,
      descriptor: try OutputFile.open(path, O_WRONLY | O_CREAT | O_TRUNC, system),
      ownsDescriptor: true, placement: .partial, system: system)
  }

  /// `path` itself, behind what it holds.
  ///
  /// - Parameter isAlone: No other run may append to it meanwhile.
  init(
    appendingTo path: String, isAlone: Bool, system: any SystemCalls
  ) throws(OutputFailure) {
    let flags = O_RDWR | O_CREAT | O_APPEND
    let isLocked = isAlone && (try? system.status(at: path)).map { $0.kind == .regular } ?? true
    let descriptor =
      isLocked
      ? try OutputFile.openLocked(path, flags, system) : try OutputFile.open(path, flags, system)
    let status: FileStatus
    do {
      status = try system.status(of: descriptor)
    } catch {
      system.close(descriptor)
      throw OutputFailure(path, error)
    }
    let isFile = status.kind == .regular
    self.init(
      finalPath: nil, currentPath: path, descriptor: descriptor, ownsDescriptor: true,
      placement: isFile ? .appended : .stream, reader: isFile ? descriptor : -1, system: system)
    settledLength = isFile ? status.size : 0
  }

  deinit {
    if ownsDescriptor { system.close(descriptor) }
    if reader >= 0, reader != descriptor { system.close(reader) }
  }

  static func open(
    _ path: String, _ flags: Int32, _ system: any SystemCalls
  ) throws(OutputFailure) -> Int32 {
    do {
      return try retryingInterrupted { () throws(SystemError) in
        try system.open(path, flags: flags, mode: 0o666)
      }
    } catch {
      throw OutputFailure(path, error)
    }
  }

  /// Ends a last line that has no line end, before others are appended.
  mutating func endOpenLine() throws(OutputFailure) {
    guard placement == .appended, settledLength > 0, compressor == nil else { return }
    let last: [UInt8]?
    do {
      last = try system.bytes(of: descriptor, at: settledLength - 1, count: 1)
    } catch {
      throw OutputFailure(currentPath, error)
    }
    if last == [UInt8(ascii: "\n")] { return }
    try [UInt8(ascii: "\n")].withByteSlice { line throws(OutputFailure) in try write([line]) }
  }
}

extension OutputFile {
  /// From now on what is written leaves compressed.
  mutating func compress(as format: CompressionFormat) throws(OutputFailure) {
    do {
      compressor = try Compressor(format)
    } catch {
      throw OutputFailure(currentPath, SystemError(ENOMEM))
    }
  }

  /// The same, if the name it will have says so.
  mutating func compress(asNamed path: String?) throws(OutputFailure) {
    if let path, let format = CompressionFormat(fileName: path) { try compress(as: format) }
  }

  /// Writes all pieces. On failure none of them is left in a file that can be cut.
  mutating func write(_ pieces: [ByteSlice]) throws(OutputFailure) {
    guard let packed = try pack(pieces) else { return try writePlain(pieces) }
    try packed.withByteSlice { packed throws(OutputFailure) in try writePlain([packed]) }
  }

  private mutating func pack(_ pieces: [ByteSlice]) throws(OutputFailure) -> [UInt8]? {
    guard compressor != nil else { return nil }
    var packed: [UInt8] = []
    do {
      for piece in pieces { try unsafe compressor?.add(piece.unsafeBytes, to: &packed) }
      try compressor?.end(to: &packed)
    } catch {
      throw OutputFailure(currentPath, SystemError(ENOMEM))
    }
    return packed
  }

  private mutating func writePlain(_ pieces: [ByteSlice]) throws(OutputFailure) {
    let before = settledLength
    do {
      var next = 0
      while next < pieces.count {
        let end = min(next + OutputFile.piecesPerCall, pieces.count)
        try writeVector(pieces[next..<end])
        next = end
      }
    } catch {
      cut(to: before)
      throw OutputFailure(currentPath, error)
    }
  }

  /// Writes until the system took everything: it may take less than it was given.
  private mutating func writeVector(_ pieces: ArraySlice<ByteSlice>) throws(SystemError) {
    var vector = unsafe pieces.map { piece in
      unsafe iovec(
        iov_base: UnsafeMutableRawPointer(mutating: piece.unsafeBytes.baseAddress),
        iov_len: piece.count)
    }
    var next = 0
    while unsafe next < vector.count {
      var written = try unsafe writeOnce(vector[next...])
      settledLength += written
      while unsafe next < vector.count && written >= vector[next].iov_len {
        written -= unsafe vector[next].iov_len
        next += 1
      }
      if written > 0 {
        unsafe vector[next].iov_base = unsafe vector[next].iov_base.map { unsafe $0 + written }
        unsafe vector[next].iov_len -= written
      }
    }
  }

  @unsafe private func writeOnce(_ vector: ArraySlice<iovec>) throws(SystemError) -> Int {
    try retryingInterrupted { () throws(SystemError) in
      try unsafe vector.withUnsafeBufferPointer { buffer throws(SystemError) in
        try unsafe system.write(descriptor, buffer)
      }
    }
  }

  /// Goes on behind what others wrote to the same file meanwhile: notices go to standard error too. To
  /// be called before a length is kept to cut back to.
  mutating func catchUp() throws(OutputFailure) {
    guard placement == .standardFile else { return }
    do {
      settledLength = try system.seek(descriptor, to: 0, from: .current)
    } catch {
      throw OutputFailure(currentPath, error)
    }
  }

  /// Cuts a regular file back to a length at which it was whole; nothing else can be cut.
  mutating func cut(to length: Int) {
    guard placement != .stream, settledLength >= length else { return }
    try? system.truncate(descriptor, to: length)
    _ = try? system.seek(descriptor, to: length, from: .start)
    settledLength = length
  }

  /// Makes the file durable and gives it its name, durably too.
  consuming func complete() throws(OutputFailure) {
    guard let finalPath else { return }
    let system = system
    try complete(as: finalPath)
    do {
      try system.synchronizeFolder(of: finalPath)
    } catch {
      throw OutputFailure(finalPath, error)
    }
  }

  /// Makes the file durable and gives it a name, which the folder has still to keep.
  consuming func complete(as path: String) throws(OutputFailure) {
    do {
      try system.synchronize(descriptor)
      if keepsExisting {
        try system.renameKeeping(currentPath, to: path)
      } else {
        try system.rename(currentPath, to: path)
      }
    } catch {
      throw OutputFailure(path, error)
    }
  }

  /// Removes a file that nobody shall find.
  consuming func remove() {
    if finalPath != nil { try? system.unlink(currentPath) }
  }

  /// Whether it waits for its name.
  var isPartial: Bool { finalPath != nil }
}

extension OutputFile {
  /// Copies a line from where its bytes are; its first ones, where they are nowhere else.
  mutating func copy(_ line: OverlongLine, system: any SystemCalls) throws(OutputFailure) {
    let before = settledLength
    do {
      if !line.prefix.isEmpty {
        try line.prefix.withByteSlice { prefix throws(OutputFailure) in try write([prefix]) }
      }
      switch line.store {
      case .lost:
        try line.head.withByteSlice { head throws(OutputFailure) in try write([head]) }
      case .input:
        try copy(line.place.offset, line.byteCount, of: line.place.input.path, system)
      case .file(let path):
        try copy(0, line.byteCount, of: path, system)
        try? system.unlink(path)
      }
      if line.isTerminated {
        try [UInt8(ascii: "\n")].withByteSlice { end throws(OutputFailure) in try write([end]) }
      }
    } catch {
      cut(to: before)
      throw error
    }
  }

  private mutating func copy(
    _ start: Int, _ count: Int, of path: String, _ system: any SystemCalls
  ) throws(OutputFailure) {
    let source = try OutputFile.open(path, O_RDONLY, system)
    defer { system.close(source) }
    var buffer = [UInt8](repeating: 0, count: min(count, 256 * 1024))
    var copied = 0
    while copied < count {
      let wanted = min(buffer.count, count - copied)
      let taken: Int
      do {
        taken = try retryingInterrupted { () throws(SystemError) in
          try unsafe buffer.withUnsafeMutableBufferPointer { room throws(SystemError) in
            try unsafe system.read(
              source, at: start + copied,
              into: UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(room)[..<wanted]))
          }
        }
      } catch {
        throw OutputFailure(path, error)
      }
      // The file was cut while we read it.
      guard taken > 0 else { throw OutputFailure(path, SystemError(EIO)) }
      try buffer.withByteSlice { bytes throws(OutputFailure) in try write([bytes[0..<taken]]) }
      copied += taken
    }
  }
}

/// An output that could not be written.
package struct OutputFailure: Error, Hashable {
  let path: String
  let error: SystemError

  /// Whether another run has it.
  let isInUse: Bool

  init(_ path: String, _ error: SystemError) {
    self.path = path
    self.error = error
    isInUse = false
  }

  init(inUse path: String) {
    self.path = path
    error = SystemError(EWOULDBLOCK)
    isInUse = true
  }

  /// Whoever read it has gone.
  var isClosedByReader: Bool { error.number == EPIPE }

  /// Whether its name is somebody else's by now.
  var isTaken: Bool { error.number == EEXIST }

  /// Whether there is no room, on the disk or in the user's share of it.
  var isFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(error.number) }
}
