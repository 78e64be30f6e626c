// swift-tools-version: 6.2
import PackageDescription

// The manifest is the picture of the house: a target border stands only where dependencies,
// audience or trust differ. ARCHITECTURE.md says what each target is for.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let argumentParser: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "weir",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "weir", targets: ["weir"]),
    .library(name: "Weir", targets: ["WeirSchema", "WeirYAML", "WeirLoad"]),
    .library(name: "WeirSchema", targets: ["WeirSchema"]),
    .library(name: "WeirJSON", targets: ["WeirJSON"]),
    .library(name: "WeirReport", targets: ["WeirReport"]),
    .library(name: "WeirStream", targets: ["WeirStream"]),
    .library(name: "WeirResilience", targets: ["WeirResilience"]),
    .library(name: "WeirResilienceTesting", targets: ["WeirResilienceTesting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "CScan"),
    .systemLibrary(
      name: "CLibYAML",
      pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
    ),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .target(name: "WeirJSON", dependencies: ["CScan"]),
    .target(name: "WeirSchema", dependencies: ["WeirJSON"]),
    .target(name: "WeirYAML", dependencies: ["WeirJSON", "CLibYAML"]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "WeirLoad", dependencies: ["CCurl", "WeirJSON", "WeirSchema", "WeirYAML"]),
    .target(name: "WeirReport", dependencies: ["WeirJSON", "WeirSchema"]),
    .target(
      name: "WeirTools",
      dependencies: ["WeirJSON", "WeirSchema", "WeirYAML", "WeirLoad", "WeirReport"]),
    .target(name: "WeirCompression", dependencies: ["CZlib", "CZstd"]),
    .target(
      name: "WeirStream", dependencies: ["CScan", "WeirCompression", "WeirJSON", "WeirSchema"]),
    .target(name: "WeirResilience"),
    .target(name: "WeirResilienceTesting", dependencies: ["WeirResilience"]),
    .executableTarget(
      name: "weir",
      dependencies: [
        "WeirJSON", "WeirSchema", "WeirYAML", "WeirLoad", "WeirReport", "WeirTools",
        "WeirStream", argumentParser,
      ]
    ),
    .target(name: "CAllocationCount", path: "Benchmarks/CAllocationCount"),
    .executableTarget(
      name: "weir-bench",
      dependencies: ["CAllocationCount", "WeirJSON", "WeirSchema", argumentParser],
      path: "Benchmarks/weir-bench"
    ),
    .target(name: "TestSupport", dependencies: ["WeirJSON"], path: "Tests/TestSupport"),
    .testTarget(name: "WeirCompressionTests", dependencies: ["WeirCompression", "TestSupport"]),
    .testTarget(name: "WeirJSONTests", dependencies: ["CScan", "WeirJSON", "TestSupport"]),
    .target(
      name: "SchemaTestSupport", dependencies: ["WeirJSON", "WeirSchema", "TestSupport"],
      path: "Tests/SchemaTestSupport"),
    .testTarget(
      name: "WeirSchemaTests",
      dependencies: ["WeirJSON", "WeirSchema", "SchemaTestSupport", "TestSupport"],
      exclude: ["Golden", "Patterns/Golden"]),
    .testTarget(
      name: "WeirYAMLTests", dependencies: ["WeirJSON", "WeirYAML", "TestSupport"]),
    .testTarget(
      name: "WeirLoadTests",
      dependencies: ["WeirJSON", "WeirSchema", "WeirYAML", "WeirLoad", "TestSupport"]),
    .testTarget(
      name: "WeirReportTests",
      dependencies: ["WeirJSON", "WeirSchema", "WeirReport", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "WeirToolsTests",
      dependencies: [
        "WeirJSON", "WeirSchema", "WeirYAML", "WeirLoad", "WeirReport", "WeirTools",
        "SchemaTestSupport", "TestSupport",
      ],
      exclude: ["Golden"]),
    .target(
      name: "StreamTestSupport", dependencies: ["WeirStream"], path: "Tests/StreamTestSupport"),
    .executableTarget(
      name: "weir-crash",
      dependencies: ["WeirJSON", "WeirSchema", "WeirStream", "StreamTestSupport"],
      path: "Tests/CrashRunner"
    ),
    .testTarget(
      name: "WeirStreamTests",
      dependencies: [
        "CScan", "WeirJSON", "WeirSchema", "WeirStream", "TestSupport", "StreamTestSupport",
      ]),
    .testTarget(
      name: "WeirResilienceTests",
      dependencies: ["WeirResilience", "WeirResilienceTesting", "TestSupport"]),
    .testTarget(name: "WeirTests", dependencies: ["WeirJSON", "WeirSchema", "TestSupport"]),
  ]
)

for target in package.targets where [.regular, .executable, .test].contains(target.type) {
  guard !["CScan", "CCurl", "CAllocationCount"].contains(target.name) else { continue }
  target.swiftSettings = settings
}
