import Glibc
import WeirJSON

// What a commit needs of an output: how long it is, what it ends with, and a way back to that.

extension OutputFile {
  /// Where an earlier run left an output.
  struct Place: Hashable, Sendable {
    /// The file's present name.
    let path: String

    /// The name to give it when complete; nil for one that is appended to.
    let finalPath: String?
  }

  /// Opens what an earlier run left; it is to be rewound before anything is written.
  init(
    resuming place: Place, keepsExisting: Bool, system: any SystemCalls
  ) throws(OutputFailure) {
    let flags = O_RDWR | (place.finalPath == nil ? O_APPEND : 0)
    let descriptor = try OutputFile.openLocked(place.path, flags, system)
    self.init(
      finalPath: place.finalPath, keepsExisting: keepsExisting, currentPath: place.path,
      descriptor: descriptor, ownsDescriptor: true,
      placement: place.finalPath == nil ? .appended : .partial,
      reader: descriptor, system: system)
  }

  /// Makes the name of a file that may be new durable.
  func synchronizeName() throws(OutputFailure) {
    guard placement == .partial || placement == .appended else { return }
    do {
      try system.synchronizeFolder(of: currentPath)
    } catch {
      throw OutputFailure(currentPath, error)
    }
  }

  /// Cuts the file to a length it had, durably, and goes on there.
  mutating func rewind(to length: Int) throws(OutputFailure) {
    guard placement != .stream else { return }
    do {
      try retryingInterrupted { () throws(SystemError) in
        try system.truncate(descriptor, to: length)
      }
      try system.synchronize(descriptor)
      _ = try system.seek(descriptor, to: length, from: .start)
    } catch {
      throw OutputFailure(currentPath, error)
    }
    settledLength = length
  }

  /// How long it is now, and how it is written; the tail is read when it is committed.
  func mark(as path: String) throws(OutputFailure) -> OutputMark {
    var length = placement == .stream ? 0 : settledLength
    if placement == .standardFile {
      // Notices may go there too, which are written elsewhere.
      do {
        length = try system.seek(descriptor, to: 0, from: .current)
      } catch {
        throw OutputFailure(currentPath, error)
      }
    }
    return OutputMark(path: path, placement: placement, length: length)
  }

  func commitTarget(_ role: CommitTarget.Role) -> CommitTarget {
    CommitTarget(
      role: role, path: currentPath, placement: placement, descriptor: descriptor, reader: reader)
  }
}

/// An output as whoever commits knows it. The file must stay open as long as it is used.
struct CommitTarget: Sendable {
  enum Role { case accepted, quarantine, duplicates }

  let role: Role
  let path: String
  let placement: OutputPlacement
  let descriptor: Int32

  /// Where its bytes can be read again, or -1.
  let reader: Int32

  /// Makes it durable. Never tried again: after a failure the system forgets which pages it lost.
  func synchronize(_ system: any SystemCalls) throws(OutputFailure) {
    guard placement != .stream else { return }
    do {
      try system.synchronize(descriptor)
    } catch {
      throw OutputFailure(path, error)
    }
  }

  /// Completes this output's mark in a position with what it ends with.
  func fingerprint(
    _ position: inout RunPosition, _ system: any SystemCalls
  ) throws(OutputFailure) {
    switch role {
    case .accepted: position.accepted.tail = try tail(before: position.accepted.length, system)
    case .quarantine:
      guard let length = position.quarantine?.length else { return }
      position.quarantine?.tail = try tail(before: length, system)
    case .duplicates:
      guard let length = position.duplicates?.length else { return }
      position.duplicates?.tail = try tail(before: length, system)
    }
  }

  private func tail(
    before length: Int, _ system: any SystemCalls
  ) throws(OutputFailure) -> Fingerprint {
    guard placement != .stream, reader >= 0 else { return .empty }
    let count = min(length, Fingerprint.maxBytes)
    do throws(SystemError) {
      let bytes = try system.bytes(of: reader, at: length - count, count: count)
      // Somebody has cut the file under our hands.
      guard let bytes else { throw SystemError(EIO) }
      return Fingerprint(bytes)
    } catch {
      throw OutputFailure(path, error)
    }
  }
}
