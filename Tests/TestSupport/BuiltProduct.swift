import Foundation

/// The executables that `swift build` made beside the tests that now run.
package enum BuiltProduct {
  /// The directory of the executables: where the test bundle itself stands.
  package static let directory: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    let executable = bundle ?? CommandLine.arguments.first ?? ""
    let directory = URL(fileURLWithPath: executable).deletingLastPathComponent().path
    let debug = TestData.packageRoot + "/.build/debug"
    return FileManager.default.isExecutableFile(atPath: directory + "/weir") ? directory : debug
  }()

  /// The `weir` command.
  package static let weir = directory + "/weir"
}
