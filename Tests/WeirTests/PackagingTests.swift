import Foundation
import TestSupport
import Testing

/// What a user has of weir besides the command: completions, manual pages, packages, hooks.
struct PackagingTests {
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
    .enabled(if: isHere("groff"), "groff is not here"))
  func manualPages() throws {
    let commands = try WeirBinary.run(["manual", "--list"]).stdout.split(separator: "\n")
    #expect(commands.contains("filter"))
    for command in [""] + commands {
      let run = try WeirBinary.shell(
        "weir manual \(command) | tee /dev/stderr | groff -k -man -Tutf8 -ww -z 2>&1 >/dev/null")
      #expect(run.stdout.isEmpty, "\(run.stdout)")
      for section in ["NAME", "SYNOPSIS", "OPTIONS", "EXAMPLES", "SEE ALSO"] {
        #expect(run.stderr.contains(".SH \(section)\n"), "\(command): \(section)")
      }
    }
    #expect(try WeirBinary.run(["manual", "bowl"]).status == 2)
  }

  @Test("a manual page tells every option of the help")
  func manualOptions() throws {
    let page = try WeirBinary.run(["manual", "filter"]).stdout.replacing("\\-", with: "-")
    let help = try WeirBinary.run(["filter", "--help"]).stdout
    let options = help.matches(of: /--[a-z][a-z-]+/).map { String($0.output) }
    #expect(options.count > 20)
    for option in options { #expect(page.contains(option), "\(option)") }
  }

  @Test("what install puts under a prefix, uninstall removes, and nothing else")
  func install() throws {
    let folder = try TemporaryFolder()
    try folder.write("theirs", to: "usr/share/man/man1/theirs.1")
    let put = try script("install", [BuiltProduct.weir, "/usr"], destination: folder.path)
    #expect(put.status == 0, "\(put.stderr)")
    let files = TestData.files(below: folder.path)
    for file in [
      "bin/weir", "share/man/man1/weir.1", "share/man/man1/weir-filter.1",
      "share/bash-completion/completions/weir", "share/zsh/site-functions/_weir",
      "share/fish/vendor_completions.d/weir.fish",
      "share/weir/schemas/quarantine-record.schema.json",
    ] {
      #expect(files.contains("usr/" + file))
    }
    let run = try WeirBinary.shell("\(folder.path)/usr/bin/weir --version")
    #expect(run.stdout == (try WeirBinary.run(["--version"]).stdout))
    let removed = try script(
      "install", ["--remove", BuiltProduct.weir, "/usr"], destination: folder.path)
    #expect(removed.status == 0, "\(removed.stderr)")
    #expect(TestData.files(below: folder.path) == ["usr/share/man/man1/theirs.1"])
  }

  @Test(
    "a Debian package installs, runs, and leaves nothing behind",
    .enabled(if: isHere("dpkg-shlibdeps"), "dpkg-dev is not here: scripts/setup deb installs it"),
    .enabled(if: geteuid() == 0, "dpkg installs for root only"))
  func debianPackage() throws {
    let folder = try TemporaryFolder()
    let made = try script("deb", [BuiltProduct.weir, folder.path])
    try #require(made.status == 0, "\(made.stderr)")
    let package = made.stdout.split(separator: "\n").last ?? ""
    let root = folder.path + "/root"
    // A root of its own: the libraries that the package asks for are the system's.
    let run = try WeirBinary.shell(
      """
      set -e
      mkdir -p \(root)/var/lib/dpkg
      dpkg --root=\(root) --force-depends --install \(package) >&2
      \(root)/usr/bin/weir --version
      gzip -t \(root)/usr/share/man/man1/weir-filter.1.gz
      dpkg-deb --field \(package) Depends
      dpkg --root=\(root) --purge weir >&2
      find \(root) -path "*/usr/*" -type f
      """)
    #expect(run.status == 0, "\(run.stderr)")
    let lines = run.stdout.split(separator: "\n")
    #expect(lines.first.map { $0 + "\n" } == (try WeirBinary.run(["--version"]).stdout))
    for library in ["libc6", "libyaml-0-2", "zlib1g", "libzstd1"] {
      #expect(lines.last?.contains(library) == true)
    }
    #expect(lines.count == 2)
  }

  private func script(
    _ name: String, _ arguments: [String], destination: String = ""
  ) throws -> WeirBinary.Outcome {
    try WeirBinary.shell(
      (["scripts/\(name)"] + arguments).joined(separator: " "),
      environment: ["DESTDIR": destination], timeoutSeconds: 120)
  }
}
