/// How metrics are written down for whoever scrapes them.
package enum ExpositionFormat: Sendable, Equatable {
  /// Prometheus text format 0.0.4.
  case prometheusText

  /// OpenMetrics 1.0.0.
  case openMetrics

  package var contentType: String {
    switch self {
    case .prometheusText: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  /// What a client that sends this `Accept` likes best of what there is: OpenMetrics only if it is named
  /// with a quality not less than that of plain text (RFC 9110 §12.5.1).
  package init(accept: String?) {
    var open = 0.0
    var text = 0.0
    for range in (accept ?? "").split(separator: ",") {
      let parts = range.split(separator: ";").map { $0.trimmed.lowercased() }
      let quality =
        parts.dropFirst().first { $0.hasPrefix("q=") }
        .map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      switch parts.first {
      case "application/openmetrics-text": open = max(open, quality)
      case "text/plain", "text/*", "*/*": text = max(text, quality)
      default: break
      }
    }
    self = open > 0 && open >= text ? .openMetrics : .prometheusText
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    let isSpace = { (character: Character) in character == " " || character == "\t" }
    let start = drop(while: isSpace)
    guard let end = start.lastIndex(where: { !isSpace($0) }) else { return "" }
    return start[...end]
  }
}

/// An exposition in the making. Families come one after the other, each whole.
struct Exposition {
  private let format: ExpositionFormat
  private(set) var text = ""

  init(_ format: ExpositionFormat) {
    self.format = format
    text.reserveCapacity(64 << 10)
  }

  /// Writes the lines that say what the samples after them are.
  mutating func begin(_ description: MetricDescription) {
    let name = familyName(of: description)
    text += "# HELP \(name) \(escapedHelp(description.help))\n"
    text += "# TYPE \(name) \(typeName(of: description.kind))\n"
  }

  /// - Parameter labels: As `labelText` writes them.
  mutating func sample(
    _ description: MetricDescription, suffix: String = "", labels: String, _ value: Double
  ) {
    text += description.name
    text += suffix
    if !labels.isEmpty { text += "{\(labels)}" }
    text += " \(number(value))\n"
  }

  mutating func bucket(
    _ description: MetricDescription, labels: String, upTo bound: Double, _ count: Double
  ) {
    let le = "le=\"\(format == .openMetrics ? realNumber(bound) : number(bound))\""
    sample(
      description, suffix: "_bucket", labels: labels.isEmpty ? le : "\(labels),\(le)", count)
  }

  consuming func finish() -> String {
    if format == .openMetrics { text += "# EOF\n" }
    return text
  }

  /// OpenMetrics names the family of a counter without what its samples end in.
  private func familyName(of description: MetricDescription) -> String {
    guard format == .openMetrics, case .counter = description.kind,
      description.name.hasSuffix("_total")
    else { return description.name }
    return String(description.name.dropLast("_total".count))
  }

  private func typeName(of kind: MetricDescription.Kind) -> String {
    switch kind {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram: "histogram"
    }
  }

  private func escapedHelp(_ help: String) -> String {
    escaped(help, quotes: format == .openMetrics)
  }
}

/// `a="b",c="d"`, with values escaped as both formats want it.
func labelText(_ names: [String], _ values: [String]) -> String {
  zip(names, values).map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",")
}

private func escaped(_ text: String, quotes: Bool) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\"" where quotes: result += "\\\""
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

private func number(_ value: Double) -> String {
  if let whole = Int64(exactly: value) { return String(whole) }
  return realNumber(value)
}

private func realNumber(_ value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
  return "\(value)"
}
