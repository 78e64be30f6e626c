import CScan
import Glibc
import WeirJSON

/// The keys of a run's window in its state folder, so that a run that goes on knows them: in files of
/// 2^20 keys, named by the number of the first, each key at the place that its number says.
///
/// Keys are appended before the checkpoint that vouches for them; what is behind that is not looked
/// at, and written over. A file goes when no checkpoint needs a key of it. Each key has its time and
/// a CRC-32C of its own, over its number too: 28 bytes.
///
/// Part of the unsafe fence: it lends bytes to the C kernel and to one `writev` at a time.
struct KeyLog: ~Copyable {
  private let folder: String
  private let system: any SystemCalls

  /// Files with smaller numbers are not there any more.
  private var removed = 0
  private var current: (segment: Int, descriptor: Int32)?

  private let keysPerFile: Int
  private static let entryBytes = 28

  init(folder: String, keysPerFile: Int, system: any SystemCalls) {
    self.folder = folder
    self.keysPerFile = keysPerFile
    self.system = system
  }

  deinit { if let current { system.close(current.descriptor) } }

  /// Writes keys at their places, durably. Their numbers follow each other.
  ///
  /// - Returns: Whether there is a file that was not there before: its name is not durable yet.
  mutating func write(_ keys: KeyBlock) throws(OutputFailure) -> Bool {
    var hasNewFile = false
    var next = keys.first
    while next < keys.end {
      let segment = next / keysPerFile
      let end = min(keys.end, (segment + 1) * keysPerFile)
      hasNewFile = try open(segment) || hasNewFile
      try write(next..<end, of: keys)
      next = end
    }
    return hasNewFile
  }

  private mutating func open(_ segment: Int) throws(OutputFailure) -> Bool {
    if let current, current.segment == segment { return false }
    if let current { system.close(current.descriptor) }
    current = nil
    let path = path(segment)
    do {
      let descriptor = try retryingInterrupted { () throws(SystemError) in
        try system.open(path, flags: O_RDWR | O_CREAT, mode: 0o666)
      }
      current = (segment, descriptor)
    } catch {
      throw OutputFailure(path, error)
    }
    return true
  }

  private func write(_ numbers: Range<Int>, of keys: KeyBlock) throws(OutputFailure) {
    guard let current else { return }
    let bytes = keys.entries(numbers)
    let offset = (numbers.lowerBound % keysPerFile) * KeyLog.entryBytes
    do {
      // What an earlier start wrote and no checkpoint vouches for goes.
      try retryingInterrupted { () throws(SystemError) in
        try system.truncate(current.descriptor, to: offset)
      }
      _ = try system.seek(current.descriptor, to: offset, from: .start)
      var written = 0
      while written < bytes.count {
        written += try writeOnce(bytes[written...], to: current.descriptor)
      }
      try system.synchronize(current.descriptor)
    } catch {
      throw OutputFailure(path(current.segment), error)
    }
  }

  private func writeOnce(
    _ bytes: ArraySlice<UInt8>, to descriptor: Int32
  ) throws(SystemError) -> Int {
    try retryingInterrupted { () throws(SystemError) in
      try unsafe bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
        let pieces = unsafe [
          iovec(
            iov_base: UnsafeMutableRawPointer(mutating: buffer.baseAddress), iov_len: buffer.count)
        ]
        return try unsafe pieces.withUnsafeBufferPointer { pieces throws(SystemError) in
          try unsafe system.write(descriptor, pieces)
        }
      }
    }
  }

  /// Removes the files in which all keys have numbers below `oldest`. What cannot be removed now is
  /// tried again the next time: it does no harm.
  mutating func remove(before oldest: Int) {
    while removed < oldest / keysPerFile {
      do {
        try system.unlink(path(removed))
      } catch {
        guard error.number == ENOENT else { return }
      }
      removed += 1
    }
  }

  /// Reads the keys with these numbers into a window.
  func load(_ numbers: Range<Int>, into window: inout KeyWindow) throws(StateFault) {
    var next = numbers.lowerBound
    while next < numbers.upperBound {
      let segment = next / keysPerFile
      let end = min(numbers.upperBound, (segment + 1) * keysPerFile)
      let path = path(segment)
      let bytes: [UInt8]?
      do {
        let file = try retryingInterrupted { () throws(SystemError) in
          try system.open(path, flags: O_RDONLY, mode: 0)
        }
        defer { system.close(file) }
        bytes = try system.bytes(
          of: file, at: (next % keysPerFile) * KeyLog.entryBytes,
          count: (end - next) * KeyLog.entryBytes)
      } catch {
        throw .unusable(path, error)
      }
      guard let bytes, KeyBlock.restore(bytes, from: next, into: &window) else {
        throw .broken(path, .checksum)
      }
      next = end
    }
  }

  private func path(_ segment: Int) -> String {
    folder + "/keys-\(segment * keysPerFile)"
  }
}

/// Keys whose numbers follow each other, on their way to the log.
struct KeyBlock: Sendable {
  let first: Int
  var keys: [RecordKey] = []
  var times: [Int64] = []

  var end: Int { first + keys.count }

  /// The bytes of the keys with these numbers: hash, time, checksum, all little-endian.
  fileprivate func entries(_ numbers: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count * 28)
    for number in numbers {
      let key = keys[number - first]
      let start = bytes.count
      for word in [key.low, key.high, UInt64(bitPattern: times[number - first])] {
        bytes.append(littleEndian: word, count: 8)
      }
      let checksum = KeyBlock.checksum(bytes[start...], number)
      bytes.append(littleEndian: UInt64(checksum), count: 4)
    }
    return bytes
  }

  /// Reads what `entries` wrote; false where a checksum is wrong.
  fileprivate static func restore(
    _ bytes: [UInt8], from first: Int, into window: inout KeyWindow
  ) -> Bool {
    for (index, start) in stride(from: 0, to: bytes.count, by: 28).enumerated() {
      let checksum = checksum(bytes[start..<start + 24], first + index)
      guard UInt64(checksum) == bytes.word(at: start + 24, count: 4) else { return false }
      window.restore(
        RecordKey(low: bytes.word(at: start, count: 8), high: bytes.word(at: start + 8, count: 8)),
        time: Int64(bitPattern: bytes.word(at: start + 16, count: 8)))
    }
    return true
  }

  /// CRC-32C over the number and the bytes.
  private static func checksum(_ bytes: ArraySlice<UInt8>, _ number: Int) -> UInt32 {
    var number = UInt64(number).littleEndian
    let seed = unsafe cscan_crc32c(0, &number, 8)
    return unsafe bytes.withUnsafeBytes { unsafe cscan_crc32c(seed, $0.baseAddress, $0.count) }
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian word: UInt64, count: Int) {
    for index in 0..<count { append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index))) }
  }

  fileprivate func word(at start: Int, count: Int) -> UInt64 {
    (0..<count).reversed().reduce(0) { $0 << 8 | UInt64(self[start + $1]) }
  }
}
