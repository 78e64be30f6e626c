import WeirJSON
package import WeirReport
package import WeirSchema

/// Draws an explanation for people.
///
/// ```
/// order.json is invalid by order.schema.json
///
/// /lines/0/quantity = 100 (line 14, column 36)
///   ✗ #/$defs/line/properties/quantity
///       ✗ maximum: 100 is greater than the maximum 99
///       ✓ type, minimum
/// ```
package struct ExplanationText {
  let explanation: Explanation
  let style: RenderStyle
  private let schemaName: String

  /// What messages call the documents that locations are in, by URI; of the schema's own, nothing.
  private var documentNames: [String: String] = [:]

  /// Values that are drawn unless all are asked for.
  static let drawnValues = 40

  /// Places and branches that one line names.
  static let namedPlaces = 3

  /// - Parameter schemas: The documents of the schema, its own first.
  package init(_ explanation: Explanation, schemas: [SchemaSource], style: RenderStyle) {
    self.explanation = explanation
    self.style = style
    schemaName = schemas.first?.name ?? ""
    for source in schemas { documentNames[source.uri] = source.name }
    documentNames[explanation.schemaLocation.uriPart] = ""
  }

  /// The whole, with line ends.
  ///
  /// - Parameter showsAll: Whether values that nobody asks about are drawn too: of an invalid
  ///   instance those that are not at fault, of a valid one those behind the first forty.
  package func text(showsAll: Bool) -> String {
    let values = explanation.values
    let telling = explanation.isValid ? values : values.filter(\.isAtFault)
    let shown = showsAll ? values : Array(telling.prefix(Self.drawnValues))
    var text = headline
    for value in shown { text += "\n" + self.text(of: value) }
    let restAtFault = telling.count - min(telling.count, Self.drawnValues)
    if explanation.isValid, let untouched {
      text += "\n" + style.paint(untouched, .faint) + "\n"
    }
    if !showsAll, values.count > shown.count {
      text += "\n" + style.paint(rest(values.count - shown.count, restAtFault), .faint) + "\n"
    }
    return text
  }

  /// One value, whatever there is to say of it.
  package func text(at value: ExplainedValue) -> String { headline + "\n" + text(of: value) }

  /// Why the instance is valid, in a few lines: what the schemas for the whole of it looked at, and
  /// what nobody looked at.
  package func remarks() -> [String] {
    let root = explanation.values.first { $0.pointer.isEmpty }
    let lines = (root?.schemas ?? []).filter { $0.outcome == .matches }.prefix(Self.namedPlaces)
      .map { schema in
        let keywords = schema.keywords.filter { $0.isValid && $0.mayReject }.map { keyword in
          keyword.name + (decision(keyword).map { " (\($0))" } ?? "")
        }
        let looked = keywords.isEmpty ? "" : ": " + keywords.joined(separator: ", ")
        return "\(shown(schema.unit.schemaLocation)) is satisfied\(looked)"
      }
    return lines + [untouched].compactMap(\.self)
  }

  private var untouched: String? {
    let pointers = explanation.untouched.map { $0.isEmpty ? "the root" : $0.printable }
    return pointers.isEmpty ? nil : "no schema was applied to \(named(pointers))"
  }

  private var headline: String {
    let verdict =
      explanation.isValid ? style.paint("valid", .help) : style.paint("invalid", .error)
    return "\(explanation.instance.name.printable) is \(verdict) by \(schemaName.printable)\n"
  }

  private func rest(_ count: Int, _ atFault: Int) -> String {
    let values = counted(count, "other value")
    let state =
      explanation.isValid ? "" : atFault > 0 ? ", \(atFault) of them at fault" : ", not at fault"
    return "\(style.ellipsis) and \(values)\(state): --all shows all, --at POINTER one"
  }
}

// MARK: - One value

extension ExplanationText {
  private func text(of value: ExplainedValue) -> String {
    let name = value.pointer.isEmpty ? "the root" : value.pointer.printable
    let place = explanation.instance.place(of: value.node)
    let at = "line \(place.position.line), column \(place.position.column)"
    var text = style.paint(name, .title) + excerpt(value) + style.paint(" (\(at))", .faint) + "\n"
    if value.schemas.isEmpty { text += "  no schema was applied to this value\n" }
    return texts(of: value.schemas).reduce(into: text) { $0 += $1 }
  }

  /// One for each schema and outcome, however many ways led to it; of several that which says most.
  private func texts(of schemas: [AppliedSchema]) -> [String] {
    var indices: [String: Int] = [:]
    var texts: [String] = []
    for schema in schemas {
      let key = schema.outcome.rawValue + schema.unit.schemaLocation
      let text = text(of: schema)
      if let known = indices[key] {
        if text.count > texts[known].count { texts[known] = text }
      } else {
        indices[key] = texts.count
        texts.append(text)
      }
    }
    return texts
  }

  /// Containers would fill the line and tell nothing.
  private func excerpt(_ value: ExplainedValue) -> String {
    switch explanation.instance.tape.kind(of: value.node) {
    case .object, .array: ""
    default: " = " + explanation.instance.tape.excerpt(value.node).printable
    }
  }

  private func text(of schema: AppliedSchema) -> String {
    var steps = schema.steps
    if schema.outcome == .doesNotMatch { steps.append("does not match, and need not") }
    let way = steps.isEmpty ? "" : style.paint(" (\(steps.joined(separator: ", ")))", .faint)
    let head = "  \(mark(schema.outcome)) \(shown(schema.unit.schemaLocation))\(way)\n"
    var remarks: [String] = []
    if let error = schema.unit.error {
      remarks.append("\(mark(schema.outcome)) \(error.printable)")
    }
    let failing = schema.keywords.filter { !$0.isValid }
    remarks += failing.map {
      "\(mark(schema.outcome)) \($0.name.printable): \(reason($0, of: schema))"
    }
    var plain: [String] = []
    for keyword in schema.keywords where keyword.isValid && keyword.mayReject {
      if let remark = decision(keyword) {
        remarks.append("\(mark(.matches)) \(keyword.name): \(remark)")
      } else {
        plain.append(keyword.name.printable)
      }
    }
    if !plain.isEmpty { remarks.append("\(mark(.matches)) \(plain.joined(separator: ", "))") }
    remarks += schema.keywords.compactMap { note($0, of: schema) }
    return remarks.reduce(head) { $0 + "      \($1)\n" }
  }

  private func mark(_ outcome: AppliedSchema.Outcome) -> String {
    let isUnicode = style.frame == .unicode
    return switch outcome {
    case .matches: style.paint(isUnicode ? "✓" : "+", .help)
    case .fails: style.paint(isUnicode ? "✗" : "x", .error)
    case .doesNotMatch: style.paint(isUnicode ? "–" : "-", .faint)
    }
  }

  /// A location by the name that people know its document by.
  private func shown(_ location: String) -> String {
    let uri = location.uriPart
    guard let name = documentNames[uri] else { return location.printable }
    return (name + location.dropFirst(uri.count)).printable
  }
}

// MARK: - One keyword

extension ExplanationText {
  /// Why a keyword is not satisfied.
  private func reason(_ keyword: OutputKeyword, of schema: AppliedSchema) -> String {
    let failing = keyword.units.filter { !$0.isValid }
    if let error = keyword.error { return error.printable }
    // What the keyword itself forbids of a child is told by the child.
    if let child = failing.first, failing.count == 1, child.error != nil, child.keywords.isEmpty {
      return "\((child.error ?? "").printable) (at \(child.instanceLocation.printable))"
    }
    let places = failing.map(\.instanceLocation)
    guard places.contains(where: { $0 != schema.unit.instanceLocation }) else {
      return "fails by " + named(failing.map { shown($0.schemaLocation) })
    }
    return "fails at " + named(places.map(\.printable))
  }

  private func named(_ items: [String]) -> String {
    let rest = items.count - Self.namedPlaces
    guard rest > 0 else { return listed(items, "and") }
    return listed(Array(items.prefix(Self.namedPlaces)) + ["\(rest) more"], "and")
  }

  /// What a keyword that was satisfied has decided; nil where that says itself.
  private func decision(_ keyword: OutputKeyword) -> String? {
    let matching = keyword.units.indices.filter { keyword.units[$0].isValid }.map { $0 + 1 }
    switch keyword.name {
    case "anyOf", "oneOf":
      let branches = named(matching.map(String.init))
      return "\(matching.count == 1 ? "branch" : "branches") \(branches) of \(keyword.units.count)"
    case "if": return matching.isEmpty ? "does not match" : "matches"
    case "contains": return "\(matching.count) of \(keyword.units.count) elements match"
    case "not": return "does not match, as it should be"
    default: return nil
    }
  }

  /// What the schema says about a value that it accepts.
  private func note(_ keyword: OutputKeyword, of schema: AppliedSchema) -> String? {
    guard !keyword.mayReject, schema.outcome == .matches, let value = keyword.annotation else {
      return nil
    }
    let text = cutInMiddle(String(decoding: value, as: UTF8.self), to: style.width - 20)
    return style.paint("\(keyword.name.printable) \(text.printable)", .faint)
  }
}

extension String {
  /// A URI up to its `#`.
  fileprivate var uriPart: String { String(prefix { $0 != "#" }) }
}
