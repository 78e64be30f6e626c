import Foundation
import TestSupport
import Testing

/// What a user has of weir and weir-gateway besides the commands: completions, manual pages, packages.
struct PackagingTests {
  private static let programs = ["weir", "weir-gateway"]

  private static func isHere(_ command: String) -> Bool {
    ["/usr/bin/", "/usr/local/bin/", "/bin/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + command)
    }
  }

  @Test("bash completes commands, options and their values")
  func bashCompletion() throws {
    let run = try WeirBinary.shell(
      """
      source <(weir completions bash)
      complete() { COMPREPLY=(); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="${COMP_WORDS[*]}"
        COMP_POINT=${#COMP_LINE}; _weir weir "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
        echo "${COMPREPLY[@]}"; }
      COMP_WORDS=(weir fil); complete
      COMP_WORDS=(weir filter --quaran); complete
      COMP_WORDS=(weir check --color ""); complete
      """)
    #expect(run.stdout == "filter\n--quarantine --quarantine-format\nauto always never\n")
  }

  @Test("completions are for shells that exist")
  func shells() throws {
    for shell in ["zsh", "fish"] {
      let run = try WeirBinary.run(["completions", shell])
      #expect(run.status == 0)
      #expect(run.stdout.contains("quarantine"))
    }
    let run = try WeirBinary.run(["completions", "csh"])
    #expect(run.status == 2)
    #expect(run.stderr.contains("bash"))
  }

  @Test(
    "every command has a manual page that groff has no remark on",
    .enabled(if: isHere("groff"), "groff is not here"), arguments: programs)
  func manualPages(of program: String) throws {
    let commands = try shell("\(program) manual --list").stdout.split(separator: "\n")
    #expect(commands.contains(program == "weir" ? "filter" : "check-config"))
    for command in [""] + commands {
      let run = try shell(
        """
        \(program) manual \(command) | tee /dev/stderr | groff -k -man -Tutf8 -ww -z 2>&1 >/dev/null
        """)
      #expect(run.stdout.isEmpty, "\(run.stdout)")
      for section in ["NAME", "SYNOPSIS", "OPTIONS", "EXAMPLES", "SEE ALSO"] {
        #expect(run.stderr.contains(".SH \(section)\n"), "\(command): \(section)")
      }
    }
    #expect(try shell("\(program) manual bowl").status == 2)
  }

  @Test("a manual page tells every option of the help")
  func manualOptions() throws {
    let page = try WeirBinary.run(["manual", "filter"]).stdout.replacing("\\-", with: "-")
    let help = try WeirBinary.run(["filter", "--help"]).stdout
    let options = help.matches(of: /--[a-z][a-z-]+/).map { String($0.output) }
    #expect(options.count > 20)
    for option in options { #expect(page.contains(option), "\(option)") }
  }

  @Test(
    "what install puts under a prefix, uninstall removes, and nothing else", arguments: programs)
  func install(_ program: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("theirs", to: "usr/share/man/man1/theirs.1")
    let built = BuiltProduct.program(program)
    let put = try script("install", [built, "/usr"], destination: folder.path)
    #expect(put.status == 0, "\(put.stderr)")
    let files = TestData.files(below: folder.path)
    let own =
      program == "weir"
      ? ["share/man/man1/weir-filter.1", "share/weir/schemas/quarantine-record.schema.json"]
      : [
        "share/man/man1/weir-gateway-run.1", "share/weir-gateway/schemas/gateway.schema.json",
        "lib/systemd/system/weir-gateway.service", "share/weir-gateway/example/gateway.yaml",
      ]
    for file in own + [
      "bin/\(program)", "share/man/man1/\(program).1",
      "share/bash-completion/completions/\(program)", "share/zsh/site-functions/_\(program)",
      "share/fish/vendor_completions.d/\(program).fish",
    ] {
      #expect(files.contains("usr/" + file), "\(file)")
    }
    let run = try WeirBinary.shell("\(folder.path)/usr/bin/\(program) --version")
    #expect(run.stdout == (try shell("\(program) --version").stdout))
    let removed = try script("install", ["--remove", built, "/usr"], destination: folder.path)
    #expect(removed.status == 0, "\(removed.stderr)")
    #expect(TestData.files(below: folder.path) == ["usr/share/man/man1/theirs.1"])
  }

  @Test("the unit runs the gateway that was installed with it")
  func unit() throws {
    let folder = try TemporaryFolder()
    let gateway = BuiltProduct.program("weir-gateway")
    _ = try script("install", [gateway, "/opt/weir"], destination: folder.path)
    let unit = try WeirBinary.shell(
      "cat \(folder.path)/opt/weir/lib/systemd/system/weir-gateway.service")
    #expect(unit.stdout.contains("ExecStart=/opt/weir/bin/weir-gateway run"))
    #expect(!unit.stdout.contains("/usr/local"))
  }

  @Test("the example of a configuration that is installed is right")
  func example() throws {
    let folder = try TemporaryFolder()
    let gateway = BuiltProduct.program("weir-gateway")
    _ = try script("install", [gateway, "/usr"], destination: folder.path)
    let run = try shell(
      "weir-gateway check-config \(folder.path)/usr/share/weir-gateway/example/gateway.yaml")
    #expect(run.status == 0, "\(run.stderr)")
  }

  @Test(
    "a Debian package installs, runs, and leaves nothing behind",
    .enabled(if: isHere("dpkg-shlibdeps"), "dpkg-dev is not here: scripts/setup deb installs it"),
    .enabled(if: geteuid() == 0, "dpkg installs for root only"), arguments: programs)
  func debianPackage(of program: String) throws {
    let folder = try TemporaryFolder()
    let made = try script("deb", [BuiltProduct.program(program), folder.path])
    try #require(made.status == 0, "\(made.stderr)")
    let package = made.stdout.split(separator: "\n").last ?? ""
    let root = folder.path + "/root"
    // A root of its own: the libraries that the package asks for are the system's.
    let run = try WeirBinary.shell(
      """
      set -e
      mkdir -p \(root)/var/lib/dpkg
      dpkg --root=\(root) --force-depends --install \(package) >&2
      \(root)/usr/bin/\(program) --version
      gzip -t \(root)/usr/share/man/man1/\(program)-test.1.gz
      dpkg-deb --field \(package) Depends
      dpkg --root=\(root) --purge \(program) >&2
      find \(root) -path "*/usr/*" -type f
      """)
    #expect(run.status == 0, "\(run.stderr)")
    let lines = run.stdout.split(separator: "\n")
    #expect(lines.first.map { $0 + "\n" } == (try shell("\(program) --version").stdout))
    let libraries = ["libc6", "libyaml-0-2", "zlib1g", "libzstd1"]
    for library in libraries + (program == "weir" ? [] : ["libsqlite3-0"]) {
      #expect(lines.last?.contains(library) == true, "\(library)")
    }
    #expect(lines.count == 2)
  }

  private func shell(_ line: String) throws -> WeirBinary.Outcome {
    try WeirBinary.shell("PATH=\(BuiltProduct.searchPath):$PATH; \(line)")
  }

  private func script(
    _ name: String, _ arguments: [String], destination: String = ""
  ) throws -> WeirBinary.Outcome {
    try WeirBinary.shell(
      (["scripts/\(name)"] + arguments).joined(separator: " "),
      environment: ["DESTDIR": destination], timeoutSeconds: 120)
  }
}
