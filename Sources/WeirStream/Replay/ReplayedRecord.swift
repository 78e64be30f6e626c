import WeirJSON

/// A quarantine record as it is replayed one by one: its payload, and what the record that may take its
/// place says of the past.
package struct ReplayedRecord: Sendable {
  package let id: String

  /// What the payload goes by downstream, however often it was quarantined.
  package let eventID: String

  /// How often it has been replayed so far.
  package let replayCount: Int

  /// W3C trace context of whoever brought it.
  package let traceparent: String?
  package let tenant: String?

  /// The payload byte by byte, proved by its SHA-256, or why it cannot be had.
  package let payload: Result<[UInt8], ReplayFault>
  let history: QuarantineRecord.History

  /// Reads a record.
  ///
  /// - Parameters:
  ///   - line: One quarantine record, without a line end.
  ///   - maxPayloadBytes: Longest payload.
  /// - Throws: `ReplayFault.Kind.malformed` for a line that is none.
  package init(line: [UInt8], maxPayloadBytes: Int) throws(ReplayFault) {
    var document = Document(options: DocumentOptions(isStrict: false))
    let entry = try QuarantineEntry(parsing: line, with: &document)
    var options = ReplayOptions()
    options.maxPayloadBytes = maxPayloadBytes
    var reader = PayloadReader(options, system: LiveSystemCalls())
    id = entry.id
    history = entry.history
    eventID = history.eventID ?? entry.id
    replayCount = entry.replayCount
    traceparent = entry.traceparent
    tenant = entry.tenant
    do throws(ReplayFault) {
      payload = .success(
        try reader.payload(of: entry, on: document.tape, quarantine: InputName(path: "-")).copied())
    } catch {
      payload = .failure(error)
    }
  }
}

extension ReplaySelection {
  /// Whether a quarantine record, given as its line, is one of those that are asked for.
  package func contains(line: [UInt8]) -> Bool {
    var document = Document(options: DocumentOptions(isStrict: false))
    guard let entry = try? QuarantineEntry(parsing: line, with: &document) else { return false }
    return contains(entry)
  }
}

extension QuarantineEntry {
  /// - Parameter document: Holds what the entry looks at, and must not change while that is used.
  fileprivate init(parsing line: [UInt8], with document: inout Document) throws(ReplayFault) {
    do throws(SyntaxError) {
      try document.parse(line)
    } catch {
      throw ReplayFault(error)
    }
    guard case .entry(let entry) = try QuarantineEntry.line(on: document.tape) else {
      throw ReplayFault(.malformed, "this is no quarantine record but a notice")
    }
    self = entry
  }
}
