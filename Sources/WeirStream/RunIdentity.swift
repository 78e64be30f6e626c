import WeirJSON

/// What all records of one run share: where they come from, and when.
package struct RunIdentity: Sendable {
  /// CloudEvents `source`: `/weir/filter/NAME`.
  let source: String

  /// CloudEvents `subject`: what the records are, which is the schema's name.
  let subject: String
  private let schema: SchemaIdentity

  /// The schemas that records are told apart by; empty where one is for all.
  private let routedSchemas: [SchemaIdentity]

  /// Distinguishes runs whose records must not be taken for each other's.
  let runID: String

  /// When the run started, RFC 3339 in UTC.
  let startTime: String

  package init(
    command: String = "filter", schema: SchemaIdentity, routedSchemas: [SchemaIdentity] = [],
    runID: String = "", startTime: Timestamp
  ) {
    source = "/weir/\(command)/" + schema.name.percentEncodedForPath
    subject = schema.name
    self.schema = schema
    self.routedSchemas = routedSchemas
    self.runID = runID
    self.startTime = startTime.description
  }

  init(_ options: FilterOptions, facts: RunFacts) {
    self.init(
      command: options.command, schema: options.schema, routedSchemas: options.routedSchemas,
      runID: facts.id, startTime: facts.startTime)
  }

  /// The schema with this number. Without a number it is the one that is for all, if one is.
  func schema(at index: Int?) -> SchemaIdentity? {
    guard !routedSchemas.isEmpty else { return schema }
    return index.map { routedSchemas[$0] }
  }

  /// The identifier of a record: the same whenever the same bytes at the same place fail at the same
  /// stage in the same run, so that a record written twice can be recognised.
  func recordID(of origin: RecordOrigin, payloadSHA256: String, stage: Substring) -> String {
    var hash = SHA256()
    hash.update(field: source)
    hash.update(field: runID)
    origin.identify(in: &hash)
    hash.update(field: payloadSHA256)
    hash.update(field: String(stage))
    return hash.hexadecimal()
  }

  func recordID(at place: InputPosition, payloadSHA256: String, stage: Substring) -> String {
    recordID(of: .input(place), payloadSHA256: payloadSHA256, stage: stage)
  }
}

/// The schema a run judges by, as its records name it.
public struct SchemaIdentity: Sendable, Hashable {
  /// A short name: the schema file's, without its endings.
  public var name: String

  /// The schema's canonical URI, where it has one.
  public var uri: String?

  public var version: String?

  /// SHA-256 of the schema's text, in hexadecimal.
  public var sha256: String?

  public init(name: String, uri: String? = nil, version: String? = nil, sha256: String? = nil) {
    self.name = name
    self.uri = uri
    self.version = version
    self.sha256 = sha256
  }

  /// The identity of a schema in a file.
  ///
  /// - Parameters:
  ///   - path: `schemas/orders.schema.json` names the schema `orders`.
  ///   - text: The file's bytes, where they are at hand.
  public init(path: String, uri: String? = nil, text: [UInt8]? = nil) {
    let file = path.split(separator: "#", omittingEmptySubsequences: false).first ?? ""
    let lastName = file.split(separator: "/").last ?? "schema"
    let stem = lastName.split(separator: ".").first ?? "schema"
    self.init(name: String(stem), uri: uri, sha256: text.map { SHA256.hexadecimal(of: $0) })
  }
}

extension SchemaIdentity {
  /// As records and summaries name it.
  func writeMembers(into writer: inout JSONWriter) {
    writer.member("id", name)
    if let version { writer.member("version", version) }
    if let sha256 { writer.member("sha256", sha256) }
  }
}

/// A moment, in nanoseconds since 1970 in UTC.
package struct Timestamp: Sendable, Hashable, CustomStringConvertible {
  package let nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// RFC 3339 in UTC with milliseconds.
  package var description: String {
    let milliseconds = nanoseconds / 1_000_000
    let seconds = milliseconds / 1000
    let days = seconds / 86_400
    let second = Int(seconds % 86_400)
    let date = civilDate(days: Int(days))
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
      + padded(second / 3600, 2) + ":" + padded(second / 60 % 60, 2) + ":"
      + padded(second % 60, 2) + "." + padded(Int(milliseconds % 1000), 3) + "Z"
  }

  /// The proleptic Gregorian date of a day counted from 1970-01-01 (days ≥ 0): eras of 400 years,
  /// years that begin in March so that the leap day comes last.
  private func civilDate(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension String {
  /// Fit for one segment of a URI's path (RFC 3986 section 3.3): unreserved characters as they are.
  fileprivate var percentEncodedForPath: String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        encoded.append(byte)
      default:
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
