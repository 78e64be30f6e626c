import WeirJSON

// What keywords annotate. Core Specification 2020-12 §7.7 and §10 to §11, Validation §6 to §9.

extension TraceReader {
  /// The annotation of a keyword that the value satisfies, as JSON text; nil if it makes none.
  func annotation(of result: KeywordResult, at application: Int) -> [UInt8]? {
    let outline = outline(of: application)
    let node = Int(trace.applications[application].node)
    let text = { outline.tape.jsonText(of: result.member.key + 1) }
    switch result.member.row?.keyword {
    case nil:
      // What is not known to the dialect annotates with its value, unless it is the user's own.
      guard facts.program.customKeywords.contains(result.member.name) else { return text() }
      let said = trace.annotations[application]?.first {
        Int(facts.program.sites[$0.site].key) == result.member.key
      }
      return said?.text
    case .title, .description, .default, .deprecated, .readOnly, .writeOnly, .examples, .format:
      return text()
    case .contentEncoding, .contentMediaType:
      return instance.kind(of: node) == .string ? text() : nil
    case .contentSchema:
      let hasMediaType = outline.members.contains { $0.row?.keyword == .contentMediaType }
      return instance.kind(of: node) == .string && hasMediaType ? text() : nil
    default:
      // Before 2019-09 the other keywords annotated nothing.
      return outline.rules.dialect >= .draft2019_09
        ? structure(of: result, node, outline) : nil
    }
  }

  /// Which children of the value at `node` a keyword's subschemas were applied to.
  private func structure(
    of result: KeywordResult, _ node: Int, _ outline: SchemaOutline
  ) -> [UInt8]? {
    let applications = result.applications.map { trace.applications[$0] }
    let count = Int(instance[node].length)
    switch (result.member.row?.keyword, instance.kind(of: node)) {
    case (.properties, .object), (.patternProperties, .object), (.additionalProperties, .object),
      (.unevaluatedProperties, .object):
      return names(of: applications.map { Int($0.node) })
    case (.items, .array) where outline.tape.kind(of: result.member.key + 1) == .array,
      (.prefixItems, .array):
      return applications.isEmpty ? nil : extent(applications.count, of: count)
    case (.items, .array), (.additionalItems, .array), (.unevaluatedItems, .array):
      return applications.isEmpty ? nil : Array("true".utf8)
    case (.contains, .array) where outline.rules.dialect >= .draft2020_12:
      let matches = Set(applications.filter(\.isValid).map { Int($0.node) })
      if matches.count == count, count > 0 { return Array("true".utf8) }
      return indices(of: matches, in: node)
    default: return nil
    }
  }

  /// The first `applied` of `count` elements: the last one's index, or true for all.
  private func extent(_ applied: Int, of count: Int) -> [UInt8] {
    Array((applied == count ? "true" : "\(applied - 1)").utf8)
  }

  /// The names of the properties whose values stand at `values`, each once.
  private func names(of values: [Int]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    var seen: Set<Int> = []
    for value in values where seen.insert(value).inserted {
      writer.raw(instance.jsonText(of: value - 1))
    }
    writer.endArray()
    return writer.bytes
  }

  private func indices(of elements: Set<Int>, in array: Int) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for (index, element) in instance.elements(of: array).enumerated()
    where elements.contains(element) {
      writer.value(index)
    }
    writer.endArray()
    return writer.bytes
  }
}

extension Tape {
  /// The JSON text of the value or key at `index`.
  func jsonText(of index: Int) -> [UInt8] { text[byteRange(of: index)].copied() }
}
