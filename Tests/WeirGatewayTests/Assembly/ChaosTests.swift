import TestSupport
import Testing

/// Short runs of `weir-chaos`, which counts every record. `make chaos` makes longer ones.
@Suite(.serialized)
struct ChaosTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs it with another seed each time, which it prints.
  private func run(_ arguments: String) async throws {
    let run = try await shell(
      "weir-chaos \(arguments)", in: folder.path, timeoutSeconds: 400)
    print(run.stdout)
    #expect(run.status == 0, "\(run.stdout)\(run.stderr)")
  }

  @Test(
    "killed at random moments, with a service that fails as it pleases: nothing lost or doubled")
  func killed() async throws {
    try await run("kill --seconds 12 --rate 300")
  }

  @Test(
    "a service is away: memory stays, retries keep to their budget, the spool is delivered after")
  func outage() async throws {
    try await run("outage --seconds 10 --rate 300")
  }

  @Test(
    "one of three gateways behind nginx is killed, and one of three processes of the service",
    .needsCommand("nginx", remedy: "scripts/setup gateway installs it"))
  func replicas() async throws {
    let balancer = TestData.packageRoot + "/deploy/nginx.conf"
    try await run("replicas --seconds 12 --rate 300 --balancer \(balancer)")
  }
}
