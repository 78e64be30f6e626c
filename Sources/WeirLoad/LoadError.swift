public import WeirSchema

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a file could not be read.
public struct FileError: Error, Hashable, Sendable {
  /// What kind of fault this is.
  public enum Reason: Hashable, Sendable {
    case notFound
    case isDirectory
    case notPermitted
    /// It has more bytes than the limit, which is given.
    case tooLarge(limit: Int)
    /// A link that leads back to a folder it is in.
    case linkLoop
    /// Its name is not UTF-8, so that no path names it.
    case nameNotUTF8
    /// A glob whose braces stand for more patterns than anybody means.
    case tooManyAlternatives
    /// Anything else, by its `errno`.
    case system(Int32)
  }

  /// The path as it was given; `-` for standard input.
  public let path: String

  /// What is wrong with it.
  public let reason: Reason

  init(path: String, errorNumber: Int32) {
    self.path = path
    reason =
      switch errorNumber {
      case ENOENT, ENOTDIR: .notFound
      case EISDIR: .isDirectory
      case EACCES, EPERM: .notPermitted
      case ELOOP: .linkLoop
      default: .system(errorNumber)
      }
  }

  init(path: String, limit: Int) {
    self.init(path: path, reason: .tooLarge(limit: limit))
  }

  init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

extension FileError: CustomStringConvertible {
  /// The reason in one line for people, without the path.
  public var description: String {
    switch reason {
    case .notFound: "there is no such file"
    case .isDirectory: "it is a directory"
    case .notPermitted: "permission denied"
    case .tooLarge(let limit): "it has more than \(limit) bytes"
    case .linkLoop: "it is a link that leads in a circle"
    case .nameNotUTF8: "its name is not UTF-8; rename it"
    case .tooManyAlternatives:
      "its braces stand for more than \(GlobSet.maxAlternatives) patterns"
    case .system(let errorNumber): systemText(for: errorNumber)
    }
  }
}

/// Why a schema could not be loaded.
public enum LoadError: Error, Sendable {
  /// The schema's own file, or one that an option names, cannot be read.
  case file(FileError)

  /// It was read and cannot be used; documents it refers to that are not to be found included.
  /// `sources` are the documents at hand, for quoting from them.
  case schema(SchemaError, sources: [SchemaSource])

  /// The lockfile for remote documents cannot be used or written.
  case lockfile(path: String, message: String)
}

extension LoadError: CustomStringConvertible {
  /// One line for people, with the place.
  public var description: String {
    switch self {
    case .file(let error): "\(error.path): \(error)"
    case .schema(let error, _): error.description
    case .lockfile(let path, let message): "\(path): \(message)"
    }
  }
}

/// Something in a schema's text that is legal and that its author may not have meant.
public struct LoadWarning: Hashable, Sendable {
  /// Stable: `yaml.key`, `decode.duplicate_key`, ….
  public let code: String

  /// One line for people, without the place.
  public let message: String

  /// What was probably meant, if anything comes near.
  public var help: String?

  /// Where it stands.
  public let place: SchemaPlace
}

extension LoadWarning {
  init(_ warning: SchemaWarning) {
    self.init(
      code: warning.code.rawValue, message: warning.message, help: warning.help,
      place: warning.place)
  }
}

/// The bytes of a file that holds a schema, or says where schemas are.
func readSchemaFile(_ path: String) throws(LoadError) -> [UInt8] {
  do {
    return try readFile(path, limit: FileLimit.schema)
  } catch {
    throw .file(error)
  }
}
