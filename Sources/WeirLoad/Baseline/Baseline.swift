import WeirJSON
package import WeirSchema

/// Findings that are known, each with how often: they do not fail a gate, and new ones do.
///
/// JSON, a line for each finding, sorted, so that versions of the file compare and merge well. The
/// contract is `schemas/baseline.schema.json`.
package struct Baseline: Sendable {
  private let folder: [Substring]

  /// How often each may still be found.
  private var left: [KnownFinding: Int] = [:]
  private var checkedFiles: Set<String> = []

  /// Findings taken from it so far.
  package private(set) var knownCount = 0

  /// Whether a baseline may be written to a path: there is nothing yet, or an earlier one, or a file
  /// without content, or no file (a pipe, a device).
  package static func mayReplace(_ path: String) -> Bool {
    guard let status = try? fileStatus(path), status.kind == .file,
      let text = try? readFile(path), !text.isEmpty
    else { return true }
    return (try? Baseline(path)) != nil
  }

  /// - Throws: `LoadError`, with the place of what is wrong.
  package init(_ path: String) throws(LoadError) {
    folder = absoluteNames(of: path).dropLast()
    let file = try ConfigurationFile(path, schema: Baseline.schemaText, code: .configuration)
    let tape = file.tape
    guard let findings = tape.member("findings", of: 0) else { return }
    for entry in tape.elements(of: findings) {
      func text(_ name: StaticString) -> String {
        tape.member(name, of: entry).map(tape.string(at:)) ?? ""
      }
      let finding = KnownFinding(
        file: text("file"), code: text("code"), instanceLocation: text("instance_location"),
        rule: text("rule"), messageDigest: text("message_sha256"))
      guard let node = tape.member("count", of: entry), let count = Int(tape.string(at: node))
      else {
        throw file.fault("this is no count", at: entry)
      }
      left[finding, default: 0] += count
    }
  }

  /// Says that a file is checked, so that what is known of it and not found is stale.
  package mutating func begin(file path: String) {
    checkedFiles.insert(relativePath(to: path, from: folder))
  }

  /// The errors of a document that are not known; those that are count as found.
  package mutating func newErrors(
    among errors: [ValidationError], in path: String
  ) -> [ValidationError] {
    let file = relativePath(to: path, from: folder)
    return errors.filter { error in
      let finding = KnownFinding(error, in: file, seenFrom: folder)
      guard let count = left[finding], count > 0 else { return true }
      left[finding] = count - 1
      knownCount += 1
      return false
    }
  }

  /// What is known of the files that were checked and was not found, in the order of the file.
  package var stale: [(finding: KnownFinding, count: Int)] {
    left.filter { $0.value > 0 && checkedFiles.contains($0.key.file) }
      .sorted { KnownFinding.precedes($0.key, $1.key) }
      .map { ($0.key, $0.value) }
  }
}

/// Collects findings to write a baseline of.
package struct BaselineWriter: Sendable {
  private let path: String
  private let folder: [Substring]
  private var counts: [KnownFinding: Int] = [:]

  /// Findings so far.
  package private(set) var count = 0

  package init(path: String) {
    self.path = path
    folder = absoluteNames(of: path).dropLast()
  }

  package mutating func add(_ errors: [ValidationError], in path: String) {
    let file = relativePath(to: path, from: folder)
    for error in errors { counts[KnownFinding(error, in: file, seenFrom: folder), default: 0] += 1 }
    count += errors.count
  }

  /// Writes the file, in place of one that is there.
  package func write() throws(FileError) {
    try replaceFile(path, with: bytes, mode: 0o666)
  }

  var bytes: [UInt8] {
    var text = Array("{\"version\": 1, \"findings\": [".utf8)
    let sorted = counts.sorted { KnownFinding.precedes($0.key, $1.key) }
    for (index, (finding, count)) in sorted.enumerated() {
      var writer = JSONWriter()
      writer.beginObject()
      writer.member("file", finding.file)
      writer.member("code", finding.code)
      writer.member("instance_location", finding.instanceLocation)
      writer.member("rule", finding.rule)
      writer.member("message_sha256", finding.messageDigest)
      writer.member("count", count)
      writer.endObject()
      text += (index == 0 ? "\n  " : ",\n  ").utf8
      text += writer.bytes
    }
    text += "\n]}\n".utf8
    return text
  }
}
