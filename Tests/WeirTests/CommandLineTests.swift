import TestSupport
import Testing

/// What the arguments mean, and what a user is told when they mean nothing.
struct CommandLineTests {
  @Test("--version prints the version and nothing else")
  func version() throws {
    let run = try WeirBinary.run(["--version"])
    #expect(run.status == 0)
    #expect(run.stdout.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    #expect(run.stderr.isEmpty)
  }

  @Test(
    "--help shows examples and the exit status",
    arguments: [
      ["--help"], ["help"], ["check", "--help"], ["help", "check"], ["compile", "-h"],
    ])
  func help(arguments: [String]) throws {
    let run = try WeirBinary.run(arguments)
    #expect(run.status == 0)
    #expect(run.stdout.contains("Examples:"))
    #expect(run.stdout.contains("USAGE:"))
    #expect(run.stderr.isEmpty)
  }

  @Test("complaints about arguments begin as all others do")
  func lowerCase() throws {
    for arguments in [["chek"], ["check", "--nothing"], ["check"], ["filter", "--framing"]] {
      #expect(try WeirBinary.run(arguments).stderr.hasPrefix("error: "))
    }
  }

  @Test("where a schema may stand among the inputs, its option is named")
  func positionalSchema() throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"type": "object"}"#, to: "s.json")
    try folder.write("{}\n[]\n{}\n", to: "a.ndjson")
    let filter = try WeirBinary.run(["filter", "s.json", "a.ndjson"], in: folder.path)
    #expect(filter.status == 2)
    #expect(filter.stderr.contains("if it is the schema: --schema s.json\n"))
    let check = try WeirBinary.run(["check", "s.json", "a.ndjson"], in: folder.path)
    #expect(check.status == 2)
    #expect(check.stderr.contains("the schema for the other files, say so: --schema s.json\n"))
    #expect(check.stderr.contains("error: a.ndjson: no schema for 3 documents\n"))
    #expect(check.stderr.matches(of: /no schema for/).count == 2)
    #expect(check.stderr.hasSuffix("4 documents in 2 files: 0 valid, 4 not checked\n"))
  }

  @Test(
    "wrong usage is exit 2, on standard error, with a way on",
    arguments: [
      (["chek"], "Did you mean \"weir check\"?"),
      (["check", "--shema", "s.json", "a.json"], "Did you mean '--schema'?"),
      (["check", "--schema", "s.json"], "Missing expected argument"),
      (["check", "--max-errors", "0", "a.json"], "'--max-errors <N>': a whole number from 1 on"),
      (["check", "--max-depth", "-1", "a.json"], "'--max-depth <N>': a whole number from 1 on"),
      (["check", "--jobs", "-1", "a.json"], "'--jobs <N>': a whole number from 1 to 512"),
      (["check", "--jobs", "--quiet", "a.json"], "a whole number from 1 to 512"),
      (["filter", "--max-rejects", "-1"], "a number of records, or a share of them such as 5%"),
      (
        ["filter", "--reject-window", "-5"],
        "a whole number, alone or with k, M or G (thousands, as in 16M), or KiB, MiB or GiB; from 1 on"
      ),
      (["filter", "--lateness", "-5s"], "a duration such as 30s, or a plain number"),
      (["filter", "--rotate-wait", "5"], "a duration such as 500ms"),
      (
        ["filter", "--late"],
        "'--late <late>'. Please provide one of 'pass', 'quarantine' or 'reorder'."
      ),
      (["filter", "--color", "--quiet"], "one of 'auto', 'always' or 'never'."),
      (["replay", "--since", "-24h"], "a time such as 2026-11-23T19:00:00Z, or a duration"),
      (["test", "--min-coverage", "101", "a"], "a share of a hundred, such as 90%"),
      (["infer", "--max-enum", "-1", "-"], "a whole number from 0 to 1000"),
      (["check", "--resolve", "no-equals-sign", "a.json"], "URI=FILE"),
      (["check", "--default-dialect", "draft5", "a.json"], "draft4"),
      (["check", "--as", "xml", "a.json"], "ndjson"),
      (["check", "--strict", "--lenient", "a.json"], "--lenient"),
    ])
  func wrongUsage(arguments: [String], words: String) throws {
    let run = try WeirBinary.run(arguments)
    #expect(run.status == 2)
    #expect(run.stdout.isEmpty)
    #expect(run.stderr.contains(words))
    #expect(run.stderr.contains("--help"))
  }

  @Test(
    "the help shows what is accepted, and no more",
    arguments: [
      ("check", ["--schema", "--stdin-filename", "--hidden"], []),
      ("filter", ["--schema"], ["--stdin-filename"]),
      ("diff", ["--stdin-filename", "--no-ignore"], ["--schema"]),
      ("infer", ["--stdin-filename", "--hidden"], ["--schema"]),
      ("lint", ["--hidden"], ["--schema", "--stdin-filename"]),
      ("test", ["--hidden"], ["--schema", "--stdin-filename"]),
    ])
  func options(command: String, shown: [String], others: [String]) throws {
    let help = try WeirBinary.run([command, "--help"]).stdout
    let words = Set(help.split(whereSeparator: \.isWhitespace).map(String.init))
    for option in shown { #expect(words.contains(option), "\(option)") }
    for option in others {
      #expect(!words.contains(option), "\(option)")
      let run = try WeirBinary.run([command, option, "x", "y"])
      #expect(run.status == 2)
      #expect(run.stderr.contains("Unknown option '\(option)'"))
    }
  }

  @Test(
    "what is no command is told what was probably meant",
    arguments: [
      ("service.yaml", #"Did you mean "weir check service.yaml"?"#),
      ("validate", #"Did you mean "weir check"?"#), ("chekc", #"Did you mean "weir check"?"#),
    ])
  func unknownCommand(word: String, guess: String) throws {
    let run = try WeirBinary.run([word])
    #expect(run.status == 2)
    #expect(run.stderr.contains(guess), "\(run.stderr)")
  }

  @Test("no command at all shows the help, and is no success")
  func nothing() throws {
    let run = try WeirBinary.run([])
    #expect(run.status == 2)
    #expect(run.stdout.isEmpty)
    #expect(run.stderr.contains("SUBCOMMANDS:"))
  }

  @Test("help that cannot be written is exit 4")
  func fullDisk() throws {
    let run = try WeirBinary.shell("weir --help > /dev/full")
    #expect(run.status == 4)
    #expect(run.stderr == "error: cannot write standard output: No space left on device\n")
  }
}
