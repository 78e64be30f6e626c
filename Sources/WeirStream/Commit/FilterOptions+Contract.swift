import WeirJSON

extension FilterOptions {
  /// What decides which line becomes what, for the checkpoint. How fast, by how many, and how much
  /// may be quarantined is no part of it.
  var contract: RunContract {
    var options = [
      ("--accepted", accepted ?? "-"), ("--append", existing == .append ? "yes" : "no"),
      ("--compress", compression?.rawValue ?? "-"), ("--framing", framing.rawValue),
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
    case .standardError: "-"
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

extension DedupeOptions {
  fileprivate var contract: [(String, String)] {
    [
      ("--dedupe-key", key.map(\.argument).joined(separator: ",")),
      ("--dedupe-window", String(maxKeys)),
      ("--dedupe-for", span.map { "\($0.nanoseconds) ns" } ?? ""),
      ("--duplicates", duplicates ?? ""),
    ]
  }
}

extension OrderOptions {
  fileprivate var contract: [(String, String)] {
    [
      ("--order-key", key.description), ("--order-unit", "\(scale)"),
      ("--order-partition", partition.map(\.description) ?? ""), ("--lateness", String(lateness)),
      ("--late", late.rawValue), ("--max-gap", maxGap.map { String($0) } ?? ""),
      ("--reorder-records", String(maxHeldRecords)), ("--reorder-bytes", String(maxHeldBytes)),
      ("--order-partitions", String(maxPartitions)),
    ]
  }
}
