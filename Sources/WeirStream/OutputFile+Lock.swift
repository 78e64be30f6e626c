import Glibc

// One run writes a file at a time. The lock is the descriptor's: it goes with the process, however that
// ends.

extension OutputFile {
  /// Opens a file and locks it.
  ///
  /// - Throws: `OutputFailure` that `isInUse` while another run writes it; nothing has changed then.
  static func openLocked(
    _ path: String, _ flags: Int32, _ system: any SystemCalls
  ) throws(OutputFailure) -> Int32 {
    for _ in 1...lockAttempts {
      let descriptor = try open(path, flags, system)
      do throws(OutputFailure) {
        if try lock(descriptor, path, system) { return descriptor }
      } catch {
        system.close(descriptor)
        throw error
      }
      system.close(descriptor)
    }
    throw OutputFailure(inUse: path)
  }

  /// The same without what an earlier run left in it, which goes once the file is locked.
  static func openEmpty(
    _ path: String, _ system: any SystemCalls
  ) throws(OutputFailure) -> Int32 {
    let descriptor = try openLocked(path, O_RDWR | O_CREAT, system)
    do {
      try retryingInterrupted { () throws(SystemError) in
        try system.truncate(descriptor, to: 0)
      }
    } catch {
      system.close(descriptor)
      throw OutputFailure(path, error)
    }
    return descriptor
  }

  /// A file that another run has completed between being opened and being locked has another name by
  /// now, and is not the one to write.
  private static let lockAttempts = 4

  /// Whether the locked file is the one that has the name.
  private static func lock(
    _ descriptor: Int32, _ path: String, _ system: any SystemCalls
  ) throws(OutputFailure) -> Bool {
    do {
      try retryingInterrupted { () throws(SystemError) in try system.lock(descriptor) }
      let identity = try system.status(of: descriptor).identity
      return try system.status(at: path).identity == identity
    } catch {
      switch error.number {
      case EWOULDBLOCK: throw OutputFailure(inUse: path)
      case ENOENT: return false
      // Not every file system has locks; who writes to one has to see to it alone.
      case ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL: return true
      default: throw OutputFailure(path, error)
      }
    }
  }

  /// Refuses to replace a file, if there is one, that another run writes.
  static func refuseIfInUse(_ path: String, _ system: any SystemCalls) throws(OutputFailure) {
    guard (try? system.status(at: path))?.kind == .regular else { return }
    system.close(try openLocked(path, O_RDWR, system))
  }
}
