import Synchronization
import WeirJSON
import WeirSchema

/// Validators of one schema, one for each request at a time; they keep their storage.
final class ValidatorPool: Sendable {
  private let schema: Schema
  private let idle = Mutex<[OwnedValidator]>([])

  init(_ schema: Schema) { self.schema = schema }

  /// - Throws: `ValidationProblem`.
  func validate(_ bytes: [UInt8], maxErrors: Int) throws(ValidationProblem) -> ValidatedBody {
    var document = Document(options: schema.instanceOptions)
    do throws(SyntaxError) {
      try document.parse(bytes)
    } catch {
      throw .rejected(schema.report(on: bytes, limit: maxErrors), isMalformed: true)
    }
    let worker = idle.withLock { $0.popLast() } ?? OwnedValidator(schema)
    defer { idle.withLock { $0.append(worker) } }
    guard worker.validator.validate(document) == .valid else {
      let report = worker.validator.report(on: bytes, limit: maxErrors)
      throw .rejected(report, isMalformed: false)
    }
    return ValidatedBody(document, bytes)
  }
}

/// A validator that can stand in an array.
///
/// `@unchecked Sendable`: it is either in the pool, where nobody uses it, or in the hands of the one
/// call that took it from there.
private final class OwnedValidator: @unchecked Sendable {
  var validator: Validator

  init(_ schema: Schema) { validator = Validator(schema) }
}
