import Foundation
import TestSupport
import Testing

@testable import WeirSchema

/// What schemas are compiled to, for the reviewer of a change: `Golden/<case>/schema.json` becomes
/// `program.txt`. `UPDATE_GOLDEN=1` rewrites the texts, and the diff is the review.
struct GoldenProgramTests {
  static let folder = TestData.packageRoot + "/Tests/WeirSchemaTests/Golden"

  @Test(
    "a schema compiles to the agreed program",
    arguments: ["members", "tracking", "dynamic", "branches", "draft3"])
  func program(name: String) throws {
    let place = Self.folder + "/" + name
    let schema = try Schema(json: TestData.bytes(ofFile: place + "/schema.json"))
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try schema.dump.write(toFile: place + "/program.txt", atomically: true, encoding: .utf8)
    }
    let agreed = try TestData.bytes(ofFile: place + "/program.txt")
    #expect(schema.dump == String(decoding: agreed, as: UTF8.self))
  }
}
