public import Hummingbird
public import WeirJSON

/// A context that carries the body which a ``ValidationMiddleware`` let through.
///
/// ```swift
/// struct AppContext: ValidatedRequestContext {
///   var coreContext: CoreRequestContextStorage
///   var validated: ValidatedBody?
///
///   init(source: Source) { coreContext = .init(source: source) }
/// }
/// ```
public protocol ValidatedRequestContext: RequestContext {
  /// nil where no middleware validated the body.
  var validated: ValidatedBody? { get set }
}

extension ValidatedRequestContext {
  /// The body that was validated.
  ///
  /// - Throws: an `HTTPError` of status 500 for a route without a ``ValidationMiddleware``.
  public var validatedBody: ValidatedBody {
    get throws {
      guard let validated else {
        throw HTTPError(.internalServerError, message: "no ValidationMiddleware is on this route")
      }
      return validated
    }
  }
}

/// A body that was parsed and found valid. It can be read any number of times, by any number of tasks,
/// without being parsed again.
///
/// `@unchecked Sendable`: nothing changes the document once it is here; readers keep their scratch space
/// to themselves.
public final class ValidatedBody: @unchecked Sendable {
  private let document: Document

  /// The body as it came.
  public let bytes: [UInt8]

  init(_ document: consuming Document, _ bytes: [UInt8]) {
    self.document = document
    self.bytes = bytes
  }

  /// Calls `body` with the value, lent for the call.
  public func withRoot<Result, Failure: Error>(
    _ body: (borrowing JSONView) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(JSONView(document.tape, at: 0))
  }

  /// Makes a value of the body, as `JSONDecoder` would: dates are those of ISO 8601, data is Base64.
  ///
  /// Linear in what the type reads of it.
  ///
  /// - Throws: `DecodingError` where the schema allows what the type does not.
  public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try TapeDecoder(document.tape, at: 0, codingPath: []).decode(type)
  }
}
