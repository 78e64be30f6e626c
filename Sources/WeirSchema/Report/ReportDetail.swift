package import WeirJSON

/// How much a report tells.
package struct ReportDetail: Sendable {
  /// Errors at most.
  package var limit = Report.defaultLimit

  /// Whether errors tell what was wrong inside branches, and of the branches that were not meant. Who
  /// only wants messages is served faster without.
  package var includesCauses = true

  /// Whether errors tell the schemas around the keyword that failed.
  package var includesFrames = false

  /// Values that no message may quote.
  package var redacted: [JSONPointer] = []

  /// Where the walk through the text that finds lines and columns begins: at the beginning of the
  /// document, if that is one of many in its text.
  package var start = PositionMark()

  package init() {}

  /// Messages, and what they are about, alone: what records of machines hold.
  package static func messages(limit: Int = Report.defaultLimit) -> ReportDetail {
    var detail = ReportDetail()
    detail.limit = limit
    detail.includesCauses = false
    return detail
  }
}

/// A schema on the way to a keyword that failed, and the value it was applied to.
package struct ReportFrame: Hashable, Sendable {
  /// Of the schema, as a fragment: `#/$defs/Logging`.
  package let schemaPointer: String
  package let schemaPlace: SchemaPlace

  /// RFC 6901 pointer to the value.
  package let instanceLocation: String
}
