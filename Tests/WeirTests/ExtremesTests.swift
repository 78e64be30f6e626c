import Foundation
import TestSupport
import Testing

/// Inputs as large, as deep and as many as nobody sends by accident: the right verdicts, in memory that
/// does not follow the input.
///
/// `WEIR_EXTREME_BYTES` sets the length of the line that no memory should hold, of 100 MB by default.
@Suite(.serialized)
struct ExtremesTests {
  private let folder: TemporaryFolder

  /// What a run with two jobs may take, whatever comes.
  private static let memoryLimit = 64_000_000

  private static let extremeBytes =
    ProcessInfo.processInfo.environment["WEIR_EXTREME_BYTES"].flatMap { Int($0) } ?? 100_000_000

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("true", to: "any.json")
    try folder.write(#"{"type": "object"}"#, to: "object.json")
    try folder.write(#"{"required": ["id"]}"#, to: "id.json")
    try folder.write(##"{"items": {"$ref": "#"}}"##, to: "tree.json")
  }

  /// Filters to `good` and `bad`, by two jobs.
  ///
  /// - Parameters:
  ///   - generator: A script that prints the input, for a pipe; else it is one of the arguments.
  private func filter(
    _ arguments: String, quarantine: String = "bad", from generator: String? = nil
  ) throws -> WeirBinary.Outcome {
    let input = generator.map { " < <(\($0))" } ?? ""
    return try WeirBinary.shell(
      "exec weir filter --jobs 2 --accepted good --quarantine \(quarantine) \(arguments)\(input)",
      in: folder.path, timeoutSeconds: 600)
  }

  private func shell(_ script: String) throws -> String {
    let run = try WeirBinary.shell(script, in: folder.path, timeoutSeconds: 300)
    #expect(run.status == 0, "\(run.stderr)")
    return run.stdout
  }

  private func expectConstantMemory(_ run: WeirBinary.Outcome, _ place: String = "") {
    #expect(run.peakResidentBytes > 0, "\(place)")
    #expect(run.peakResidentBytes < Self.memoryLimit, "\(place)")
  }

  /// A member of the only quarantine record, as text.
  private func member(_ name: String) throws -> String {
    let record = String(decoding: try folder.read("bad"), as: UTF8.self)
    let start = try #require(record.firstRange(of: "\"\(name)\":"), "\(record.prefix(500))")
    return String(record[start.upperBound...].prefix { $0 != "," && $0 != "}" })
  }

  // MARK: One long line

  @Test("a line of 64 MiB is too long by default, and the next one is judged")
  func longLine() throws {
    try makeLongLine()
    let run = try filter("--schema any.json long")
    #expect(run.status == 0)
    expectConstantMemory(run)
    #expect(try folder.read("good") == Array("7\n".utf8))
    #expect(try member("code") == "\"frame.too_long\"")
    #expect(try member("bytes") == "67108864")
    #expect(
      try member("sha256")
        == "\"\(try shell("head -n 1 long | tr -d '\\n' | sha256sum").prefix(64))\"")
  }

  @Test(
    "a line of 64 MiB is accepted byte for byte where records may be as long, and one byte less is not"
  )
  func allowedLongLine() throws {
    try makeLongLine()
    let run = try filter("--schema any.json --max-record-bytes 67108864 long")
    #expect(run.status == 0)
    #expect(try shell("cmp good long && wc -c < bad") == "0\n")
    // The block that holds it, and the one that carries what follows.
    #expect(run.peakResidentBytes < 3 * 67_108_864 + Self.memoryLimit)
    let less = try filter("--schema any.json --max-record-bytes 67108863 long")
    #expect(less.status == 0)
    #expect(try member("code") == "\"frame.too_long\"")
    let wrong = try filter("--schema object.json --max-record-bytes 67108864 long")
    #expect(wrong.stderr.hasPrefix("2 lines, 0 accepted, 2 quarantined\n"))
    #expect(try member("code") == "\"schema.type\"")
  }

  /// A string of 64 MiB, quotation marks included, and a line behind it.
  private func makeLongLine() throws {
    _ = try shell(
      #"{ printf '"'; head -c 67108862 /dev/zero | tr '\0' x; printf '"\n7\n'; } > long"#)
  }

  // MARK: An input that is one line

  @Test("an input without any line end is one line: from a file it is kept by reference")
  func endlessFile() throws {
    _ = try shell("truncate -s \(Self.extremeBytes) sparse")
    let run = try filter("--schema any.json sparse")
    #expect(run.status == 0)
    expectConstantMemory(run)
    #expect(run.stderr.hasPrefix("1 line, 0 accepted, 1 quarantined\n"))
    #expect(try member("code") == "\"frame.too_long\"")
    #expect(try member("bytes") == "\(Self.extremeBytes)")
    #expect(!folder.contains("bad.d"))
    #expect(try member("sha256") == "\"\(try shell("sha256sum < sparse").prefix(64))\"")
  }

  @Test("from a pipe its bytes are streamed into the quarantine's folder")
  func endlessPipe() throws {
    let run = try filter(
      "--schema any.json", from: #"head -c \#(Self.extremeBytes) /dev/zero | tr '\0' x"#)
    #expect(run.status == 0)
    expectConstantMemory(run)
    #expect(run.stderr.hasPrefix("1 line, 0 accepted, 1 quarantined\n"))
    #expect(try member("code") == "\"frame.too_long\"")
    #expect(try member("bytes") == "\(Self.extremeBytes)")
    #expect(folder.contains("bad.d/" + (try member("id").filter { $0 != "\"" })))
    let kept = try shell("ls bad.d | wc -l; sha256sum < bad.d/*")
    #expect(kept == "1\n\(try member("sha256").filter { $0 != "\"" })  -\n")
  }

  // MARK: Depth

  @Test(
    "100,000 levels are too deep by default, and need no stack where they are allowed",
    arguments: [("'['", "']'", ""), (#"'{"a":'"#, "'}'", "0")])
  func levels(open: String, close: String, leaf: String) throws {
    _ = try shell(
      """
      levels() { yes "$1" | head -n 100000 | tr -d '\\n'; }
      { levels \(open); printf '\(leaf)'; levels \(close); printf '\\n7\\n'; } > deep
      """)
    let run = try filter("--schema any.json deep")
    #expect(run.status == 0)
    expectConstantMemory(run)
    #expect(try folder.read("good") == Array("7\n".utf8))
    #expect(try member("code") == "\"limit.depth\"")
    let allowed = try filter("--schema any.json --max-depth 100000 deep")
    #expect(allowed.status == 0)
    expectConstantMemory(allowed)
    #expect(try shell("cmp good deep && wc -c < bad") == "0\n")
    _ = try filter("--schema any.json --max-depth 99999 deep")
    #expect(try member("code") == "\"limit.depth\"")
  }

  @Test("a schema that descends 100,000 levels ends at its limit, with no verdict and no crash")
  func descent() throws {
    _ = try shell(
      """
      level() { head -c 100000 /dev/zero | tr '\\0' "$1"; }
      { level '['; level ']'; printf '\\n7\\n'; } > deep
      """)
    let run = try filter("--schema tree.json --max-depth 100000 deep")
    #expect(run.status == 0)
    expectConstantMemory(run)
    #expect(try folder.read("good") == Array("7\n".utf8))
    #expect(try member("code") == "\"limit.evaluation_depth\"")
  }

  // MARK: Number

  /// Prints them, a line each.
  private static let objects = "yes '{}' | head -n 1000000"

  @Test(
    "a million empty objects are a million records, however they stand",
    arguments: [
      ("ndjson", objects), ("concatenated", objects + " | tr -d '\\n'"),
      ("array", "{ printf '['; \(objects) | paste -sd,; printf ']'; }"),
    ])
  func million(framing: String, generator: String) throws {
    let run = try filter("--framing \(framing) --schema object.json", from: generator)
    #expect(run.status == 0)
    expectConstantMemory(run, framing)
    #expect(run.stderr.contains("1,000,000 accepted, 0 quarantined"), "\(run.stderr)")
    #expect(try shell("cmp good <(\(Self.objects)) && echo same") == "same\n")
  }

  @Test("a million rejected ones are counted, in as little memory")
  func millionRejects() throws {
    let run = try filter(
      "--schema id.json --max-rejects 999999", quarantine: "discard", from: Self.objects)
    #expect(run.status == 1)
    expectConstantMemory(run)
    #expect(run.stderr.contains("1,000,000 lines, 0 accepted, 1,000,000 quarantined"))
    #expect(run.stderr.contains("1,000,000  schema.required"))
    #expect(try folder.read("good.partial").isEmpty)
  }

  @Test(
    "what is known of a million records with and without a key or a time stays in bounds",
    arguments: [
      ("--dedupe-key /id", "1,000,000 lines, 1,000,000 accepted, 0 quarantined"),
      (
        "--dedupe-key '' --order-key /t --lateness 0s --late quarantine --quarantine-format raw",
        "1,000,000 lines, 0 accepted, 1,000,000 quarantined"
      ),
    ])
  func millionMarks(arguments: String, headline: String) throws {
    let run = try filter("--schema object.json \(arguments)", from: Self.objects)
    #expect(run.status == 0)
    expectConstantMemory(run, arguments)
    #expect(run.stderr.hasPrefix(headline), "\(run.stderr)")
  }

  @Test("an array of a million empty objects is one record, and each of its elements is judged")
  func millionElements() throws {
    let line = "{ printf '['; \(Self.objects) | paste -sd, | tr -d '\\n'; printf ']\\n'; }"
    try folder.write(#"{"items": {"type": "object"}, "minItems": 1000000}"#, to: "items.json")
    let run = try filter("--schema items.json", from: line)
    #expect(run.status == 0)
    #expect(try shell("cmp good <(\(line)) && wc -c < bad") == "0\n")
    try folder.write(#"{"items": {"required": ["id"]}}"#, to: "items.json")
    let wrong = try filter("--schema items.json --max-errors 3", from: line)
    #expect(wrong.status == 0)
    #expect(try member("code") == "\"schema.required\"")
    #expect(try member("truncated") == "true")
    #expect(try member("error_count") == "3")
  }
}
