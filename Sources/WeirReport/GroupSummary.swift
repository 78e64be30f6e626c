import WeirJSON
public import WeirSchema

/// What a long run found, by rule: which keyword of the schema failed how often, and where first.
///
/// Memory is bounded by the number of rules in the schema, not by the number of errors.
public struct GroupSummary: Sendable {
  /// Errors counted so far.
  public private(set) var errorCount = 0

  private var groups: [Key: Group] = [:]

  static let placesPerGroup = 3

  /// Groups that are printed; the rest is counted in one line.
  static let maximumGroups = 20

  private struct Key: Hashable {
    let code: String
    let schemaLocation: String
  }

  private struct Group {
    let code: String
    let rule: String
    let ordinal: Int
    var count = 0
    var places: [String] = []

    mutating func add(_ place: TextPosition, of name: String) {
      count += 1
      guard places.count < GroupSummary.placesPerGroup else { return }
      places.append("\(name):\(place.line):\(place.column)")
    }
  }

  public init() {}

  /// Counts an error whose places are relative to `instance`.
  public mutating func add(_ error: ValidationError, in instance: SourceText) {
    errorCount += 1
    let key = Key(code: error.code, schemaLocation: error.schemaLocation)
    let ordinal = groups.count
    groups[key, default: Group(code: error.code, rule: error.rule, ordinal: ordinal)]
      .add(instance.place(of: error.position), of: instance.name)
  }

  /// The groups, most frequent first, two lines each; empty when nothing was counted.
  public func render(style: RenderStyle) -> String {
    let sorted = groups.values.sorted { ($1.count, $0.ordinal) < ($0.count, $1.ordinal) }
    guard let first = sorted.first else { return "" }
    let countWidth = String(first.count).count
    let codeWidth = sorted.prefix(GroupSummary.maximumGroups).map(\.code.count).max() ?? 0
    var text = style.paint("errors by rule, most frequent first:", .title) + "\n"
    for group in sorted.prefix(GroupSummary.maximumGroups) {
      let rule = group.rule.isEmpty ? "" : "  \(group.rule.printable)"
      let code = rule.isEmpty ? group.code : group.code.padded(to: codeWidth)
      text += "  \(String(group.count).padded(to: countWidth, leading: true))  "
      text += style.paint(code, .error) + rule + "\n"
      let isComplete = group.count <= group.places.count
      let places = group.places.map(\.printable) + (isComplete ? [] : [style.ellipsis])
      text += String(repeating: " ", count: countWidth + 4)
      text += style.paint(places.joined(separator: ", "), .faint) + "\n"
    }
    let rest = sorted.dropFirst(GroupSummary.maximumGroups)
    if !rest.isEmpty {
      let errors = rest.reduce(0) { $0 + $1.count }
      text += "  \(style.ellipsis) and \(errors) more under \(rest.count) other rules\n"
    }
    return text
  }
}

extension ValidationError {
  /// The rule that failed, for people: where it stands, and its pointer in the schema.
  fileprivate var rule: String {
    let pointer = schemaLocation.lastIndex(of: "#").map { String(schemaLocation[$0...]) } ?? ""
    guard let place = schemaPlace else { return schemaLocation }
    return "\(place.sourceName):\(place.position.line):\(place.position.column)  \(pointer)"
  }
}

extension String {
  /// Filled up with spaces to `width` characters.
  fileprivate func padded(to width: Int, leading: Bool = false) -> String {
    let padding = String(repeating: " ", count: max(0, width - count))
    return leading ? padding + self : self + padding
  }
}
