import WeirCompression

/// An input that cannot be read on.
enum InputFailure: Error, Hashable {
  case system(SystemError)
  case compressed(CompressionError)

  /// Stable.
  var code: String {
    switch self {
    case .system: "input.unreadable"
    case .compressed(let error): error.code
    }
  }

  /// For people.
  var text: String {
    switch self {
    case .system(let error): error.text
    case .compressed(let error): error.text
    }
  }
}

/// Takes a system call's failure for one of its input.
func readingInput<Result: ~Copyable>(
  _ call: () throws(SystemError) -> Result
) throws(InputFailure) -> Result {
  do {
    return try call()
  } catch {
    throw .system(error)
  }
}
