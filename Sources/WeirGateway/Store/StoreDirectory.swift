import Foundation
import Synchronization
import WeirStream

#if canImport(Glibc)
  import Glibc
#endif

/// The state directory: one process's at a time.
///
/// The lock is the system's (`flock`) and goes with the process, however that ends. The file says who
/// has it, for those that are refused.
final class StoreDirectory: Sendable {
  let path: String
  private let lock: Mutex<Int32?>
  private static let system = LiveSystemCalls()

  var databasePath: String { path + "/weir.sqlite" }

  /// Makes the directory if need be, and locks it until `unlock`.
  init(_ path: String, now: Timestamp) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unusable(directory: path, error.localizedDescription)
    }
    let file = path + "/lock"
    let descriptor: Int32
    do {
      descriptor = try StoreDirectory.system.open(file, flags: O_RDWR | O_CREAT, mode: 0o644)
    } catch {
      throw .unusable(directory: path, error.text)
    }
    do {
      try StoreDirectory.system.lock(descriptor)
    } catch {
      StoreDirectory.system.close(descriptor)
      guard error.number == EWOULDBLOCK else { throw .unusable(directory: path, error.text) }
      throw .inUse(directory: path, holder: StoreDirectory.holder(file))
    }
    self.path = path
    lock = Mutex(descriptor)
    sign(descriptor, now)
  }

  /// What is written is only told to people: a disk without room for it is no reason not to start.
  private func sign(_ descriptor: Int32, _ now: Timestamp) {
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    try? handle.truncate(atOffset: 0)
    let process = ProcessInfo.processInfo.processIdentifier
    try? handle.write(contentsOf: Data("process \(process) since \(now)\n".utf8))
  }

  private static func holder(_ file: String) -> String {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    let holder = text.split(separator: "\n").first.map { String($0) }
    return holder ?? "another process"
  }

  /// Lets others have the directory.
  func unlock() {
    let descriptor = lock.withLock { lock in
      defer { lock = nil }
      return lock
    }
    if let descriptor { StoreDirectory.system.close(descriptor) }
  }

  deinit { unlock() }
}
