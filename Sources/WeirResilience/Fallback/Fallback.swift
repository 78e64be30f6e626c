/// Does something else with a call that failed: another source, a stored answer, a spool.
public struct Fallback: Sendable {
  private let handles: @Sendable (any Error) -> Bool
  private let environment: PolicyEnvironment

  /// - Parameter handles: Which errors call for it. Others pass, and so does cancellation.
  public init(
    in environment: PolicyEnvironment = .system,
    handles: @escaping @Sendable (any Error) -> Bool = { _ in true }
  ) {
    self.handles = handles
    self.environment = environment
  }

  /// - Parameter substitute: Gets what the operation threw.
  /// - Throws: ``FallbackError`` when the substitute fails too.
  public func run<Value>(
    _ operation: () async throws -> Value, substitute: (any Error) async throws -> Value
  ) async throws -> Value {
    do {
      return try await operation()
    } catch {
      guard !isCancellation(error), handles(error) else { throw error }
      environment.tell(.fellBack)
      return try await run(substitute, insteadOf: error)
    }
  }

  private func run<Value>(
    _ substitute: (any Error) async throws -> Value, insteadOf original: any Error
  ) async throws -> Value {
    do {
      return try await substitute(original)
    } catch {
      guard !isCancellation(error) else { throw error }
      throw FallbackError(original: original, substitute: error)
    }
  }
}

/// Neither the operation nor its substitute succeeded. The first failure is not forgotten over the second.
public struct FallbackError: Error, Sendable {
  public var original: any Error
  public var substitute: any Error
}

extension FallbackError: CustomStringConvertible {
  public var description: String { "\(original); and instead of it: \(substitute)" }
}
