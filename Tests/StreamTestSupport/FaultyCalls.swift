package import Glibc
import Synchronization
package import WeirStream

/// System calls of which one goes wrong: the one with a given index, counted from 0 over all calls
/// that can fail, whichever thread makes them.
package final class FaultyCalls: WrappedCalls {
  /// What happens at the index.
  package enum Fault: Hashable, Sendable {
    /// Nothing goes wrong.
    case none

    /// The call fails with this `errno`, and has no effect.
    case error(Int32)

    /// A read or a write takes one byte only; every other call is as usual.
    case short

    /// The process is no more: this call and all later ones have no effect.
    case death

    /// The same, after the first half of what this call writes.
    case deathInside

    /// The process kills itself.
    case kill

    /// The same, after the first half of what this call writes.
    case killInside
  }

  /// Which call it is.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case open, read, readAt, write, synchronize, truncate, setMode, rename, link, unlink,
      makeDirectory
    case status, names, seek, lock, poll
  }

  package let base: any SystemCalls
  private let fault: Fault
  private let index: Int
  private let before: (@Sendable () -> Void)?
  private let state = Mutex(State())

  private struct State {
    var kinds: [Kind] = []
    var isDead = false
  }

  /// - Parameters:
  ///   - index: nil only counts.
  ///   - before: What the world does right before the call at the index.
  package init(
    _ base: any SystemCalls, _ fault: Fault = .short, at index: Int? = nil,
    before: (@Sendable () -> Void)? = nil
  ) {
    self.base = base
    self.fault = fault
    self.index = index ?? -1
    self.before = before
  }

  /// The calls so far.
  package var kinds: [Kind] { state.withLock { $0.kinds } }

  private enum Effect { case normal, short, inside }

  /// The error of every call after death.
  private static let dead = SystemError(ESHUTDOWN)

  private func effect(_ kind: Kind) throws(SystemError) -> Effect {
    let (isDead, isHere) = state.withLock { state in
      let isHere = state.kinds.count == index
      let isDead = state.isDead
      if isHere, fault == .death || fault == .deathInside { state.isDead = true }
      state.kinds.append(kind)
      return (isDead, isHere)
    }
    if isDead { throw FaultyCalls.dead }
    guard isHere else { return .normal }
    before?()
    switch fault {
    case .none: return .normal
    case .error(let number): throw SystemError(number)
    case .short: return .short
    case .death: throw FaultyCalls.dead
    case .kill: return die()
    case .deathInside, .killInside:
      if kind == .write { return .inside }
      if fault == .killInside { return die() }
      throw FaultyCalls.dead
    }
  }

  private func die() -> Effect {
    _ = Glibc.kill(getpid(), SIGKILL)
    while true { pause() }
  }

  package func open(_ path: String, flags: Int32, mode: UInt32) throws(SystemError) -> Int32 {
    _ = try effect(.open)
    return try base.open(path, flags: flags, mode: mode)
  }

  @unsafe package func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    let isShort = try effect(.read) == .short
    let room = unsafe isShort ? .init(rebasing: buffer.prefix(1)) : buffer
    return try unsafe base.read(descriptor, into: room)
  }

  @unsafe package func read(
    _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    let isShort = try effect(.readAt) == .short
    let room = unsafe isShort ? .init(rebasing: buffer.prefix(1)) : buffer
    return try unsafe base.read(descriptor, at: offset, into: room)
  }

  @unsafe package func write(
    _ descriptor: Int32, _ pieces: UnsafeBufferPointer<iovec>
  ) throws(SystemError) -> Int {
    switch try effect(.write) {
    case .normal: return try unsafe base.write(descriptor, pieces)
    case .short: return try unsafe write(1, of: pieces, to: descriptor)
    case .inside:
      let count = unsafe pieces.reduce(0) { unsafe $0 + $1.iov_len }
      _ = try unsafe write(max(1, count / 2), of: pieces, to: descriptor)
      if fault == .killInside { _ = die() }
      throw FaultyCalls.dead
    }
  }

  /// Writes the first `count` bytes of the pieces.
  @unsafe private func write(
    _ count: Int, of pieces: UnsafeBufferPointer<iovec>, to descriptor: Int32
  ) throws(SystemError) -> Int {
    var rest = count
    var first: [iovec] = unsafe []
    for index in 0..<pieces.count where rest > 0 {
      let piece = unsafe pieces[index]
      let part = unsafe min(rest, piece.iov_len)
      unsafe first.append(iovec(iov_base: piece.iov_base, iov_len: part))
      rest -= part
    }
    return try unsafe first.withUnsafeBufferPointer { buffer throws(SystemError) in
      try unsafe base.write(descriptor, buffer)
    }
  }

  package func synchronize(_ descriptor: Int32) throws(SystemError) {
    _ = try effect(.synchronize)
    try base.synchronize(descriptor)
  }

  package func truncate(_ descriptor: Int32, to length: Int) throws(SystemError) {
    _ = try effect(.truncate)
    try base.truncate(descriptor, to: length)
  }

  package func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemError) {
    _ = try effect(.setMode)
    try base.setMode(descriptor, mode)
  }

  package func rename(_ path: String, to newPath: String) throws(SystemError) {
    _ = try effect(.rename)
    try base.rename(path, to: newPath)
  }

  package func link(_ path: String, as newPath: String) throws(SystemError) {
    _ = try effect(.link)
    try base.link(path, as: newPath)
  }

  package func unlink(_ path: String) throws(SystemError) {
    _ = try effect(.unlink)
    try base.unlink(path)
  }

  package func makeDirectory(_ path: String) throws(SystemError) {
    _ = try effect(.makeDirectory)
    try base.makeDirectory(path)
  }

  package func status(of descriptor: Int32) throws(SystemError) -> FileStatus {
    _ = try effect(.status)
    return try base.status(of: descriptor)
  }

  package func status(at path: String) throws(SystemError) -> FileStatus {
    _ = try effect(.status)
    return try base.status(at: path)
  }

  package func names(in folder: String) throws(SystemError) -> [String] {
    _ = try effect(.names)
    return try base.names(in: folder)
  }

  package func seek(
    _ descriptor: Int32, to offset: Int, from origin: SeekOrigin
  ) throws(SystemError) -> Int {
    _ = try effect(.seek)
    return try base.seek(descriptor, to: offset, from: origin)
  }

  package func lock(_ descriptor: Int32) throws(SystemError) {
    _ = try effect(.lock)
    try base.lock(descriptor)
  }

  @unsafe package func poll(
    _ entries: UnsafeMutableBufferPointer<pollfd>, milliseconds: Int32
  ) throws(SystemError) {
    _ = try effect(.poll)
    try unsafe base.poll(entries, milliseconds: milliseconds)
  }
}
