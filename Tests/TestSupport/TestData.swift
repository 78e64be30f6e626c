import Foundation
package import Testing

/// The shared test data: public suites and real documents, which the repository does not hold.
///
/// They are looked for in `$WEIR_TEST_DATA`, then in `../shared/data` beside the package, then in
/// `.testdata/`, which `scripts/fetch-testdata` fills. A folder may stand in one of them and be
/// absent from another, so each folder is looked for on its own. Tests that need a folder say so:
///
/// ```swift
/// @Test("every y_ file is accepted", .needs(.jsonParsingSuite))
/// func acceptsValidTexts() throws {
///   for path in TestData.files(in: .jsonParsingSuite, under: "test_parsing") { … }
/// }
/// ```
package enum TestData {
  /// A folder of the test data. Its README.md says where it is from and how it is read.
  package enum Folder: String, CaseIterable, Sendable {
    case bench
    case bowtieProtocol = "bowtie-protocol"
    case jsonParsingSuite = "json-parsing-suite"
    case jsonSchemaTestSuite = "json-schema-test-suite"
    case referencingSuite = "referencing-suite"
    case sarif
    case schemaStore = "schemastore"
    case yamlTestSuite = "yaml-test-suite"
  }

  /// Absolute path of the package, without a final slash.
  package static let packageRoot: String = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in ["TestData.swift", "TestSupport", "Tests"] { root.deleteLastPathComponent() }
    return root.standardizedFileURL.path
  }()

  /// The places that may hold the data, in the order in which they are tried.
  package static let roots: [String] = {
    var roots = [packageRoot + "/../shared/data", packageRoot + "/.testdata"]
    if let given = ProcessInfo.processInfo.environment["WEIR_TEST_DATA"], !given.isEmpty {
      roots.insert(given, at: 0)
    }
    return roots
  }()

  /// Path of a folder, or nil where the machine does not have it.
  package static func path(of folder: Folder) -> String? {
    roots.lazy.map { $0 + "/" + folder.rawValue }.first(where: isDirectory)
  }

  /// Path of a file or a folder inside `folder`, whether it exists or not.
  package static func path(of folder: Folder, _ relativePath: String) -> String {
    (path(of: folder) ?? "/absent/" + folder.rawValue) + "/" + relativePath
  }

  /// The bytes of one file of the test data, exactly as they are.
  package static func bytes(of folder: Folder, _ relativePath: String) throws -> [UInt8] {
    try bytes(ofFile: path(of: folder, relativePath))
  }

  /// The bytes of any file. A relative path is taken from the package's root.
  package static func bytes(ofFile path: String) throws -> [UInt8] {
    let absolute = path.hasPrefix("/") ? path : packageRoot + "/" + path
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: absolute)))
  }

  /// All files below a folder of the test data, at any depth, in the order of their paths.
  ///
  /// - Parameters:
  ///   - subfolder: Where to start, relative to `folder`; empty for the folder itself.
  ///   - suffix: Only files whose name ends so, such as `.json`.
  /// - Returns: Paths relative to `folder`, ready for `bytes(of:_:)`; none where it is absent.
  package static func files(
    in folder: Folder, under subfolder: String = "", suffix: String = ""
  ) -> [String] {
    guard let root = path(of: folder) else { return [] }
    let prefix = subfolder.isEmpty ? "" : subfolder + "/"
    return files(below: root + "/" + subfolder, suffix: suffix).map { prefix + $0 }
  }

  /// All files below any directory, relative to it, in the order of their paths.
  package static func files(below directory: String, suffix: String = "") -> [String] {
    let found = (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []
    return found.filter { $0.hasSuffix(suffix) && !isDirectory(directory + "/" + $0) }.sorted()
  }

  private static func isDirectory(_ path: String) -> Bool {
    let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type]
    return type as? FileAttributeType == .typeDirectory
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, and says how to get the data, where `folder` is not on this machine.
  package static func needs(_ folder: TestData.Folder) -> Self {
    .enabled(
      if: TestData.path(of: folder) != nil,
      """
      skipped: the test data `\(folder.rawValue)` is not here. How to get it: run \
      scripts/fetch-testdata, or set WEIR_TEST_DATA to a directory that holds it.
      """)
  }
}
