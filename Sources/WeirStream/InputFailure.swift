import Glibc
import WeirCompression

/// An input that cannot be read on.
enum InputFailure: Error, Hashable {
  case system(SystemError)
  case compressed(CompressionError)

  /// A file that was followed and is not in its folder any more, so that nobody knows what else it held.
  case lost

  /// What stands where a file was followed is none whose bytes can be read on.
  case unfollowable

  /// Stable.
  var code: String {
    switch self {
    case .system, .lost, .unfollowable: "input.unreadable"
    case .compressed(let error): error.code
    }
  }

  /// For people.
  var text: String {
    switch self {
    case .system(let error): error.number == ENOENT ? "there is no such file" : error.text
    case .compressed(let error): error.text
    case .lost: "the file that was followed is not in its folder any more"
    case .unfollowable: "what has that name now is no regular file, or is compressed"
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
