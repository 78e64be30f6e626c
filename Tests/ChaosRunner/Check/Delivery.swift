/// What came out in the end, by record.
struct Delivery {
  /// Under how many event ids the service took it; nil where there is no service.
  var service: [Int: Int]?

  /// How often it stands in the files of a file sink; nil where there is none.
  var files: [Int: Int]?

  /// Quarantine records that were made when it came.
  var rejected: [Int: Int] = [:]

  /// Quarantine records that were made because the service refused it.
  var refused: [Int: Int] = [:]
}

extension Delivery {
  /// Reads the files of a file sink, wherever they are now.
  mutating func readFiles(
    _ folders: [String], _ maker: RecordMaker, _ findings: Findings
  ) throws {
    var files: [Int: Int] = [:]
    for line in try folders.flatMap({ try DeliveredFiles.lines(in: $0) }) {
      guard let number = maker.verifiedNumber(in: line) else {
        findings.add(.foreign, "a file has \(String(decoding: line, as: UTF8.self))")
        continue
      }
      files[number, default: 0] += 1
    }
    self.files = files
  }

  /// Reads a quarantine, and checks its reasons.
  mutating func readQuarantine(
    _ folder: String, _ maker: RecordMaker, _ findings: Findings
  ) throws {
    for record in try QuarantineFolder(path: folder).records {
      guard let number = maker.verifiedNumber(in: record.payload) else {
        let text = String(decoding: record.payload, as: UTF8.self)
        findings.add(.foreign, "the quarantine has \(record.code) \(text)")
        continue
      }
      let kind = maker.kind(of: number)
      if kind == .good || !record.code.hasPrefix(kind.code) {
        findings.add(.wrong, "record \(number), \(kind), is in quarantine for \(record.code)")
      } else if kind == .refused {
        refused[number, default: 0] += 1
      } else {
        rejected[number, default: 0] += 1
      }
    }
  }
}
