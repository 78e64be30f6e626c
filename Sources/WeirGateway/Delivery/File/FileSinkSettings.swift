package import WeirCompression
package import WeirResilience

/// Where records are written, and when a file is full.
///
/// Of the path `/var/out/orders.ndjson`, files are `/var/out/orders.00000001.ndjson` and so on, with `.gz`
/// or `.zst` behind where they are compressed; the one being written has `.partial` behind that.
package struct FileSinkSettings: Sendable, Equatable {
  /// In a folder that exists.
  package var path: String

  /// A file that has so many bytes gets no more.
  package var maxBytes = 256 << 20

  /// A file gets nothing more after this time since its first record, also when none comes.
  package var maxAge: Duration? = .seconds(3600)

  /// Each delivery is a member or frame of its own, so that a file can be cut behind any.
  package var compression: CompressionFormat?

  /// Of complete files so many are kept, and the oldest are deleted; nil keeps all.
  package var maxFiles: Int?

  /// Complete files are deleted this long after they were written to last; nil keeps them.
  package var keepFor: Duration?

  /// What all files together may have, complete or not. Beyond it the sink pauses until somebody, or
  /// retention, makes room: nothing is deleted for it. nil is no limit.
  package var maxTotalBytes: Int?

  package init(path: String) { self.path = path }

  package func validate() throws(SettingError) {
    try SettingError.require(maxBytes, in: 1...Int.max, "maxBytes")
    try SettingError.require(maxFiles ?? 1, in: 1...SettingError.maxCount, "maxFiles")
    try SettingError.require(maxTotalBytes ?? 1, in: 1...Int.max, "maxTotalBytes")
    try SettingError.requirePositive(maxAge ?? .seconds(1), "maxAge")
    try SettingError.requirePositive(keepFor ?? .seconds(1), "keepFor")
  }
}

/// Where a file sink stands.
struct FilePosition: Equatable {
  /// Of the file, from 1.
  var number = 1

  /// Of what is written in it and durable.
  var length = 0

  /// When its first record was written, in nanoseconds since 1970; 0 before.
  var begunAt: Int64 = 0

  /// As a sink's position is stored: three numbers in ASCII.
  var bytes: [UInt8] { Array("\(number) \(length) \(begunAt)".utf8) }

  init(number: Int = 1, length: Int = 0, begunAt: Int64 = 0) {
    self.number = number
    self.length = length
    self.begunAt = begunAt
  }

  /// Nil for what no file sink has stored.
  init?(_ bytes: [UInt8]) {
    let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard parts.count == 3, let number = Int(parts[0]), let length = Int(parts[1]),
      let begunAt = Int64(parts[2]), number > 0, length >= 0
    else { return nil }
    self.init(number: number, length: length, begunAt: begunAt)
  }

  /// Whether all of a file with that number and length stands before it.
  func isBehind(number: Int, length: Int) -> Bool {
    (number, length) <= (self.number, self.length)
  }
}
