import Foundation
import TestSupport
import Testing

/// `--allow-http` and its options, as a user meets them.
@Suite(.needsCommand("python3"))
struct RemoteTests {
  private let server: HTTPServer
  private let folder: TemporaryFolder

  init() throws {
    server = try HTTPServer()
    folder = try TemporaryFolder()
    try folder.write("7", to: "a.json")
    try folder.write("{\"$ref\": \"\(server / "etag.json")\"}\n", to: "s.json")
  }

  private func check(_ arguments: String..., schema: String = "s.json") throws
    -> WeirBinary.Outcome
  {
    try WeirBinary.run(
      ["check", "--schema", schema] + arguments + ["a.json"], in: folder.path,
      environment: ["XDG_CACHE_HOME": folder.path + "/cache"])
  }

  @Test("a remote reference is refused at its place, with the options that help")
  func refused() throws {
    let run = try check()
    #expect(run.status == 3)
    #expect(run.stderr.hasPrefix("error[schema.unresolved_reference]: "))
    #expect(run.stderr.contains("┌─ s.json:1:10\n"))
    for option in ["--resolve", "--resolve-dir", "--allow-http"] {
      #expect(run.stderr.contains(option))
    }
  }

  @Test("a local address must be allowed by name")
  func localAddress() throws {
    let run = try check("--allow-http")
    #expect(run.status == 3)
    #expect(run.stderr.contains("--allow-host 127.0.0.1"))
    #expect(server.requests.isEmpty)
    #expect(try check("--allow-http", "--allow-host", "127.0.0.1").status == 0)
    #expect(server.requests.count == 1)
  }

  @Test("the README's commands write the lockfile and obey it, at this server instead")
  func readme() throws {
    try folder.write("7", to: "order.json")
    let blocks = try ReadmeTests.blocks("bash")
    #expect(blocks.count == 1)
    for block in blocks {
      let script = block.commands
        .replacingOccurrences(of: "https://example.com/order.json", with: server / "etag.json")
        .replacingOccurrences(of: "--allow-http", with: "--allow-http --allow-host 127.0.0.1")
      let run = try WeirBinary.shell(
        "set -e\n" + script, in: folder.path,
        environment: ["XDG_CACHE_HOME": folder.path + "/cache"])
      #expect(run.status == 0, "\(run.stderr)")
      #expect(server.requests.count == 1, "with a lockfile the cache answers")
      let lock = String(decoding: try folder.read("weir.lock"), as: UTF8.self)
      #expect(lock.contains(server / "etag.json"))
    }
  }

  @Test("no proxy is used, whatever the environment says")
  func noProxy() throws {
    let run = try WeirBinary.run(
      ["check", "--allow-http", "--allow-host", "127.0.0.1", "--schema", "s.json", "a.json"],
      in: folder.path,
      environment: [
        "XDG_CACHE_HOME": folder.path + "/cache", "http_proxy": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
      ])
    #expect(run.status == 0, "\(run.stderr)")
  }

  @Test("a schema may be remote itself")
  func remoteSchema() throws {
    let run = try check(
      "--allow-http", "--allow-host", "127.0.0.1", schema: server / "relative/a.json#")
    #expect(run.status == 0)
  }

  @Test("the lockfile of the current directory is obeyed, and updated when asked")
  func lockfile() throws {
    try folder.write("{\"$ref\": \"\(server / "versions.json")\"}", to: "s.json")
    let options = ["--allow-http", "--allow-host", "127.0.0.1"]
    func run(_ more: String...) throws -> WeirBinary.Outcome {
      // A cache for each run, as on a machine that never saw the document.
      try WeirBinary.run(
        ["check", "--schema", "s.json"] + options + more + ["a.json"], in: folder.path,
        environment: ["XDG_CACHE_HOME": folder.path + "/none\(server.requests.count)"])
    }
    #expect(try run().status == 0)
    #expect(try run("--update-lock").status == 0)
    let contract = try WeirBinary.run(
      [
        "check", "--assert-format", "--schema",
        TestData.packageRoot + "/schemas/lockfile.schema.json", "--as", "json", "weir.lock",
      ], in: folder.path)
    #expect(contract.status == 0, "\(contract.stdout)")
    let changed = try run()
    #expect(changed.status == 3)
    #expect(changed.stderr.contains("it has changed: weir.lock has SHA-256"))
    #expect(try run("--update-lock").status == 0)
    let missing = try run("--lockfile", "other.lock")
    #expect(missing.status == 4)
    #expect(missing.stderr.contains("other.lock: there is no such file; --update-lock writes it"))
  }

  @Test("processes that fetch and lock at the same time do not disturb each other")
  func concurrency() async throws {
    let count = 8
    for index in 0..<count {
      try folder.write(
        "{\"anyOf\": [{\"$ref\": \"\(server / "etag.json")\"}, {\"$ref\": \"\(server / "integer.json")?\(index)\"}]}",
        to: "s\(index).json")
    }
    try await withThrowingTaskGroup { group in
      for index in 0..<count {
        group.addTask {
          let run = try check(
            "--allow-http", "--allow-host", "127.0.0.1", "--update-lock", schema: "s\(index).json")
          #expect(run.status == 0, "\(run.stderr)")
        }
      }
      try await group.waitForAll()
    }
    let text = String(decoding: try folder.read("weir.lock"), as: UTF8.self)
    #expect(text.split(separator: "\n").count == count + 3)
    server.stop()
    for index in 0..<count {
      #expect(
        try check("--allow-http", "--allow-host", "127.0.0.1", schema: "s\(index).json").status == 0
      )
    }
  }

  @Test("the limits are options")
  func limits() throws {
    func run(_ path: String, _ more: String...) throws -> String {
      let run = try WeirBinary.run(
        ["compile", server / path, "--allow-http", "--allow-host", "127.0.0.1"] + more,
        in: folder.path, environment: ["XDG_CACHE_HOME": folder.path + "/cache"])
      #expect(run.status == 3)
      return run.stderr
    }
    #expect(
      try run("hang.json", "--http-timeout", "0.5", "--http-retries", "0")
        .contains("no complete answer within 0.5 s (--http-timeout)"))
    #expect(
      try run("endless.json", "--http-max-bytes", "5000")
        .contains("more than 5000 bytes (--http-max-bytes)"))
    #expect(try run("flaky/1/a.json", "--http-retries", "0").contains("answers 500"))
  }

  @Test(
    "options that make no sense are usage errors",
    arguments: [
      ["--allow-host", "x"], ["--update-lock"], ["--allow-http", "--http-timeout", "0"],
      ["--allow-http", "--http-max-bytes", "0"], ["--allow-http", "--http-retries", "-1"],
    ])
  func usage(arguments: [String]) throws {
    let run = try WeirBinary.run(
      ["check", "--schema", "s.json"] + arguments + ["a.json"], in: folder.path)
    #expect(run.status == 2)
  }
}
