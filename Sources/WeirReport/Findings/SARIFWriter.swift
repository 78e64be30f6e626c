import WeirJSON
import WeirSchema

/// SARIF 2.1.0 (OASIS, errata 01): one log with one run.
///
/// Results are written as they come; the rules that they name by index follow behind them, where the
/// order of members lets them. Columns count Unicode scalars, which SARIF has a name for (§3.14.27).
struct SARIFWriter: FindingWriter {
  private let version: String
  private var ruleIndices: [String: Int] = [:]
  private var rules: [String] = []
  private var hasResults = false
  private var file = ""

  init(version: String) { self.version = version }

  mutating func begin() -> String {
    #"{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"#
      + #"sarif-schema-2.1.0.json","version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","#
      + "\"results\":["
  }

  mutating func begin(subject name: String, in file: String) -> String {
    self.file = file
    return ""
  }

  mutating func write(_ finding: Finding) -> String {
    result(finding, level: finding.level.rawValue)
  }

  mutating func endSubject(unwritten: Int) -> String {
    guard unwritten > 0 else { return "" }
    return result(
      Finding(code: "weir.more", message: moreLine(unwritten), file: file), level: "note")
  }

  private mutating func result(_ finding: Finding, level: String) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.member("ruleId", finding.ruleName)
    json.member("ruleIndex", index(ofRule: finding.ruleName))
    json.member("level", level)
    json.text("message", finding.message)
    json.key("locations")
    json.beginArray()
    json.location(of: finding)
    json.endArray()
    if let place = finding.schemaPlace {
      json.key("relatedLocations")
      json.beginArray()
      json.location(of: place)
      json.endArray()
    }
    json.key("partialFingerprints")
    json.beginObject()
    json.member("weirFinding/v1", finding.fingerprint)
    json.endObject()
    json.endObject()
    defer { hasResults = true }
    return (hasResults ? ",\n" : "\n") + json.text
  }

  mutating func end() -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("driver")
    json.beginObject()
    json.member("name", "weir")
    json.member("version", version)
    json.key("rules")
    json.beginArray()
    for rule in rules {
      json.beginObject()
      json.member("id", rule)
      json.text("shortDescription", Self.description(ofRule: rule))
      json.endObject()
    }
    json.endArray()
    json.endObject()
    json.endObject()
    return "\n],\"tool\":" + json.text + "}]}\n"
  }

  private mutating func index(ofRule name: String) -> Int {
    if let known = ruleIndices[name] { return known }
    ruleIndices[name] = rules.count
    rules.append(name)
    return rules.count - 1
  }

  /// What the first word of a code stands for, as in quarantine records.
  private static func description(ofRule code: String) -> String {
    let parts = code.split(separator: ".", maxSplits: 1)
    let name = parts.count > 1 ? parts[1] : parts[0]
    switch parts[0] {
    case "schema": return "The instance satisfies the keyword \(name) of its schema"
    case "decode": return "The text can be read"
    case "limit": return "The instance stays within a limit: \(name)"
    case "lint": return "The schema is free of what is seldom meant: \(name)"
    default: return "Rule \(code)"
    }
  }
}

extension Finding {
  /// A result names a rule even where a diagnostic has no code.
  fileprivate var ruleName: String { code.isEmpty ? "weir" : code }
}

extension JSONWriter {
  fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }

  /// A message object, SARIF §3.11.
  fileprivate mutating func text(_ name: String, _ text: String) {
    key(name)
    beginObject()
    member("text", text)
    endObject()
  }

  fileprivate mutating func location(of finding: Finding) {
    beginObject()
    key("physicalLocation")
    beginObject()
    artifact(finding.file)
    if let region = finding.region {
      key("region")
      beginObject()
      member("startLine", region.start.line)
      member("startColumn", region.start.column)
      member("endLine", region.end.line)
      member("endColumn", region.end.column)
      member("byteOffset", region.byteRange.lowerBound)
      member("byteLength", region.byteRange.count)
      endObject()
    }
    endObject()
    if let pointer = finding.instanceLocation {
      key("logicalLocations")
      beginArray()
      beginObject()
      member("fullyQualifiedName", pointer)
      member("kind", "member")
      endObject()
      endArray()
    }
    endObject()
  }

  fileprivate mutating func location(of place: SchemaPlace) {
    beginObject()
    member("id", 1)
    key("physicalLocation")
    beginObject()
    artifact(place.sourceName)
    key("region")
    beginObject()
    member("startLine", place.position.line)
    member("startColumn", place.position.column)
    endObject()
    endObject()
    text("message", "the keyword of the schema")
    endObject()
  }

  private mutating func artifact(_ file: String) {
    key("artifactLocation")
    beginObject()
    member("uri", file.asURIReference)
    endObject()
  }
}

extension String {
  /// A path as a relative reference, or a URI as it is; RFC 3986 §4.2.
  fileprivate var asURIReference: String {
    if contains("://") { return self }
    if hasPrefix("/") { return "file://" + percentEncodedPath }
    // A colon in the first segment would read as a scheme.
    let isAmbiguous = prefix { $0 != "/" }.contains(":")
    return (isAmbiguous ? "./" : "") + percentEncodedPath
  }

  /// Everything but unreserved characters, `/` and what else a path segment may hold is encoded.
  private var percentEncodedPath: String {
    var text = ""
    for byte in utf8 {
      switch UnicodeScalar(byte) {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", "/", ":", "@", "+", ",", "=":
        text.unicodeScalars.append(UnicodeScalar(byte))
      default:
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return text
  }
}
