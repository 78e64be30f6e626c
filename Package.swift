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

let gatewayLibraries: [Target.Dependency] = [
  .product(name: "Hummingbird", package: "hummingbird"),
  .product(name: "HummingbirdCore", package: "hummingbird"),
  .product(name: "HummingbirdTLS", package: "hummingbird"),
  .product(name: "AsyncHTTPClient", package: "async-http-client"),
  .product(name: "GRDB", package: "GRDB.swift"),
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
  .product(name: "NIOSSL", package: "swift-nio-ssl"),
  .product(name: "SwiftASN1", package: "swift-asn1"),
  .product(name: "X509", package: "swift-certificates"),
  .product(name: "HTTPTypes", package: "swift-http-types"),
  .product(name: "Logging", package: "swift-log"),
  .product(name: "Metrics", package: "swift-metrics"),
  .product(name: "Tracing", package: "swift-distributed-tracing"),
  .product(name: "ServiceContextModule", package: "swift-service-context"),
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]

let package = Package(
  name: "weir",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "weir", targets: ["weir"]),
    .executable(name: "weir-gateway", targets: ["weir-gateway"]),
    .library(name: "Weir", targets: ["WeirSchema", "WeirYAML", "WeirLoad"]),
    .library(name: "WeirSchema", targets: ["WeirSchema"]),
    .library(name: "WeirJSON", targets: ["WeirJSON"]),
    .library(name: "WeirReport", targets: ["WeirReport"]),
    .library(name: "WeirStream", targets: ["WeirStream"]),
    .library(name: "WeirGateway", targets: ["WeirGateway"]),
    .library(name: "WeirHummingbird", targets: ["WeirHummingbird"]),
    .library(name: "WeirResilience", targets: ["WeirResilience"]),
    .library(name: "WeirResilienceTesting", targets: ["WeirResilienceTesting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.3.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.2.0"),
    .package(url: "https://github.com/apple/swift-service-context", from: "1.1.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
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
    .target(name: "WeirHelp", dependencies: ["WeirJSON", argumentParser]),
    .executableTarget(
      name: "weir",
      dependencies: [
        "WeirJSON", "WeirSchema", "WeirYAML", "WeirLoad", "WeirHelp", "WeirReport", "WeirTools",
        "WeirStream", argumentParser,
      ]
    ),
    .target(
      name: "WeirGateway",
      dependencies: [
        "WeirCompression", "WeirJSON", "WeirSchema", "WeirYAML", "WeirLoad", "WeirReport",
        "WeirStream", "WeirResilience",
      ] + gatewayLibraries),
    .target(
      name: "WeirHummingbird",
      dependencies: [
        "WeirJSON", "WeirSchema",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    .executableTarget(
      name: "weir-gateway",
      dependencies: [
        "WeirGateway", "WeirLoad", "WeirHelp", "WeirReport", "WeirSchema", argumentParser,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "orders-service",
      dependencies: [
        "WeirHummingbird", "WeirLoad", "WeirSchema",
        .product(name: "Hummingbird", package: "hummingbird"),
      ],
      path: "samples/orders-service", exclude: ["order.schema.json"]),
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
    .target(
      name: "WeirFaultProxy",
      dependencies: [
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      path: "Tests/FaultProxy"),
    .target(name: "CPowerLoss", path: "Tests/PowerLoss"),
    .executableTarget(
      name: "weir-store-crash",
      dependencies: ["CPowerLoss", "WeirGateway", "WeirJSON", "WeirSchema", "WeirStream"],
      path: "Tests/StoreCrashRunner"
    ),
    .executableTarget(
      name: "weir-chaos",
      dependencies: [
        "WeirCompression", "WeirFaultProxy", "WeirJSON", "TestSupport", argumentParser,
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/ChaosRunner"),
    .testTarget(
      name: "WeirGatewayTests",
      dependencies: [
        "WeirFaultProxy", "WeirGateway", "WeirCompression", "WeirJSON", "WeirSchema", "WeirYAML",
        "WeirLoad",
        "WeirReport", "WeirStream", "WeirResilience", "WeirResilienceTesting", "StreamTestSupport",
        "TestSupport",
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ] + gatewayLibraries),
    .testTarget(
      name: "WeirHummingbirdTests",
      dependencies: [
        "WeirHummingbird", "WeirJSON", "WeirSchema", "TestSupport",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    .testTarget(name: "WeirTests", dependencies: ["WeirJSON", "WeirSchema", "TestSupport"]),
  ]
)

for target in package.targets where [.regular, .executable, .test].contains(target.type) {
  guard !["CScan", "CCurl", "CAllocationCount", "CPowerLoss"].contains(target.name) else {
    continue
  }
  target.swiftSettings = settings
}
