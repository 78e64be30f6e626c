public import WeirJSON

/// How a schema is read and what it asserts.
public struct SchemaOptions: Sendable {
  /// The dialect of schemas without `$schema`.
  public var defaultDialect: Dialect

  /// Whether `format` asserts. Nil: as the metaschema's vocabularies say, which is no in every
  /// standard dialect up to 2020-12, and yes in v1.
  public var assertsFormat: Bool?

  /// Whether `contentEncoding`, `contentMediaType` and `contentSchema` assert. By default they are
  /// annotations, as 2019-09 and later have it.
  public var assertsContent: Bool

  /// Whether `dependencies` counts from 2019-09 on as well, where it is no keyword any more:
  /// `dependentRequired` and `dependentSchemas` have taken its place.
  public var keepsDependencies: Bool

  /// Whether draft 3 and 4 take the type `integer` by how a number is written, so that `1.0` is
  /// none. Else it is one by its value, as in all later drafts.
  public var integersByNotation: Bool

  /// Formats of one's own by name, or other meanings of known ones: whether a string has the format.
  /// They are asserted unless `assertsFormat` is false.
  public var formats: [String: @Sendable (String) -> Bool] = [:]

  /// Keywords of one's own by name. A name that the dialect gives a meaning keeps that.
  public var keywords: [String: any CustomKeyword] = [:]

  /// Limits and profile for instances.
  public var instances: DocumentOptions

  public var limits: EvaluationLimits

  /// Metaschemas that are being compiled themselves are not checked against metaschemas.
  var checksMetaschema = true

  public init(
    defaultDialect: Dialect = .draft2020_12, assertsFormat: Bool? = nil,
    assertsContent: Bool = false, keepsDependencies: Bool = false, integersByNotation: Bool = false,
    instances: DocumentOptions = DocumentOptions(), limits: EvaluationLimits = EvaluationLimits()
  ) {
    self.defaultDialect = defaultDialect
    self.assertsFormat = assertsFormat
    self.assertsContent = assertsContent
    self.keepsDependencies = keepsDependencies
    self.integersByNotation = integersByNotation
    self.instances = instances
    self.limits = limits
  }
}

/// A compiled schema. Immutable: compile once, use from every thread.
///
/// ```swift
/// let schema = try Schema(json: schemaBytes)
/// let verdict = schema.validate(bytes)
/// ```
public struct Schema: Sendable {
  let program: Program
  package let options: SchemaOptions

  /// Compiles a schema that stands alone or refers to what `registry` holds.
  ///
  /// - Throws: `SchemaError` with the place in the schema's text. Documents that references need and
  ///   the registry lacks are listed in its `missing`.
  public init(
    json: [UInt8], registry: Registry = Registry(), options: SchemaOptions = SchemaOptions()
  ) throws(SchemaError) {
    try self.init(source: SchemaSource(json: json), registry: registry, options: options)
  }

  /// Compiles the schema at `pointer` (RFC 6901; empty for the whole) of a source.
  public init(
    source: SchemaSource, pointer: String = "", registry: Registry = Registry(),
    options: SchemaOptions = SchemaOptions()
  ) throws(SchemaError) {
    var compiler = Compiler(registry: registry, options: options)
    program = try compiler.compile(source, pointer: pointer)
    self.options = options
  }

  /// Judges one JSON text. For many texts, a `Validator` of one's own is faster.
  public func validate(_ bytes: [UInt8]) -> Verdict {
    var validator = Validator(self)
    return validator.validate(bytes)
  }

  /// Everything that is wrong with one JSON text, up to `limit` errors. A valid one has its
  /// `annotations` collected if they are asked for.
  public func report(
    on bytes: [UInt8], limit: Int = Report.defaultLimit, annotations: Bool = false
  ) -> Report {
    var validator = Validator(self)
    return validator.report(on: bytes, limit: limit, annotations: annotations)
  }

  /// Limits and profile for instances.
  package var instanceOptions: DocumentOptions { options.instances }

  /// Whether `format` keywords are present that nothing asserts.
  public var hasUncheckedFormats: Bool { program.hasUncheckedFormats }
}

/// What a schema says of an instance.
public enum Verdict: Hashable, Sendable {
  case valid
  case invalid
  /// No JSON text.
  case malformed(SyntaxError)
  /// No verdict: judging it would exceed a limit.
  case limitExceeded(EvaluationLimit)
}
