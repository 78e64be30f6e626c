import WeirJSON
package import WeirReport
import WeirSchema

/// Draws what tests reached of their schemas, for people: for each document the share, and the
/// keywords that want another test.
package struct CoverageText {
  let style: RenderStyle

  /// Keywords of one kind that are named for one document.
  static let namedKeywords = 20

  package init(style: RenderStyle) {
    self.style = style
  }

  /// With line ends.
  package func text(_ coverage: SchemaCoverage) -> String {
    coverage.documents.reduce(into: "") { text, document in
      let reached = document.entries.count(where: \.isReached)
      text += "\n" + style.paint("coverage of \(document.name.printable)", .title)
      text += ": \(reached) of \(counted(document.entries.count, "keyword")) reached"
      text += " (\(SchemaCoverage.shown(percent(reached, of: document.entries.count))))\n"
      let entries = document.entries
      text += list("never reached", entries.filter { !$0.isReached })
      text += list("never failed", entries.filter(\.neverFailed))
      text += list("never passed", entries.filter(\.neverPassed))
    }
  }

  private func percent(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 100 : Double(part) * 100 / Double(whole)
  }

  private func list(_ title: String, _ entries: [SchemaCoverage.Entry]) -> String {
    guard let first = entries.first else { return "" }
    var text = "  \(title):\n"
    first.keyword.source.text.withByteSlice { bytes in
      var positions = PositionCursor(bytes)
      for entry in entries.prefix(Self.namedKeywords) {
        let source = entry.keyword.source
        let place = positions.position(of: source.byteRange(of: entry.keyword.key).lowerBound)
        text += "    \(source.name.printable):\(place.line):\(place.column)"
        text += style.paint("  \(entry.keyword.fragment.printable)", .faint) + "\n"
      }
    }
    let rest = entries.count - Self.namedKeywords
    return rest > 0 ? text + "    \(style.ellipsis) and \(rest) more\n" : text
  }
}

extension SchemaCoverage {
  /// `82.5 %`, one place behind the point, rounded down: what is short of a gate never looks as if
  /// it had reached it.
  package static func shown(_ percentage: Double) -> String {
    let tenths = Int(percentage * 10)
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}

extension SchemaKeyword {
  /// The location's JSON Pointer, with its `#`.
  var fragment: String {
    location.firstIndex(of: "#").map { String(location[$0...]) } ?? ""
  }
}
