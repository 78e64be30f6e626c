import Glibc

// The unsafe fence of the benchmarks: system calls that take pointers. Each pointer comes from an
// array that outlives the call, with that array's own length.

/// Writes all bytes; false when the system refuses.
func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var written = 0
  while written < bytes.count {
    let count = unsafe bytes[written...].withUnsafeBytes { rest in
      unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
    }
    guard count > 0 || (count < 0 && errno == EINTR) else { return false }
    written += max(count, 0)
  }
  return true
}

/// The bytes of a file; nil when it cannot be read.
func bytes(ofFile path: String) -> [UInt8]? {
  let descriptor = unsafe open(path, O_RDONLY)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  let size = lseek(descriptor, 0, SEEK_END)
  guard size >= 0, lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
  var isComplete = true
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    while count < size {
      let read = unsafe Glibc.read(
        descriptor, buffer.baseAddress?.advanced(by: count), size - count)
      guard read > 0 || (read < 0 && errno == EINTR) else {
        isComplete = false
        return
      }
      count += max(read, 0)
    }
  }
  return isComplete ? bytes : nil
}

/// Names in a directory, in no order; nil when it cannot be read.
func directoryEntries(of path: String) -> [String]? {
  guard let directory = unsafe opendir(path) else { return nil }
  defer { unsafe closedir(directory) }
  var names: [String] = []
  while let entry = unsafe readdir(directory) {
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
      unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names
}
