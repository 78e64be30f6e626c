import WeirJSON
import WeirReport
import WeirSchema

/// A difference for people: what breaks for whom, each change on a line with its place.
package struct DiffText {
  private let diff: SchemaDiff

  package init(_ diff: SchemaDiff) { self.diff = diff }

  package var text: String {
    var blocks: [String] = []
    for effect in SchemaChange.Effect.allCases {
      let lines = diff.changes.filter { $0.effect == effect }.map(line)
      if !lines.isEmpty {
        blocks.append(([effect.headline] + lines).map { $0 + "\n" }.joined())
      }
    }
    return blocks.joined(separator: "\n")
  }

  /// `3 breaking for producers, 1 unknown`.
  package var summary: String {
    let counts = SchemaChange.Effect.allCases.compactMap { effect -> String? in
      let count = diff.changes.count { $0.effect == effect }
      return count == 0 ? nil : "\(count) \(effect.shortName)"
    }
    return counts.isEmpty ? "no difference" : counts.joined(separator: ", ")
  }

  private func line(_ change: SchemaChange) -> String {
    let place = change.new ?? change.old
    let pointer = place?.pointer ?? ""
    // A side that has nothing there is shown by what is around.
    let isNamed = pointer.hasSuffix("/" + change.keyword)
    let location =
      "#" + pointer + (isNamed || change.keyword == "schema" ? "" : " (\(change.keyword))")
    let position = place.map { place in
      "  \(place.source.name):\(place.place.position.line):\(place.place.position.column)"
    }
    return "  \(location): \(change.message)\(position ?? "")"
  }
}

extension SchemaChange.Effect {
  fileprivate var headline: String {
    switch self {
    case .producers: "breaking for producers: what was valid may be invalid now"
    case .consumers: "breaking for consumers: what was invalid may be valid now"
    case .both: "breaking for both"
    case .unknown: "unknown: the schemas alone do not tell"
    case .compatible: "compatible"
    }
  }

  fileprivate var shortName: String {
    switch self {
    case .producers: "breaking for producers"
    case .consumers: "breaking for consumers"
    case .both: "breaking for both"
    case .unknown: "unknown"
    case .compatible: "compatible"
    }
  }
}

/// A difference for machines: an object a line.
package struct DiffJSON {
  package init() {}

  package func line(_ change: SchemaChange) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("effect", change.effect.rawValue)
    writer.member("keyword", change.keyword)
    writer.member("message", change.message)
    append(change.old, as: "old", to: &writer)
    append(change.new, as: "new", to: &writer)
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private func append(
    _ place: SchemaChange.Place?, as name: String, to writer: inout JSONWriter
  ) {
    guard let place else { return }
    writer.key(name)
    writer.beginObject()
    writer.member("schema", place.source.name)
    writer.member("pointer", place.pointer)
    writer.member("line", place.place.position.line)
    writer.member("column", place.place.position.column)
    writer.endObject()
  }

  /// A sample whose verdict has changed.
  package func line(_ verdicts: SampleVerdicts) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("sample")
    writer.beginObject()
    writer.member("file", verdicts.place.path)
    writer.member("line", verdicts.place.line)
    writer.member("byte_offset", verdicts.place.byteOffset)
    if let number = verdicts.place.number { writer.member("number", number) }
    writer.endObject()
    writer.member("old", verdicts.isValidNow ? "invalid" : "valid")
    writer.member("new", verdicts.isValidNow ? "valid" : "invalid")
    writer.key("errors")
    writer.beginArray()
    for error in verdicts.report.errors {
      var line = JSONRenderer().render(error, in: verdicts.text)
      line.removeLast()
      writer.raw(line)
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
