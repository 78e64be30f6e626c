import Foundation

/// A folder for one test's files, gone when the test is over.
final class TemporaryFolder: Sendable {
  let path: String

  /// Makes the folder and writes the files, whose names may hold slashes.
  init(_ files: [String: String] = [:]) throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("weir-load-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
    for (name, text) in files { try write(Array(text.utf8), to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(fileURLWithPath: self / name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// The path of a file in the folder.
  static func / (folder: TemporaryFolder, name: String) -> String { folder.path + "/" + name }
}
