import TestSupport
import Testing
import WeirJSON
import WeirSchema

@testable import WeirStream

/// Dedupe and order, held against a slow reading of what they promise.
struct SequenceTests {
  @Test(
    "on random streams the outputs are those of the model, for any blocks and workers",
    arguments: 1...40)
  func agreesWithModel(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let scene = SequenceScene(&random)
    var model = SequenceModel(scene.options)
    for record in scene.records { model.take(record) }
    model.finish()
    for (blockBytes, jobs) in [(1 << 18, 1), (64, 3), (700, 2)] {
      let run = try scene.run(blockBytes: blockBytes, jobs: jobs)
      #expect(run.accepted == model.accepted.joined(), "seed \(seed), blocks of \(blockBytes)")
      #expect(run.quarantine == model.quarantined.joined(), "seed \(seed), blocks of \(blockBytes)")
      #expect(run.duplicates == model.duplicates.joined(), "seed \(seed), blocks of \(blockBytes)")
      let tally = run.tally
      #expect(tally["received"] == scene.records.count)
      #expect(
        scene.records.count
          == model.accepted.count + model.quarantined.count + model.duplicates.count)
      #expect(tally["accepted"] == model.accepted.count)
      #expect(tally["quarantined"] == model.quarantined.count)
      #expect(tally["duplicates"] == model.duplicates.count)
      if scene.options.order != nil {
        for (name, lines) in model.sightings {
          #expect(run.order[name] == lines.count, "\(name), seed \(seed)")
          #expect(run.firstLines[name] == Array(lines.prefix(3)), "\(name), seed \(seed)")
        }
        #expect(run.order["released_early"] == model.releasedEarly)
      }
    }
  }

  @Test(
    "a limit of rejects cuts at the same record, for any blocks and workers", arguments: 100...112)
  func gate(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var scene = SequenceScene(&random)
    scene.options.maxRejects = .count(Int.random(in: 0..<60, using: &random))
    let expected = try scene.run(blockBytes: 1 << 18, jobs: 1)
    for (blockBytes, jobs) in [(64, 3), (700, 2)] {
      let run = try scene.run(blockBytes: blockBytes, jobs: jobs)
      #expect(run.accepted == expected.accepted)
      #expect(run.quarantine == expected.quarantine)
      #expect(run.duplicates == expected.duplicates)
      #expect(run.tally == expected.tally)
      #expect(run.status == expected.status)
    }
  }

  @Test("numbers are the same key by value, strings by content, and the two are never the same")
  func keys() throws {
    let lines = [
      #"{"k":1}"#, #"{"k":"1"}"#, #"{"k":1.0}"#, #"{"k":10e-1}"#, #"{"k":"\u0031"}"#,
      #"{"k":-0}"#, #"{"k":0.0}"#, #"{"k":true}"#, #"{"k":"true"}"#, #"{"k":[1]}"#, #"{"k":[1]}"#,
      #"{"k":null}"#, #"{"k":null}"#, #"{"k":100}"#, #"{"k":1e2}"#, #"{"k":1e100}"#,
    ]
    var options = FilterOptions()
    options.dedupe = DedupeOptions(key: [try JSONPointer("/k")])
    let scene = SequenceScene(lines.map { SequenceRecord(line: $0 + "\n") }, options)
    let run = try scene.run(blockBytes: 64, jobs: 2)
    let again = [2, 3, 4, 6, 14]
    #expect(run.duplicates == again.map { lines[$0] + "\n" }.joined())
    #expect(run.summary.contains("\"without_key\":4"))
  }

  @Test("a key in parts is the same only if all parts are")
  func partedKeys() throws {
    let lines = [
      #"{"a":"x","b":"yz"}"#, #"{"a":"xy","b":"z"}"#, #"{"a":"x","b":"yz"}"#, #"{"a":"x"}"#,
      #"{"a":"x"}"#,
    ]
    var options = FilterOptions()
    options.dedupe = DedupeOptions(key: [try JSONPointer("/a"), try JSONPointer("/b")])
    let scene = SequenceScene(lines.map { SequenceRecord(line: $0 + "\n") }, options)
    #expect(try scene.run(blockBytes: 64, jobs: 2).duplicates == lines[2] + "\n")
  }

  @Test("forgotten partitions begin anew, and the others are still known")
  func partitions() {
    var options = OrderOptions(key: JSONPointer())
    options.maxPartitions = 4
    options.lateness = 5
    var watch = OrderWatch(options)
    let position = InputPosition(input: InputName(path: "-"), offset: 0, line: 1)
    func key(_ number: UInt64) -> RecordKey { RecordKey(low: number, high: 0) }
    func places(_ records: [(Int64, UInt64)]) -> [OrderWatch.Place] {
      var places: [OrderWatch.Place] = []
      for (time, number) in records {
        places.append(watch.place(time, in: key(number), at: position))
      }
      return places
    }
    _ = places([(100, 0), (100, 1), (100, 2), (100, 3)])
    #expect(places([(10, 0), (99, 3)]) == [.late(behind: 90), .outOfOrder])
    _ = places([(100, 10), (100, 11), (100, 12), (100, 13)])
    #expect(places([(10, 1), (10, 13)]) == [.inOrder, .late(behind: 90)])
  }
}
