import CAllocationCount
import WeirJSON
import WeirSchema

/// A schema and records, one a line, that all fit in memory: what a measurement runs on.
///
/// A run is one pass over all records on one thread. Warm-up and repetition are the caller's.
final class Workload {
  /// What one pass does to each record.
  enum Phase: String, CaseIterable {
    /// Bytes to tape.
    case parse
    /// Tape to verdict. The tapes are made beforehand, each with storage of its own.
    case check
    /// Bytes to verdict, as `weir filter` does it for each line.
    case verdict
    /// A full report for each record that is not valid, as `weir filter` makes it.
    case report
    /// The schema's text to a program; not a pass over the records.
    case compile
  }

  let name: String
  let schemaText: [UInt8]
  let options: SchemaOptions
  /// Followed by `Document.padding` bytes.
  private let text: [UInt8]
  private let lines: [Range<Int>]
  private let rejected: [Range<Int>]
  private var lineParser: LineParser
  private var document: Document
  private var validator: Validator
  private var parsed: [ParsedRecord] = []

  /// Bytes of all records, without line ends.
  let byteCount: Int
  var recordCount: Int { lines.count }
  var rejectedCount: Int { rejected.count }

  /// - Parameters:
  ///   - options: The profile of instances applies to `parse` too.
  ///   - records: NDJSON. Empty lines are left out.
  init(name: String, schema schemaText: [UInt8], options: SchemaOptions, records: [UInt8]) throws {
    self.name = name
    self.schemaText = schemaText
    self.options = options
    let lines = records.split(separator: UInt8(ascii: "\n")).map { $0.startIndex..<$0.endIndex }
    self.lines = lines
    byteCount = lines.reduce(0) { $0 + $1.count }
    let padded = records + [UInt8](repeating: 0, count: Document.padding)
    text = padded
    let schema = try Schema(json: schemaText, options: options)
    lineParser = LineParser(options: options.instances)
    document = Document(options: options.instances)
    validator = Validator(schema)
    rejected = padded.withByteSlice { bytes in
      var judge = Validator(schema)
      return lines.filter { judge.validate(borrowing: bytes[$0]) != .valid }
    }
  }

  /// Runs one phase once. Returns the number of records that went well.
  func run(_ phase: Phase) -> Int {
    switch phase {
    case .parse: runParse()
    case .check: runCheck()
    case .verdict: runVerdict()
    case .report: runReport()
    case .compile: (try? Schema(json: schemaText, options: options)) == nil ? 0 : 1
    }
  }

  /// Allocations of one pass from bytes to verdict, after one that warmed up the storage.
  func allocationsPerPass() -> Int {
    _ = runVerdict()
    let before = weir_allocation_count()
    _ = runVerdict()
    return Int(weir_allocation_count() - before)
  }

  private func runParse() -> Int {
    withLines { Self.parse(lines, of: $0, &lineParser, &document) }
  }

  private func runVerdict() -> Int {
    withLines { Self.validate(lines, of: $0, &validator) }
  }

  /// Lends the records, without the padding behind them.
  private func withLines(_ body: (ByteSlice) -> Int) -> Int {
    text.withByteSlice { body($0[0..<$0.count - Document.padding]) }
  }

  // What changes is passed on once a pass: a class checks each access to what it stores.

  private static func parse(
    _ lines: [Range<Int>], of block: ByteSlice, _ parser: inout LineParser,
    _ document: inout Document
  ) -> Int {
    var sound = 0
    parser.expect(block)
    for line in lines {
      if parser.parse(block[line]) {
        sound += 1
      } else if (try? document.parse(borrowing: block[line])) != nil {
        sound += 1
      }
    }
    return sound
  }

  private static func validate(
    _ lines: [Range<Int>], of block: ByteSlice, _ validator: inout Validator
  ) -> Int {
    var valid = 0
    validator.expect(block)
    for line in lines where validator.validate(line: block[line]) == .valid { valid += 1 }
    return valid
  }

  private func runCheck() -> Int {
    if parsed.isEmpty { parseAll() }
    var valid = 0
    for record in parsed where validator.validate(record.document) == .valid { valid += 1 }
    return valid
  }

  private func runReport() -> Int {
    text.withByteSlice { bytes in
      var errors = 0
      for line in rejected {
        errors += validator.report(borrowing: bytes[line], .messages()).errors.count
      }
      return errors
    }
  }

  private func parseAll() {
    text.withByteSlice { bytes in
      for line in lines {
        let record = ParsedRecord(options: options.instances)
        do throws(SyntaxError) {
          try record.document.parse(borrowing: bytes[line])
          parsed.append(record)
        } catch {}
      }
    }
  }
}

/// A box: a document cannot be copied, so an array cannot hold it.
private final class ParsedRecord {
  var document: Document
  init(options: DocumentOptions) { document = Document(options: options) }
}
