/// What `replay` is asked to do beside what a filter is.
package struct ReplayOptions: Sendable {
  /// Records that fit none are left where they are.
  package var selection = ReplaySelection()

  /// How often a payload may be replayed.
  package var maxReplays = 5

  /// Longest payload in bytes.
  package var maxPayloadBytes = 16 * 1024 * 1024

  /// Folders in which payloads by reference are looked for, besides the quarantine's own.
  package var payloadFolders: [String] = []

  package init() {}

  /// The longest line that holds a record whose payload has so many bytes: an escape makes six of one,
  /// and a record says more than its payload.
  package static func lineBytes(forPayload byteCount: Int) -> Int {
    min(byteCount * 6 + (1 << 20), 1 << 30)
  }
}

/// Which quarantined records are replayed: those that fit every field that is asked for.
package struct ReplaySelection: Sendable {
  /// What a condition looks at.
  package enum Field: String, CaseIterable, Sendable {
    /// The code of the reason or of one of its errors.
    case code
    case stage
    case subject

    /// The place of one of its errors, or one around it.
    case pointer

    /// The keyword of one of its errors.
    case keyword

    /// The schema's id.
    case schema
  }

  /// The values that a field may have; a field that is absent is not looked at.
  package private(set) var values: [Field: [String]] = [:]

  /// Only records of runs that began then or later.
  package var since: Timestamp?

  package init() {}

  /// Adds a value that a field may have.
  package mutating func add(_ field: Field, _ value: String) {
    values[field, default: []].append(value)
  }

  func contains(_ entry: QuarantineEntry) -> Bool {
    if let since, entry.time.map({ $0.nanoseconds < since.nanoseconds }) ?? true { return false }
    return values.allSatisfy { field, wanted in
      let found = entry.values(of: field)
      return wanted.contains { value in
        found.contains { $0 == value || field == .pointer && $0.hasPrefix(value + "/") }
      }
    }
  }
}

extension QuarantineEntry {
  fileprivate func values(of field: ReplaySelection.Field) -> [String] {
    switch field {
    case .code: reasons("code")
    case .keyword: reasons("keyword")
    case .pointer: reasons("instance_location")
    case .stage: [stage].compactMap { $0 }
    case .subject: [subject].compactMap { $0 }
    case .schema: [schemaID].compactMap { $0 }
    }
  }
}
