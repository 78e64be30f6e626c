import ArgumentParser
import WeirSchema

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure on request, so that a driver can let peers take turns.",
    discussion: """
      Requests and answers are lines of words divided by tabs:
        load NAME SCHEMA RECORDS corpus|stream   → loaded RECORDS BYTES
        run NAME PHASE MILLISECONDS              → ran NANOSECONDS-PER-PASS WENT-WELL
      What cannot be done is answered with `failed` and why.
      """)

  func run() throws {
    var workloads: [String: Workload] = [:]
    while let request = readLine() {
      let words = request.split(separator: "\t").map(String.init)
      switch (words.first, words.count) {
      case ("load", 5):
        do {
          let workload = try load(name: words[1], schema: words[2], path: words[3], as: words[4])
          workloads[words[1]] = workload
          answer("loaded\t\(workload.recordCount)\t\(workload.byteCount)")
        } catch {
          answer("failed\t\(error)")
        }
      case ("run", 4):
        guard let workload = workloads[words[1]], let phase = Workload.Phase(rawValue: words[2]),
          let milliseconds = Int(words[3])
        else {
          answer("failed\tno such workload or phase")
          continue
        }
        var wentWell = 0
        let time = Timing.mean(atLeast: .milliseconds(milliseconds)) {
          wentWell = workload.run(phase)
        }
        answer("ran\t\(time)\t\(wentWell)")
      default:
        answer("failed\tnot a request: \(request)")
      }
    }
  }

  private func load(name: String, schema: String, path: String, as kind: String) throws -> Workload
  {
    guard let records = bytes(ofFile: path) else {
      throw ValidationError("The file \(path) cannot be read.")
    }
    let options = kind == "stream" ? CorpusFolder.filterOptions : SchemaOptions()
    return try CorpusFolder.workload(
      name: name, schemaPath: schema, records: records, options: options)
  }

  private func answer(_ text: String) {
    var line: [UInt8] = []
    line.append(text + "\n")
    _ = write(line, to: 1)
  }
}
