import WeirJSON

extension FilterOptions {
  /// What decides which line becomes what, for the checkpoint. How fast, by how many, and how much
  /// may be quarantined is no part of it. What nobody asked for has no value, so that a difference
  /// names only what somebody wrote.
  var contract: RunContract {
    var options = [
      ("--accepted", accepted ?? ""), ("--append", existing == .append ? "set" : ""),
      ("--compress", compression?.rawValue ?? ""), ("--framing", framing.rawValue),
      ("--max-errors", String(maxErrors)),
      ("--max-record-bytes", String(maxRecordBytes)),
      ("--quarantine", quarantineText), ("--quarantine-format", quarantineFormat.rawValue),
      ("--redact", redactedPointers.joined(separator: " ")), ("schema name", schema.name),
    ]
    options += (dedupe?.contract ?? []) + (order?.contract ?? [])
    options += resultSettings.map { ($0.name, $0.value) }
    return RunContract(
      schemaSHA256: schemaDigest, options: options.map { RunContract.Option(name: $0, value: $1) })
  }

  private var quarantineText: String {
    switch quarantine {
    case .standardError: ""
    case .discard: "discard"
    case .file(let path): path
    }
  }
}

extension JSONPointer {
  /// The pointer as it stands in a list: as a fragment where it holds a comma.
  fileprivate var argument: String {
    guard description.contains(",") else { return description }
    return "#" + description.replacing("%", with: "%25").replacing(",", with: "%2C")
  }
}

/// A value where it is not the default.
private func written<Value: Equatable & CustomStringConvertible>(
  _ value: Value, default standard: Value
) -> String {
  value == standard ? "" : "\(value)"
}

extension DedupeOptions {
  fileprivate var contract: [(String, String)] {
    [
      ("--dedupe-key", key.map(\.argument).joined(separator: ",")),
      ("--dedupe-window", written(maxKeys, default: DedupeOptions(key: []).maxKeys)),
      ("--dedupe-for", span.map { "\($0)" } ?? ""),
      ("--duplicates", duplicates ?? ""),
    ]
  }
}

extension OrderOptions {
  fileprivate var contract: [(String, String)] {
    let standard = OrderOptions(key: key)
    return [
      ("--order-key", key.description), ("--order-unit", unit),
      ("--order-partition", partition.map(\.description) ?? ""), ("--lateness", latenessText),
      ("--late", late == standard.late ? "" : late.rawValue), ("--max-gap", gapText),
      ("--reorder-records", written(maxHeldRecords, default: standard.maxHeldRecords)),
      ("--reorder-bytes", written(maxHeldBytes, default: standard.maxHeldBytes)),
      ("--order-partitions", written(maxPartitions, default: standard.maxPartitions)),
    ]
  }

  private var unit: String {
    guard case .time(let unit) = scale, unit != .seconds else { return "" }
    return unit.rawValue
  }

  /// That of a sequence is always told: it is what makes the key a sequence number.
  private var latenessText: String {
    scale != .sequence && lateness == 0 ? "" : text(ofDistance: lateness)
  }

  /// Without `--max-gap` it is 1 of a sequence, and the lateness of times where there is one.
  private var gapText: String {
    let standard: Int64? = scale == .sequence ? 1 : lateness > 0 ? lateness : nil
    return maxGap == standard ? "" : maxGap.map(text(ofDistance:)) ?? "none"
  }

  /// As options write it.
  private func text(ofDistance distance: Int64) -> String {
    scale == .sequence ? "\(distance)" : "\(Span(nanoseconds: distance))"
  }
}
