/// What the bytes of a file are.
public enum DocumentFormat: String, Hashable, Sendable, CaseIterable {
  /// One value.
  case json
  /// One value, with comments and trailing commas.
  case jsonc
  /// Any number of documents.
  case yaml
  /// One value a line.
  case ndjson

  /// What a file of this name holds, or nil where the name does not tell.
  public init?(fileName: String) {
    let name = fileName.lowercased()
    if name.hasSuffix(".json") {
      self = .json
    } else if name.hasSuffix(".jsonc") {
      self = .jsonc
    } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      self = .yaml
    } else if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") {
      self = .ndjson
    } else {
      return nil
    }
  }
}
