import WeirJSON

/// What a compiled schema consists of and will check, for people.
package struct SchemaSummary: Hashable, Sendable {
  /// A schema resource: its URI, the name its text was loaded under, and its dialect.
  package struct Resource: Hashable, Sendable {
    package let uri: String
    package let sourceName: String
    package let dialect: Dialect
  }

  /// A keyword and how often it stands in the schemas that were compiled.
  package struct KeywordCount: Hashable, Sendable {
    package let keyword: String
    package var count: Int
  }

  /// The resource of the schema itself first; then the others that belong to the program.
  package let resources: [Resource]

  /// Keywords that assert or apply something, most frequent first, then by name. Not among them are
  /// those that only identify or annotate, and `format`, of which `formats` tells more.
  package let keywords: [KeywordCount]

  /// Names of the formats that stand in the schemas, by name.
  package let formats: [String]

  /// Whether some of the formats are not asserted.
  package let hasUncheckedFormats: Bool

  /// Regular expressions.
  package let patternCount: Int

  package let instructionCount: Int
}

extension Schema {
  /// Made when asked. Linear in the schema's texts.
  package var summary: SchemaSummary {
    SchemaSummary(
      resources: program.usedResources, keywords: program.keywordCounts,
      formats: program.formatNames, hasUncheckedFormats: program.hasUncheckedFormats,
      patternCount: program.patterns.count, instructionCount: program.code.count)
  }
}

extension Program {
  fileprivate var usedResources: [SchemaSummary.Resource] {
    var seen: Set<Int> = []
    return schemas.compactMap { node in
      let entry = Int(resourceOfNode[node.source][node.node])
      guard entry > 0, seen.insert(entry).inserted else { return nil }
      let resource = resources[entry - 1]
      return SchemaSummary.Resource(
        uri: resource.uri.text, sourceName: sources[resource.root.source].name,
        dialect: resource.rules.dialect)
    }
  }

  fileprivate var keywordCounts: [SchemaSummary.KeywordCount] {
    var counts: [String: Int] = [:]
    for schema in schemas {
      let tape = tape(of: schema.source)
      let rules = rules(of: schema)
      for key in tape.members(of: schema.node) {
        guard let row = KeywordTable.shared.row(for: key, in: tape, rules), row.mayReject else {
          continue
        }
        counts["\(row.name)", default: 0] += 1
      }
    }
    return counts.map { SchemaSummary.KeywordCount(keyword: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.keyword) < ($0.count, $1.keyword) }
  }

  fileprivate var formatNames: [String] {
    var names: Set<String> = []
    for schema in schemas {
      let tape = tape(of: schema.source)
      guard let format = tape.member("format", of: schema.node), tape.kind(of: format) == .string
      else { continue }
      names.insert(tape.string(at: format))
    }
    return names.sorted()
  }
}
