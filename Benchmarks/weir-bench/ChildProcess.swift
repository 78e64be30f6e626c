import Glibc

/// What one run of a command took. Part of the unsafe fence: it spawns a process.
struct ProcessCost {
  let nanoseconds: Double
  /// The most memory that was resident at any time, in bytes; 0 where the system does not tell.
  let peakResidentBytes: Int
  let status: Int32

  /// Runs a shell command to its end and measures it.
  ///
  /// Peak memory is read from the running process: what `wait4` reports would never be less than
  /// this process's own. A command of a few milliseconds is too short for that and shows 0.
  static func running(_ command: String) -> ProcessCost? {
    let clock = ContinuousClock()
    var process: pid_t = 0
    let start = clock.now
    // `exec`, so that the process which is measured is the command and not the shell around it.
    guard spawnShell("exec " + command, &process) else { return nil }
    var status: Int32 = 0
    var peak = 0
    while unsafe waitpid(process, &status, WNOHANG) == 0 {
      if clock.now - start > .milliseconds(20) {
        peak = max(peak, peakResidentBytes(of: process))
        usleep(1_000)
      }
    }
    let nanoseconds = (clock.now - start).nanoseconds
    return ProcessCost(nanoseconds: nanoseconds, peakResidentBytes: peak, status: status)
  }

  private static func spawnShell(_ command: String, _ process: inout pid_t) -> Bool {
    let words = unsafe ["/bin/sh", "-c", command].map { (word: String) in unsafe strdup(word) }
    defer { unsafe words.forEach { unsafe free($0) } }
    return unsafe posix_spawn(&process, "/bin/sh", nil, nil, words + [nil], environ) == 0
  }

  /// `VmHWM` of proc(5), which is in units of 1024 bytes.
  private static func peakResidentBytes(of process: pid_t) -> Int {
    guard let status = pseudoFile("/proc/\(process)/status"),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let number = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    else { return 0 }
    return (Int(number) ?? 0) * 1024
  }

  /// A file of /proc: its size is not known before it is read.
  private static func pseudoFile(_ path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
      count = unsafe max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
