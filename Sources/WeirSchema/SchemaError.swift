import WeirJSON

/// Why a schema cannot be used: what is wrong, and where in its text.
public struct SchemaError: Error, Hashable, Sendable {
  /// The kinds of fault; the raw value is the stable code in machine-readable output.
  public enum Code: String, Hashable, Sendable {
    /// The text is not JSON (or YAML).
    case syntax = "schema.syntax"
    /// It is not valid by its metaschema.
    case metaschema = "schema.metaschema"
    /// A keyword's value cannot be used although the metaschema allows it.
    case keyword = "schema.keyword"
    /// `$schema` names no dialect that is known.
    case unknownDialect = "schema.unknown_dialect"
    /// A metaschema requires a vocabulary that is not known.
    case unknownVocabulary = "schema.unknown_vocabulary"
    /// A reference leads nowhere; `missing` lists the documents that were not at hand.
    case unresolvedReference = "schema.unresolved_reference"
    /// References and applicators lead back to the same schema without moving in the instance.
    case infiniteRecursion = "schema.infinite_recursion"
    /// A pattern is not a regular expression (ECMA-262, `u`).
    case invalidPattern = "schema.invalid_pattern"
    /// A pattern uses what this version cannot run, or is too large.
    case unsupportedPattern = "schema.unsupported_pattern"
    /// A format is to be asserted that this version cannot check.
    case unsupportedFormat = "schema.unsupported_format"
    /// A map from records to schemas is not what it has to be.
    case schemaMap = "schema.map"
    /// A `weir.yaml` or a catalog, which say which files are checked by which schema, is not what it
    /// has to be.
    case configuration = "schema.configuration"
    /// The schema exceeds a limit.
    case limit = "schema.limit"
  }

  public let code: Code

  /// One line for people, without the place.
  public let message: String

  /// Where, if the source is known.
  public let place: SchemaPlace?

  /// RFC 6901 pointer to the value at fault.
  public let pointer: String

  /// URIs, without fragment, of documents that references need and the registry lacks.
  public let missing: [String]

  /// Those of `missing` that this fault itself is about; the others are those of `others`.
  package let ownMissing: [String]

  /// What was probably meant, if anything comes near.
  package let help: String?

  /// Further faults of the same schema, in the order of the text.
  public let others: [SchemaError]

  package init(
    _ code: Code, _ message: String, place: SchemaPlace? = nil, pointer: String = "",
    missing: [String] = [], ownMissing: [String]? = nil, help: String? = nil,
    others: [SchemaError] = []
  ) {
    self.code = code
    self.message = message
    self.place = place
    self.pointer = pointer
    self.missing = missing
    self.ownMissing = ownMissing ?? missing
    self.help = help
    self.others = others
  }
}

extension SchemaError: CustomStringConvertible {
  /// `name:line:column: message; help (at /pointer)`
  public var description: String {
    let prefix = place.map {
      "\($0.sourceName):\($0.position.line):\($0.position.column): "
    }
    return (prefix ?? "") + message + (help.map { "; \($0)" } ?? "")
      + (pointer.isEmpty ? "" : " (at \(pointer))")
  }
}
