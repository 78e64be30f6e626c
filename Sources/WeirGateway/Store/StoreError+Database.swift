import GRDB

extension StoreError {
  /// What an error of a statement or a transaction means.
  init(_ error: any Error) {
    if let error = error as? StoreError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .refused("\(error)")
      return
    }
    let text = error.message ?? "\(error.extendedResultCode)"
    switch error.resultCode {
    case .SQLITE_FULL: self = .diskFull(text)
    case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH,
      .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL, .SQLITE_NOMEM, .SQLITE_NOLFS:
      self = .inputOutput("\(text) (\(error.extendedResultCode))")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(text)
    default: self = .refused("\(text) (\(error.extendedResultCode))")
    }
  }
}

/// Does something with the database and tells what went wrong as the store does.
func translatingErrors<Value>(_ body: () async throws -> Value) async throws(StoreError) -> Value {
  do {
    return try await body()
  } catch {
    throw StoreError(error)
  }
}
