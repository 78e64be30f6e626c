extension Result where Failure == any Error {
  /// What an operation returns or throws.
  static func of(_ operation: () async throws -> Success) async -> Self {
    do {
      return .success(try await operation())
    } catch {
      return .failure(error)
    }
  }
}
