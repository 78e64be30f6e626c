extension FilterOptions {
  /// What decides which line becomes what, for the checkpoint. How fast, by how many, and how much
  /// may be quarantined is no part of it.
  var contract: RunContract {
    var options = [
      ("--accepted", accepted ?? "-"), ("--append", existing == .append ? "yes" : "no"),
      ("--framing", framing.rawValue), ("--max-errors", String(maxErrors)),
      ("--max-record-bytes", String(maxRecordBytes)),
      ("--quarantine", quarantineText), ("--quarantine-format", quarantineFormat.rawValue),
      ("--redact", redactedPointers.joined(separator: " ")), ("schema name", schema.name),
    ]
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
