import Foundation
import Testing
import WeirJSON
import WeirSchema

/// One schema, many threads. `make sanitize` runs this under the thread sanitizer.
struct ThreadTests {
  private static let threadCount = 8

  /// References, patterns that need an automaton of their own, hashing, branches, evaluated members,
  /// a custom keyword and a custom format.
  private static let text = ##"""
    {
      "$id": "https://weir.example/event",
      "type": "object",
      "required": ["id", "kind"],
      "properties": {
        "id": { "type": "string", "pattern": "^(?:[a-f0-9]{4}-?)+$" },
        "kind": { "enum": ["order", "refund"] },
        "tags": { "items": { "$ref": "#/$defs/tag" }, "uniqueItems": true },
        "code": { "format": "short" }
      },
      "oneOf": [
        { "properties": { "kind": { "const": "order" } }, "required": ["amount"] },
        { "properties": { "kind": { "const": "refund" } }, "required": ["order"] }
      ],
      "x-words": 3,
      "unevaluatedProperties": { "type": ["number", "string"] },
      "$defs": { "tag": { "type": "string", "minLength": 2, "title": "a tag" } }
    }
    """##

  private struct Words: CustomKeyword {
    func evaluate(
      _ instance: borrowing JSONView, parameter: borrowing JSONView
    ) -> CustomKeywordResult {
      let count = instance.withMember("note") { $0.string?.split(separator: " ").count ?? 0 } ?? 0
      return count <= Int(parameter.integer ?? 0) ? .valid : .invalid("\(count) words are too many")
    }
  }

  private static func instance(_ number: Int) -> [UInt8] {
    let kind = number.isMultiple(of: 2) ? "order" : "refund"
    let other = number.isMultiple(of: 3) ? "amount" : "order"
    let tags = (0..<number % 12).map { "\"tag\($0 % 10)\"" }.joined(separator: ",")
    let note = number.isMultiple(of: 5) ? "one two three four" : "short"
    return Array(
      """
      {"id":"ab12-\(number % 7 == 0 ? "xy" : "cd34")","kind":"\(kind)","\(other)":\(number),\
      "tags":[\(tags)],"code":"\(number)","note":"\(note)"}
      """.utf8)
  }

  private static func schema() throws -> Schema {
    var options = SchemaOptions()
    options.formats["short"] = { $0.utf8.count < 4 }
    options.keywords["x-words"] = Words()
    return try Schema(json: Array(text.utf8), options: options)
  }

  @Test("eight threads that share a schema say what one says")
  func sharedSchema() throws {
    let schema = try Self.schema()
    let instances = (0..<240).map(Self.instance)
    let expected = instances.map { schema.report(on: $0, annotations: true) }
    #expect(Set(expected.map(\.isValid)) == [true, false])
    let differing = Self.onEveryThread {
      // Validators are made while others are in use, and each judges everything.
      var validator = Validator(schema)
      return instances.indices.filter { index in
        let report = validator.report(on: instances[index], annotations: true)
        let verdict = validator.validate(instances[index])
        return report != expected[index] || (verdict == .valid) != report.isValid
          || (schema.validate(instances[index]) == .valid) != report.isValid
      }
    }
    #expect(differing == Array(repeating: [], count: Self.threadCount))
  }

  @Test("eight threads compile the same text at the same time")
  func compiling() {
    let verdicts = Self.onEveryThread {
      (0..<4).map { (try? Self.schema())?.validate(Self.instance($0)) == .valid ? $0 : -1 }
    }
    #expect(Set(verdicts).count == 1)
  }

  /// Runs `work` on every thread at once; what each has found.
  private static func onEveryThread(_ work: @escaping @Sendable () -> [Int]) -> [[Int]] {
    let results = Results()
    let done = DispatchGroup()
    for _ in 0..<threadCount {
      done.enter()
      let thread = Thread {
        results.append(work())
        done.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    done.wait()
    return results.all
  }

  /// Guarded by an `NSLock`, which the sanitizer understands.
  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var found: [[Int]] = []

    func append(_ result: [Int]) { lock.withLock { found.append(result) } }

    var all: [[Int]] { lock.withLock { found } }
  }
}
