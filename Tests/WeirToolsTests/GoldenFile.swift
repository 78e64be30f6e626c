import Foundation
import TestSupport
import Testing

/// Texts that were agreed to: `Golden/<name>`. `UPDATE_GOLDEN=1` rewrites them; the diff is the
/// review.
enum GoldenFile {
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"

  /// Where the tests run, paths do not begin with the package's own.
  static func compare(_ bytes: [UInt8], with name: String) throws {
    let text = String(decoding: bytes, as: UTF8.self)
      .replacingOccurrences(of: TestData.packageRoot + "/", with: "/")
    let path = folder + "/" + name
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    } else {
      let expected = String(decoding: try TestData.bytes(ofFile: path), as: UTF8.self)
      #expect(text == expected, "UPDATE_GOLDEN=1 swift test --filter WeirToolsTests rewrites it")
    }
  }

  static func compare(_ text: String, with name: String) throws {
    try compare(Array(text.utf8), with: name)
  }
}
