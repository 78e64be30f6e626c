package import WeirJSON

/// One worker's validator: judges instance after instance with the same storage, so that the steady
/// state allocates nothing. Not to be shared between threads; make one for each from the same
/// `Schema`.
public struct Validator: ~Copyable {
  public let schema: Schema
  private var document: Document
  private var evaluator: Evaluator<VerdictOnly>

  public init(_ schema: Schema) {
    self.schema = schema
    document = Document(options: schema.options.instances)
    evaluator = Evaluator(
      schema.program, limits: schema.options.limits, observer: VerdictOnly(), tape: document.tape)
  }

  /// Judges a JSON text. Linear in its length for schemas without `uniqueItems` on objects and
  /// without patterns that need a budget.
  public mutating func validate(_ bytes: [UInt8]) -> Verdict {
    do throws(SyntaxError) {
      try document.parse(bytes)
    } catch {
      return .malformed(error)
    }
    return verdict()
  }

  /// The same without a copy. The promise of `Document.parse(borrowing:)` applies: `Document.padding`
  /// readable bytes follow the text.
  package mutating func validate(borrowing bytes: ByteSlice) -> Verdict {
    do throws(SyntaxError) {
      try document.parse(borrowing: bytes)
    } catch {
      return .malformed(error)
    }
    return verdict()
  }

  /// Judges a document that somebody else parsed.
  package mutating func validate(_ document: borrowing Document) -> Verdict {
    verdict(on: document.tape)
  }

  private mutating func verdict() -> Verdict { verdict(on: document.tape) }

  private mutating func verdict(on tape: Tape) -> Verdict {
    let isValid = evaluator.evaluate(tape)
    if let limit = evaluator.exceeded { return .limitExceeded(limit) }
    return isValid ? .valid : .invalid
  }
}

extension Validator {
  /// Everything that is wrong with a JSON text, up to `limit` errors; malformed text is one error.
  public mutating func report(
    on bytes: [UInt8], limit: Int = Report.defaultLimit
  ) -> Report {
    do throws(SyntaxError) {
      try document.parse(bytes)
    } catch {
      return bytes.withByteSlice { Report(error, in: $0) }
    }
    return makeReport(document, text: document.tape.text, limit: limit)
  }

  /// The same without a copy; see `validate(borrowing:)`.
  package mutating func report(
    borrowing bytes: ByteSlice, limit: Int = Report.defaultLimit
  ) -> Report {
    do throws(SyntaxError) {
      try document.parse(borrowing: bytes)
    } catch {
      return Report(error, in: bytes)
    }
    return makeReport(document, text: bytes, limit: limit)
  }

  /// The same for a document that somebody else parsed. `originalText` is what its places refer to:
  /// the YAML text for a document with a source map.
  package func report(
    on document: borrowing Document, originalText: ByteSlice, limit: Int = Report.defaultLimit
  ) -> Report {
    makeReport(document, text: originalText, limit: limit)
  }

  private func makeReport(
    _ document: borrowing Document, text: ByteSlice, limit: Int
  ) -> Report {
    Report(
      program: schema.program, limits: schema.options.limits, tape: document.tape, text: text,
      sourceRanges: document.sourceMap?.ranges, limit: limit)
  }
}

extension Report {
  /// Errors per instance unless somebody asks for more or fewer.
  public static let defaultLimit = 32

  /// A text that is no JSON.
  package init(_ error: SyntaxError, in text: ByteSlice) {
    let end = min(error.byteOffset + 1, text.count)
    self.init(
      errors: [
        ValidationError(
          code: error.code.rawValue, byteRange: error.byteOffset..<max(end, error.byteOffset),
          position: TextPosition(of: error.byteOffset, in: text), message: error.description)
      ], isTruncated: false)
  }

  /// Evaluates the program with a collecting observer.
  init(
    program: Program, limits: EvaluationLimits, tape: Tape, text: ByteSlice,
    sourceRanges: [Range<UInt32>]?, limit: Int
  ) {
    var evaluator = Evaluator(
      program, limits: limits, observer: Collector(limit: limit), tape: tape)
    _ = evaluator.evaluate(tape)
    if let exceeded = evaluator.exceeded {
      self.init(
        errors: [
          ValidationError(
            code: exceeded.rawValue, byteRange: 0..<min(1, text.count),
            position: TextPosition(line: 1, column: 1), message: exceeded.description)
        ], isTruncated: true)
      return
    }
    let builder = ReportBuilder(
      program: program, tape: tape,
      byteRange: { node in
        sourceRanges.map { Int($0[node].lowerBound)..<Int($0[node].upperBound) }
          ?? tape.byteRange(of: node)
      },
      position: { TextPosition(of: $0, in: text) })
    self = builder.report(evaluator.observer)
  }
}
