import Foundation

/// The executables that `swift build` made beside the tests that now run.
package enum BuiltProduct {
  /// The directory of the executables: `$WEIR_PRODUCTS`, else where the test bundle itself stands.
  package static let directory: String = {
    if let chosen = ProcessInfo.processInfo.environment["WEIR_PRODUCTS"] {
      return URL(fileURLWithPath: chosen).path
    }
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    let executable = bundle ?? CommandLine.arguments.first ?? ""
    let directory = URL(fileURLWithPath: executable).deletingLastPathComponent().path
    let debug = TestData.packageRoot + "/.build/debug"
    return FileManager.default.isExecutableFile(atPath: directory + "/weir") ? directory : debug
  }()

  /// Where a shell looks for them: what is not among those chosen (the services, which take long to
  /// build optimised) is found beside the tests.
  package static let searchPath = directory + ":" + TestData.packageRoot + "/.build/debug"

  /// A program, where `searchPath` finds it.
  package static func program(_ name: String) -> String {
    searchPath.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) } ?? directory + "/" + name
  }

  /// The `weir` command.
  package static let weir = directory + "/weir"
}
