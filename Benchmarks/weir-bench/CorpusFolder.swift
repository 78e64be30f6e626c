import ArgumentParser
import Glibc
import WeirJSON
import WeirSchema

/// Where workloads come from.
enum CorpusFolder {
  /// One workload for each folder below `path` with `schema.json` and `instances.jsonl`, by name.
  static func workloads(in path: String) throws -> [Workload] {
    guard let names = directoryEntries(of: path) else {
      throw ValidationError("The folder \(path) cannot be read.")
    }
    return try names.sorted().compactMap { name in
      guard let records = bytes(ofFile: "\(path)/\(name)/instances.jsonl") else { return nil }
      do {
        return try workload(
          name: name, schemaPath: "\(path)/\(name)/schema.json", records: records,
          options: SchemaOptions())
      } catch let error as SchemaError {
        print("\(name) is left out: \(error)")
        return nil
      }
    }
  }

  /// The workload of `SCHEMA=FILE`: formats asserted, strict profile.
  static func stream(_ pair: String) throws -> Workload {
    let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let records = bytes(ofFile: parts[1]) else {
      throw ValidationError("The stream \(pair) cannot be read; it is given as SCHEMA=FILE.")
    }
    return try workload(
      name: "events", schemaPath: parts[0], records: records, options: filterOptions)
  }

  static let filterOptions = SchemaOptions(assertsFormat: true, instances: .strict)

  static func workload(
    name: String, schemaPath: String, records: [UInt8], options: SchemaOptions
  ) throws -> Workload {
    guard let schema = bytes(ofFile: schemaPath) else {
      throw ValidationError("The schema \(schemaPath) cannot be read.")
    }
    return try Workload(name: name, schema: schema, options: options, records: records)
  }
}

extension Double {
  /// The number with a fixed count of decimals.
  func text(digits: Int) -> String {
    guard isFinite else { return "–" }
    let scale = pow(10, Double(digits))
    let scaled = Int((self * scale).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = String(abs(scaled) % Int(scale))
    return "\(scaled / Int(scale))."
      + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
