import WeirJSON
package import WeirSchema

/// What tests reached of the schemas they test, keyword by keyword.
///
/// A keyword is reached when it had a say on some value: its schema was applied to one of a type that
/// the keyword concerns. Counted are keywords that may reject, of schemas that may be applied.
package struct SchemaCoverage: Sendable {
  /// One keyword's tally.
  package struct Entry: Sendable {
    package let keyword: SchemaKeyword
    package var passes = 0
    package var failures = 0

    package var isReached: Bool { passes + failures > 0 }

    /// An assertion that tests have seen from one side only may as well not be there, or always fail.
    package var neverFailed: Bool {
      isReached && failures == 0 && keyword.role == .asserts
    }
    package var neverPassed: Bool { isReached && passes == 0 }
  }

  private var indices: [String: Int] = [:]
  private var all: [Entry] = []

  /// Adds the keywords of a schema that is going to be tested; those that are known stay as they are.
  ///
  /// - Parameter source: The schema's document. The one reference that is all of it is the suite's and
  ///   not counted.
  mutating func add(_ schema: Schema, from source: SchemaSource) {
    let isReference =
      source.tape.member("$ref", of: 0) != nil
      && source.tape.members(of: 0).count { _ in true } == 1
    for keyword in schema.keywords where indices[keyword.location] == nil {
      if isReference, keyword.source === source { continue }
      indices[keyword.location] = all.count
      all.append(Entry(keyword: keyword))
    }
  }

  /// Notes the applications that one test led to.
  mutating func note(_ unit: OutputUnit) {
    for keyword in unit.keywords where keyword.mayReject && keyword.isApplicable {
      if let index = indices[keyword.schemaLocation] {
        // An `if` rejects nothing; its two sides are its subschema's.
        let isValid = keyword.name == "if" ? keyword.units.allSatisfy(\.isValid) : keyword.isValid
        if isValid { all[index].passes += 1 } else { all[index].failures += 1 }
      }
      for inner in keyword.units { note(inner) }
    }
  }

  package var keywordCount: Int { all.count }
  package var reachedCount: Int { all.count(where: \.isReached) }

  /// Reached keywords of a hundred; all of none.
  package var percentage: Double {
    all.isEmpty ? 100 : Double(reachedCount) * 100 / Double(keywordCount)
  }

  /// By document in the order in which they were met, then in the order of the text.
  package var documents: [(name: String, entries: [Entry])] {
    var names: [String] = []
    var entries: [String: [Entry]] = [:]
    for entry in all {
      let name = entry.keyword.source.name
      if entries[name] == nil { names.append(name) }
      entries[name, default: []].append(entry)
    }
    return names.map { name in
      let offset = { (entry: Entry) in entry.keyword.source.byteRange(of: entry.keyword.key) }
      let sorted = (entries[name] ?? []).sorted { offset($0).lowerBound < offset($1).lowerBound }
      return (name, sorted)
    }
  }
}
