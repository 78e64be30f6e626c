import Glibc
import WeirJSON

/// The folder of `--state`: one run's at a time, with the checkpoint of what that run has settled.
///
/// A checkpoint is replaced in one step and made durable before anybody is told of it: written beside
/// the old one, synchronised, renamed, and the folder synchronised. So there is always a whole one.
///
/// A class and no noncopyable value: optimised, Swift 6.3 lends a member of such a value beyond the
/// value's end, where it is consumed right after.
///
/// Part of the unsafe fence: it waits by `poll` on nothing.
final class StateFolder: Sendable {
  let path: String

  /// That of the last commit before this start; nil where there has been none.
  let checkpoint: Checkpoint?
  private let descriptor: Int32
  private let system: any SystemCalls

  static let checkpointName = "checkpoint.json"
  static let temporaryName = "checkpoint.tmp"

  /// A checkpoint is refused beyond that: no run writes one, unless its window of `reorder` is larger
  /// still.
  private static let maxCheckpointBytes = 1 << 30

  /// Opens the folder, making it if need be, and locks it until this value goes.
  ///
  /// - Throws: `StateFault.inUse` while another run has it.
  init(_ path: String, system: any SystemCalls) throws(StateFault) {
    let descriptor = try StateFolder.open(path, system)
    let checkpoint: Checkpoint?
    do throws(StateFault) {
      try StateFolder.lock(descriptor, path, system)
      checkpoint = try StateFolder.read(path, system)
    } catch {
      system.close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
    self.checkpoint = checkpoint
    self.system = system
  }

  private static func open(_ path: String, _ system: any SystemCalls) throws(StateFault) -> Int32 {
    do {
      try make(path, system)
      return try retryingInterrupted { () throws(SystemError) in
        try system.open(path, flags: O_RDONLY | O_DIRECTORY, mode: 0)
      }
    } catch {
      throw .unusable(path, error)
    }
  }

  private static func lock(
    _ descriptor: Int32, _ path: String, _ system: any SystemCalls
  ) throws(StateFault) {
    for attempt in 1...StateFolder.lockAttempts {
      do {
        return try retryingInterrupted { () throws(SystemError) in try system.lock(descriptor) }
      } catch {
        guard error.number == EWOULDBLOCK else { throw .unusable(path, error) }
        if attempt == StateFolder.lockAttempts { throw .inUse(path) }
      }
      // Whoever only looks whether the folder is in use has the lock for a moment.
      var nothing: [pollfd] = []
      unsafe nothing.withUnsafeMutableBufferPointer {
        try? unsafe system.poll($0, milliseconds: 5)
      }
    }
  }

  private static let lockAttempts = 4

  /// Whether a run has the folder now.
  static func isInUse(_ path: String, _ system: any SystemCalls) throws(StateFault) -> Bool {
    do throws(SystemError) {
      let folder = try system.open(path, flags: O_RDONLY | O_DIRECTORY, mode: 0)
      defer { system.close(folder) }
      try system.lock(folder)
      return false
    } catch {
      if error.number == EWOULDBLOCK { return true }
      throw .unusable(path, error)
    }
  }

  deinit { system.close(descriptor) }

  private static func make(_ path: String, _ system: any SystemCalls) throws(SystemError) {
    if (try? system.status(at: path)) != nil { return }
    do {
      try system.makeDirectory(path)
    } catch {
      guard error.number == EEXIST else { throw error }
    }
    try system.synchronizeFolder(of: path)
  }

  /// The checkpoint in a folder, which need not be locked by whoever only wants to know.
  static func read(
    _ folder: String, _ system: any SystemCalls
  ) throws(StateFault) -> Checkpoint? {
    let path = folder + "/" + checkpointName
    var text: [UInt8]?
    do {
      let file = try retryingInterrupted { () throws(SystemError) in
        try system.open(path, flags: O_RDONLY, mode: 0)
      }
      defer { system.close(file) }
      let size = try system.status(of: file).size
      if size <= maxCheckpointBytes { text = try system.bytes(of: file, at: 0, count: size) }
    } catch {
      if error.number == ENOENT { return nil }
      throw .unusable(path, error)
    }
    guard let text else { throw .broken(path, .checksum) }
    do {
      return try Checkpoint(text: text)
    } catch {
      throw .broken(path, error)
    }
  }

  /// Makes a checkpoint the current one, durably. After a failure the one before it still is.
  func write(_ checkpoint: Checkpoint) throws(OutputFailure) {
    let temporary = path + "/" + StateFolder.temporaryName
    var file = try OutputFile(temporary: temporary, system: system)
    do throws(OutputFailure) {
      try checkpoint.text.withByteSlice { text throws(OutputFailure) in try file.write([text]) }
    } catch {
      // What it takes is needed more elsewhere when the disk is full.
      try? system.unlink(temporary)
      throw error
    }
    try file.complete(as: path + "/" + StateFolder.checkpointName)
    try synchronize()
  }

  /// Makes the names in the folder durable.
  func synchronize() throws(OutputFailure) {
    do {
      try system.synchronize(descriptor)
    } catch {
      throw OutputFailure(path, error)
    }
  }
}

/// Why a state folder cannot be used.
enum StateFault: Error, Hashable {
  case unusable(String, SystemError)
  case inUse(String)
  case broken(String, Checkpoint.Fault)

  /// It records another run than this one.
  case mismatch([String])
}

extension StateFault {
  /// Stable, for machines.
  var code: String {
    switch self {
    case .unusable: "state.unusable"
    case .inUse: "state.in_use"
    case .broken: "state.broken"
    case .mismatch: "state.mismatch"
    }
  }

  /// For people: a line, and below it one for each thing that is different.
  var text: String {
    switch self {
    case .unusable(let path, let error): "cannot use \(path): \(error.text)"
    case .inUse(let path): "\(path) is in use by another run"
    case .broken(let path, .checksum):
      "\(path) is damaged: its checksum is not that of its text"
    case .broken(let path, .version(let version)):
      "\(path) has version \(version); this weir reads \(Checkpoint.version)"
    case .broken(let path, .form(let what)): "\(path) is no checkpoint of weir: \(what)"
    case .mismatch(let differences):
      "this is not the run that the state is of:" + differences.map { "\n  " + $0 }.joined()
    }
  }
}
