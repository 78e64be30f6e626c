import Synchronization
import WeirJSON
package import WeirSchema
package import WeirStream

/// Judges the records of one stream by one snapshot of its schemas. Shared by all requests.
///
/// Each call takes a worker from a pool, or makes one, so that the steady state allocates no storage for
/// documents and evaluations; there are as many as there were calls at a time.
package final class StreamJudge: Sendable {
  package enum Outcome: Sendable {
    case accepted(SchemaIdentity)
    case rejected(Rejection)
  }

  /// Why a record is not accepted.
  package struct Rejection: Sendable {
    /// With places in the record; at least one error.
    package let report: Report

    /// What the record was judged by; nil where it did not come to that.
    package let schema: SchemaIdentity?

    /// The first error's code, such as `schema.required`.
    package var code: String { report.errors.first?.code ?? "schema.invalid" }

    /// `decode`, `limit`, `route` or `schema`.
    package var stage: String { String(code.prefix { $0 != "." }) }
  }

  private let schemas: [Schema]

  /// By number, as the schemas.
  package let identities: [SchemaIdentity]
  private let routes: RouteTable?
  private let maxKeys: Int
  private let maxErrors: Int
  private let idle = Mutex<[Worker]>([])

  /// - Parameters:
  ///   - schemas: At least one, all compiled with the same options for instances.
  ///   - routes: nil where the first schema is for all.
  init(
    _ schemas: [Schema], _ identities: [SchemaIdentity], routes: RouteTable?,
    limits: LimitsConfiguration
  ) {
    self.schemas = schemas
    self.identities = identities
    self.routes = routes
    maxKeys = limits.maxKeys
    maxErrors = limits.maxErrors
  }

  /// Judges one JSON text. Linear in it for most schemas; blocks for as long, so call it where that does
  /// no harm.
  package func judge(_ record: [UInt8]) -> Outcome {
    let worker = idle.withLock { $0.popLast() } ?? Worker(schemas, routes, maxKeys: maxKeys)
    defer { idle.withLock { $0.append(worker) } }
    let finding = worker.judge(record, maxErrors: maxErrors)
    let schema = finding.schema.map { identities[$0] }
    if let report = finding.report {
      return .rejected(Rejection(report: report, schema: schema))
    }
    return .accepted(schema ?? identities[0])
  }
}

/// One call's storage at a time.
///
/// `@unchecked Sendable`: a worker is either in the pool, where nobody uses it, or in the hands of the one
/// call that took it from there.
private final class Worker: @unchecked Sendable {
  private var document: Document
  private let validators: [OwnedValidator]
  private let routes: RouteTable?
  private let maxKeys: Int
  private var scratch = CellBuffer<UInt8>(capacity: 256)

  /// Which schema a record was judged by, and what is wrong with it; nil for nothing.
  typealias Finding = (schema: Int?, report: Report?)

  init(_ schemas: [Schema], _ routes: RouteTable?, maxKeys: Int) {
    document = Document(options: schemas[0].instanceOptions)
    validators = schemas.map(OwnedValidator.init)
    self.routes = routes
    self.maxKeys = maxKeys
  }

  func judge(_ record: [UInt8], maxErrors: Int) -> Finding {
    do throws(SyntaxError) {
      try document.parse(record)
    } catch {
      return (nil, record.withByteSlice { Report(error, in: $0) })
    }
    if hasTooManyKeys(record.count) { return (nil, tooManyKeys) }
    return record.withByteSlice { text in
      do throws(RouteFault) {
        let schema = try routes?.schema(for: document.tape, scratch: &scratch) ?? 0
        let validator = validators[schema]
        if validator.validator.validate(document) == .valid { return (schema, nil) }
        return (
          schema,
          validator.validator.report(
            on: document, originalText: text, .messages(limit: maxErrors))
        )
      } catch {
        return (nil, error.report(on: document.tape, text: text))
      }
    }
  }

  /// A member takes five bytes at least (`"":0,`), so that most records need not be counted.
  private func hasTooManyKeys(_ byteCount: Int) -> Bool {
    guard byteCount / 5 > maxKeys else { return false }
    let tape = document.tape
    var keys = 0
    for index in 0..<tape.count where tape.kind(of: index) == .object {
      keys += Int(tape[index].length)
    }
    return keys > maxKeys
  }

  private var tooManyKeys: Report {
    Report(errors: [
      ValidationError(
        code: "limit.keys", byteRange: 0..<1, position: TextPosition(line: 1, column: 1),
        message: "the record has more than \(maxKeys) keys")
    ])
  }
}

/// A validator that can stand in an array.
private final class OwnedValidator {
  var validator: Validator

  init(_ schema: Schema) { validator = Validator(schema) }
}
