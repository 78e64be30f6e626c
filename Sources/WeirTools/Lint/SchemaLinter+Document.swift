import WeirJSON
import WeirLoad
import WeirSchema

// What concerns the document as a whole.

extension SchemaLinter {
  mutating func checkDocument(_ loaded: LoadedSchema) {
    for warning in loaded.textWarnings
    where warning.code == LintCode.duplicateKey.rawValue && warning.place.sourceName == source.name
    {
      report(warning, as: .duplicateKey)
    }
    guard schema.isWholeDocument, !inventory.isOpenAPI else { return }
    if tape.kind(of: 0) == .object, tape.member("$schema", of: 0) == nil {
      report(
        .missingDialect, "the schema does not say its dialect, so that readers have to guess",
        at: 0, help: ["begin with \"$schema\": \"\(Dialect.draft2020_12.rawValue)\""])
    }
    checkDefinitions()
  }

  /// A document that asserts nothing itself is there for what it defines.
  private mutating func checkDefinitions() {
    guard let root = items.first, root.members.contains(where: \.mayReject) else { return }
    for index in items.indices {
      for keyword in ["$defs", "definitions"] {
        for definition in children(of: index, under: keyword) {
          let end = tape.next(after: items[definition].node)
          let isUsed = items[definition...].prefix { $0.node < end }.contains(where: \.isReached)
          let key = items[definition].node - 1
          let name = tape.string(at: key)
          // By some authors' custom a comment.
          guard !isUsed, !name.hasPrefix("//") else { continue }
          report(.unusedDefinition, "nothing that is checked refers to \"\(name)\"", at: key)
        }
      }
    }
  }
}
