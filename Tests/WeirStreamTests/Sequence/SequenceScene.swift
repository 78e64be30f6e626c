import TestSupport
import WeirJSON
import WeirSchema

@testable import WeirStream

/// A record as the generator made it, so that the model need not read JSON.
struct SequenceRecord {
  var line = ""
  var isValid = true
  var key: String?
  var time: Int64?
  var device: Int?
}

/// A stream and what a run is asked to do with it.
struct SequenceScene {
  var options: FilterOptions
  let records: [SequenceRecord]

  struct Outcome {
    let accepted: String
    let quarantine: String
    let duplicates: String
    let summary: String
    let status: Int32
    let tally: [String: Int]
    let order: [String: Int]

    /// Of what was seen of the order: the lines of the first places.
    let firstLines: [String: [Int]]
  }

  init(_ records: [SequenceRecord], _ options: FilterOptions) {
    self.records = records
    self.options = options
  }

  init(_ random: inout SeededGenerator) {
    var options = FilterOptions()
    let policy = LatePolicy.allCases.randomElement(using: &random) ?? .pass
    if Int.random(in: 0..<4, using: &random) > 0 {
      var order = OrderOptions(key: JSONPointer(tokens: [Array("t".utf8)]))
      if Bool.random(using: &random) {
        order.partition = JSONPointer(tokens: [Array("d".utf8)])
      }
      order.scale = .sequence
      order.lateness = Int64.random(in: 0...40, using: &random)
      order.late = policy
      if Bool.random(using: &random) { order.maxGap = Int64.random(in: 0...7, using: &random) }
      if Bool.random(using: &random) {
        order.maxHeldRecords = Int.random(in: 1...30, using: &random)
      }
      if Int.random(in: 0..<3, using: &random) == 0 {
        order.maxHeldBytes = Int.random(in: 100...1500, using: &random)
      }
      options.order = order
    }
    if options.order == nil || Bool.random(using: &random) {
      var dedupe = DedupeOptions(key: [JSONPointer(tokens: [Array("id".utf8)])])
      dedupe.maxKeys = [1, 7, 50, 1000].randomElement(using: &random) ?? 1
      if options.order != nil, Bool.random(using: &random) {
        dedupe.span = Span(nanoseconds: Int64.random(in: 0...80, using: &random))
      }
      options.dedupe = dedupe
    }
    self.options = options
    var now: Int64 = 1000
    records = (0..<300).map { _ in
      now += Int64.random(in: 0...6, using: &random)
      return Self.record(now, &random)
    }
  }

  private static func record(_ now: Int64, _ random: inout SeededGenerator) -> SequenceRecord {
    func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
    var record = SequenceRecord()
    record.isValid = !chance(8)
    record.key = chance(12) ? nil : "k\(Int.random(in: 0..<60, using: &random))"
    record.time =
      chance(15) ? nil : now - (chance(3) ? Int64.random(in: 0...60, using: &random) : 0)
    record.device = chance(10) ? nil : Int.random(in: 0..<4, using: &random)
    let members = [
      record.isValid ? "\"ok\":1" : nil, record.key.map { "\"id\":\"\($0)\"" },
      record.time.map { "\"t\":\($0)" }, record.device.map { "\"d\":\($0)" },
      chance(2)
        ? "\"pad\":\"\(String(repeating: "x", count: Int.random(in: 0..<30, using: &random)))\""
        : nil,
    ]
    record.line =
      "{" + members.compactMap { $0 }.shuffled(using: &random).joined(separator: ",") + "}\n"
    return record
  }

  func run(blockBytes: Int, jobs: Int) throws -> Outcome {
    let folder = try TemporaryFolder()
    var options = options
    options.inputs = [try folder.write(records.map(\.line).joined(), to: "in")]
    options.accepted = folder.path + "/good"
    options.quarantine = .file(folder.path + "/bad")
    options.quarantineFormat = .raw
    options.dedupe?.duplicates = folder.path + "/again"
    options.summary = folder.path + "/summary"
    options.jobs = jobs
    options.isQuiet = true
    let isChecked = records.contains { !$0.isValid }
    let schema = try Schema(
      json: Array((isChecked ? #"{"required": ["ok"]}"# : "true").utf8),
      options: SchemaOptions(instances: .strict))
    let outcome = Filter(options, blockBytes: blockBytes).run(schema)
    func text(_ name: String) throws -> String {
      let found = folder.contains(name) ? name : name + ".partial"
      return folder.contains(found) ? String(decoding: try folder.read(found), as: UTF8.self) : ""
    }
    let summary = try text("summary")
    return Outcome(
      accepted: try text("good"), quarantine: try text("bad"), duplicates: try text("again"),
      summary: summary, status: outcome.exitStatus, tally: try counts(in: summary, at: ""),
      order: try counts(in: summary, at: "/order"), firstLines: try firstLines(in: summary))
  }

  private func firstLines(in summary: String) throws -> [String: [Int]] {
    var document = Document(options: .strict)
    try document.parse(Array(summary.utf8))
    let tape = document.tape
    guard let node = tape.index(at: try JSONPointer("/order/first")) else { return [:] }
    return tape.members(of: node).reduce(into: [:]) { lines, key in
      lines[tape.string(at: key)] = tape.elements(of: key + 1).map { place in
        tape.member("file.line", of: place).flatMap { Int(tape.string(at: $0)) } ?? -1
      }
    }
  }

  /// The members of an object that are counts; what was read beyond a cut is none.
  private func counts(in summary: String, at pointer: String) throws -> [String: Int] {
    var document = Document(options: .strict)
    try document.parse(Array(summary.utf8))
    let tape = document.tape
    guard let node = tape.index(at: try JSONPointer(pointer)) else { return [:] }
    var counts: [String: Int] = [:]
    for key in tape.members(of: node)
    where tape.kind(of: key + 1) == .integer && tape.string(at: key) != "bytes" {
      counts[tape.string(at: key)] = Int(tape.string(at: key + 1))
    }
    return counts
  }
}
