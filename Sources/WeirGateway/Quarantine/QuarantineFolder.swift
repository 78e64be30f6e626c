import Foundation
import WeirStream

/// The files that quarantine records are exported to: one that grows, `….ndjson.partial`, and those that
/// are complete, `….ndjson`.
struct QuarantineFolder {
  let settings: QuarantineFileSettings
  private let system = LiveSystemCalls()
  private var handle: FileHandle?

  /// The file that grows, by its final name; nil if there is none.
  private(set) var current: String?
  private(set) var length = 0

  /// Bytes of the complete files.
  private(set) var completeBytes = 0

  /// Makes the folder if need be, and cuts the file that grows back to where it was stored to end: what
  /// lies behind was written and never taken into account.
  ///
  /// A file that has its final name already was complete when an earlier run ended.
  init(_ settings: QuarantineFileSettings, resuming position: ExportPosition?) throws {
    self.settings = settings
    try FileManager.default.createDirectory(
      atPath: settings.directory, withIntermediateDirectories: true)
    if let position, let file = position.file,
      !FileManager.default.fileExists(atPath: path(file))
    {
      try open(file, length: position.length)
    }
    completeBytes = try complete().reduce(0) { $0 + $1.bytes }
  }

  private func path(_ name: String) -> String { settings.directory + "/" + name }

  var totalBytes: Int { completeBytes + length }

  /// The name of a file whose first record is this.
  static func name(_ row: QuarantineRow, at now: Timestamp) -> String {
    let time = now.description.replacingOccurrences(of: ":", with: "-")
    return "quarantine-\(time)-\(row.sequence).ndjson"
  }

  /// Opens a file to append to, durably of just that length.
  ///
  /// - Throws: `ExportError.shorter` where bytes are gone that were durable.
  mutating func open(_ name: String, length: Int) throws {
    let path = path(name) + ".partial"
    if !FileManager.default.fileExists(atPath: path) {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
      }
      try system.synchronizeFolder(settings.directory)
    }
    let opened = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let size = Int(try opened.seekToEnd())
    guard size >= length else { throw ExportError.shorter(path, size: size, expected: length) }
    try opened.truncate(atOffset: UInt64(length))
    try opened.synchronize()
    try opened.seek(toOffset: UInt64(length))
    handle = opened
    current = name
    self.length = length
  }

  /// Appends lines, durably.
  mutating func append(_ lines: [UInt8]) throws {
    try handle?.write(contentsOf: Data(lines))
    try handle?.synchronize()
    length += lines.count
  }

  /// Gives the file that grows its final name, durably.
  mutating func complete(_ name: String) throws {
    try handle?.close()
    handle = nil
    try system.rename(path(name) + ".partial", to: path(name))
    try system.synchronizeFolder(settings.directory)
    completeBytes += length
    current = nil
    length = 0
  }

  struct File {
    let name: String
    let bytes: Int
    let modified: Int64
  }

  /// The complete files, the oldest first.
  private func complete() throws -> [File] {
    try FileManager.default.contentsOfDirectory(atPath: settings.directory)
      .filter { $0.hasPrefix("quarantine-") && $0.hasSuffix(".ndjson") }
      .map { name in
        let status = try system.status(at: path(name))
        return File(name: name, bytes: status.size, modified: status.modified)
      }
      .sorted { ($0.modified, $0.name) < ($1.modified, $1.name) }
  }

  /// Deletes the complete files that are too old, or too many.
  ///
  /// - Returns: Their names.
  mutating func expire(at now: Timestamp) throws -> [String] {
    let files = try complete()
    completeBytes = files.reduce(0) { $0 + $1.bytes }
    let oldest = now.nanoseconds - settings.retention.nanoseconds
    let surplus = settings.maxFiles.map { max(0, files.count - $0) } ?? 0
    var gone: [String] = []
    for (index, file) in files.enumerated() where index < surplus || file.modified < oldest {
      try system.unlink(path(file.name))
      completeBytes -= file.bytes
      gone.append(file.name)
    }
    return gone
  }
}

/// Where the export stands: what is durable in the files.
struct ExportPosition: Sendable, Equatable {
  /// The last record that is in a file.
  var cursor: Int64 = 0

  /// The file that grows, by its final name, and its length; nil when there is none.
  var file: String?
  var length = 0

  /// When its first record came.
  var openedAt = Timestamp(nanoseconds: 0)
}

enum ExportError: Error, Equatable, CustomStringConvertible {
  case shorter(String, size: Int, expected: Int)

  var description: String {
    switch self {
    case .shorter(let path, let size, let expected):
      "\(path) has \(size) bytes, where \(expected) had been made durable"
    }
  }
}
