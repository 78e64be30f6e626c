import WeirCompression
import WeirResilience
import WeirStream

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a file takes no records.
enum FileSinkError: Error {
  case system(path: String, SystemError)

  /// Records that the store knows to be written are not there.
  case lost(path: String, length: Int, expected: Int)

  /// All files together would have too many bytes.
  case full(limit: Int)
  case position
  case compression(CompressionError)
}

/// Files that records are written to, one after the other. Does what it is told, at once, and waits for
/// the disk; knows no clock and no other thread.
///
/// - What `write` has returned from is durable, name and bytes.
/// - A write that failed is cut off before the next one.
/// - A file gets its final name when it is full and the store knows that all of it is settled: whoever
///   reads files with final names reads each record once.
struct RotatingFile {
  private let settings: FileSinkSettings
  private let names: SinkFileNames
  private let system: any SystemCalls

  private(set) var position = FilePosition()
  private var settledTo = FilePosition()

  /// Of the file at `position`, or -1.
  private var descriptor: Int32 = -1

  /// Whether there is more in it than `position` says.
  private var isToCut = false

  /// Full, and not settled as a whole yet.
  private var full: [(number: Int, length: Int)] = []

  /// Of all files but the one being written.
  private var otherBytes = 0

  init(_ settings: FileSinkSettings, system: any SystemCalls) {
    self.settings = settings
    self.system = system
    names = SinkFileNames(settings)
  }

  private func calling<Value>(
    _ path: String, _ call: () throws(SystemError) -> Value
  ) throws(FileSinkError) -> Value {
    do {
      return try call()
    } catch {
      throw .system(path: path, error)
    }
  }

  private func entries() throws(FileSinkError) -> [SinkFileNames.Entry] {
    let folder = names.folder.isEmpty ? "." : names.folder
    let all = try calling(folder) { () throws(SystemError) in try system.names(in: folder) }
    return all.compactMap { names.entry($0) }.sorted { $0.number < $1.number }
  }

  /// Only the last folder of the path is made: where the others are missing, a path is wrong or a disk is
  /// not mounted.
  private func makeFolder() throws(FileSinkError) {
    guard !names.folder.isEmpty, (try? system.status(at: names.folder)) == nil else { return }
    let path = String(names.folder.dropLast())
    do {
      try system.makeDirectory(path)
      try system.synchronizeFolder(of: path)
    } catch {
      guard error.number == EEXIST else { throw .system(path: path, error) }
    }
  }

  private func synchronizeFolder() throws(FileSinkError) {
    try calling(names.folder) { () throws(SystemError) in
      try system.synchronizeFolder(names.folder.isEmpty ? "." : names.folder)
    }
  }
}

// MARK: - Opening

extension RotatingFile {
  /// Goes on at a position; without one, behind all that is there.
  ///
  /// - Returns: Files that got their final names.
  mutating func open(at stored: FilePosition?) throws(FileSinkError) -> [(path: String, bytes: Int)]
  {
    close()
    full = []
    try makeFolder()
    let found = try entries()
    let partials = found.filter(\.isPartial)
    // Without a position nobody knows what is settled: all is kept, and may come again.
    let settled = stored ?? FilePosition(number: (found.last?.number ?? 0) + 1)
    for entry in partials where entry.number > settled.number {
      let path = names.folder + entry.name
      try calling(path) { () throws(SystemError) in try system.unlink(path) }
    }
    for entry in partials where entry.number < settled.number {
      full.append((entry.number, try length(of: names.folder + entry.name)))
    }
    position = settled
    isToCut = false
    if partials.contains(where: { $0.number == settled.number }) {
      try checkLength()
    } else {
      beginBehind(found, settled)
    }
    settledTo = settled
    try countOtherBytes()
    return try publish()
  }

  /// Where the file of the position is none that is being written: it is complete, and perhaps somebody
  /// has taken it away.
  private mutating func beginBehind(_ found: [SinkFileNames.Entry], _ settled: FilePosition) {
    let last = found.last { !$0.isPartial }?.number ?? 0
    if settled.length > 0 || last >= settled.number {
      position = FilePosition(number: max(settled.number, last) + 1)
    }
  }

  private mutating func checkLength() throws(FileSinkError) {
    let path = names.partialPath(position.number)
    let length = try length(of: path)
    guard length >= position.length else {
      throw .lost(path: path, length: length, expected: position.length)
    }
    isToCut = length > position.length
  }

  private func length(of path: String) throws(FileSinkError) -> Int {
    try calling(path) { () throws(SystemError) in try system.status(at: path).size }
  }

  mutating func close() {
    if descriptor >= 0 { system.close(descriptor) }
    descriptor = -1
  }
}

// MARK: - Writing

extension RotatingFile {
  /// Writes lines, durably: all or nothing.
  ///
  /// - Parameter now: Nanoseconds since 1970.
  mutating func write(_ lines: [UInt8], now: Int64) throws(FileSinkError) {
    let bytes = try compressed(lines)
    if position.length > 0, position.length + bytes.count > settings.maxBytes { rotate() }
    try makeRoom(for: bytes.count)
    let path = names.partialPath(position.number)
    try prepare(path)
    isToCut = true
    try calling(path) { () throws(SystemError) in
      try system.write(bytes, to: descriptor)
      try system.synchronize(descriptor)
    }
    isToCut = false
    if position.length == 0 { position.begunAt = now }
    position.length += bytes.count
  }

  private func compressed(_ lines: [UInt8]) throws(FileSinkError) -> [UInt8] {
    guard let format = settings.compression else { return lines }
    do {
      var compressor = try Compressor(format)
      var bytes: [UInt8] = []
      try compressor.add(lines, to: &bytes)
      try compressor.end(to: &bytes)
      return bytes
    } catch {
      throw .compression(error)
    }
  }

  /// Opens the file, and cuts it back to what is settled or will be.
  private mutating func prepare(_ path: String) throws(FileSinkError) {
    if descriptor < 0 {
      descriptor = try calling(path) { () throws(SystemError) in
        try system.open(path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o666)
      }
      try synchronizeFolder()
    }
    guard isToCut else { return }
    try calling(path) { () throws(SystemError) in
      try system.truncate(descriptor, to: position.length)
    }
    isToCut = false
  }

  /// Counts anew before it says no: somebody may have taken files away.
  private mutating func makeRoom(for count: Int) throws(FileSinkError) {
    guard let limit = settings.maxTotalBytes else { return }
    if otherBytes + position.length + count > limit { try countOtherBytes() }
    guard otherBytes + position.length + count <= limit else { throw .full(limit: limit) }
  }

  private mutating func countOtherBytes() throws(FileSinkError) {
    otherBytes = 0
    for entry in try entries() where !(entry.isPartial && entry.number == position.number) {
      // Taken away in between.
      otherBytes += (try? length(of: names.folder + entry.name)) ?? 0
    }
  }
}

// MARK: - Rotation

extension RotatingFile {
  /// When the file is full by its age; nil while it is empty, or without such a limit.
  var fullAt: Int64? {
    guard position.length > 0, let maxAge = settings.maxAge else { return nil }
    return position.begunAt + maxAge.nanosecondCount
  }

  /// Ends the file; the next record begins another one.
  mutating func rotate() {
    guard position.length > 0 else { return }
    close()
    full.append((position.number, position.length))
    otherBytes += position.length
    position = FilePosition(number: position.number + 1)
    isToCut = false
  }

  /// The store has this position. Positions come in any order.
  mutating func noteSettled(_ position: FilePosition) {
    if !settledTo.isBehind(number: position.number, length: position.length) {
      settledTo = position
    }
  }

  /// Gives full files their final names if all of them is settled.
  mutating func publish() throws(FileSinkError) -> [(path: String, bytes: Int)] {
    var published: [(path: String, bytes: Int)] = []
    while let file = full.first, settledTo.isBehind(number: file.number, length: file.length) {
      let (path, partial) = (names.path(file.number), names.partialPath(file.number))
      // What is behind its length failed to be written, and is not settled.
      try cut(partial, to: file.length)
      try calling(partial) { () throws(SystemError) in try system.rename(partial, to: path) }
      full.removeFirst()
      published.append((path, file.length))
    }
    if !published.isEmpty { try synchronizeFolder() }
    return published
  }

  private func cut(_ path: String, to length: Int) throws(FileSinkError) {
    guard try self.length(of: path) > length else { return }
    try calling(path) { () throws(SystemError) in
      let descriptor = try system.open(path, flags: O_WRONLY, mode: 0)
      defer { system.close(descriptor) }
      try system.truncate(descriptor, to: length)
      try system.synchronize(descriptor)
    }
  }

  /// Deletes complete files that are not to be kept any longer. - Returns: Their paths.
  mutating func expire(now: Int64) throws(FileSinkError) -> [String] {
    guard settings.maxFiles != nil || settings.keepFor != nil else { return [] }
    let complete = try entries().filter { !$0.isPartial }
    let surplus = settings.maxFiles.map { max(0, complete.count - $0) } ?? 0
    var deleted: [String] = []
    for (index, entry) in complete.enumerated() {
      let path = names.folder + entry.name
      guard index < surplus || isTooOld(path, now: now) else { continue }
      try calling(path) { () throws(SystemError) in try system.unlink(path) }
      deleted.append(path)
    }
    if !deleted.isEmpty { try countOtherBytes() }
    return deleted
  }

  private func isTooOld(_ path: String, now: Int64) -> Bool {
    guard let keepFor = settings.keepFor, let status = try? system.status(at: path) else {
      return false
    }
    return status.modified + keepFor.nanosecondCount <= now
  }
}
