#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Part of the unsafe fence: hands the system paths, and reads names from what it keeps until the next
// call.

/// What stands in a directory under a name.
struct DirectoryEntry: Hashable {
  /// Repaired, and then no name to open the file by, where the bytes are not UTF-8.
  let name: String
  let isNameValid: Bool
  let kind: FileKind
}

enum FileKind: Hashable {
  case file, directory, link
  /// A pipe, a socket, a device: to read one may take for ever.
  case other

  fileprivate init(mode: mode_t) {
    self =
      switch mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .link
      default: .other
      }
  }
}

/// A file as the system knows it, whatever its path.
struct FileIdentity: Hashable {
  private let device: UInt64
  private let number: UInt64

  fileprivate init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

/// What stands in a directory, by the bytes of the names.
func listDirectory(_ path: String) throws(FileError) -> [DirectoryEntry] {
  guard let stream = unsafe opendir(path) else {
    throw FileError(path: path, errorNumber: errno)
  }
  defer { unsafe closedir(stream) }
  var entries: [DirectoryEntry] = []
  while true {
    errno = 0
    guard let entry = unsafe readdir(stream) else { break }
    let (name, isValid) = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
      unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { bytes in
        unsafe (String(cString: bytes), String(validatingCString: bytes) != nil)
      }
    }
    if name == "." || name == ".." { continue }
    let kind = try unsafe kind(of: entry.pointee, at: pathOf(name, in: path))
    entries.append(DirectoryEntry(name: name, isNameValid: isValid, kind: kind))
  }
  guard errno == 0 else { throw FileError(path: path, errorNumber: errno) }
  return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
}

/// Not every file system tells the kind with the name.
private func kind(of entry: dirent, at path: String) throws(FileError) -> FileKind {
  switch Int(entry.d_type) {
  case Int(DT_REG): return .file
  case Int(DT_DIR): return .directory
  case Int(DT_LNK): return .link
  case Int(DT_UNKNOWN):
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return .other }
    return FileKind(mode: status.st_mode)
  default: return .other
  }
}

/// What a path leads to, links followed.
func fileStatus(_ path: String) throws(FileError) -> (kind: FileKind, identity: FileIdentity) {
  guard !path.utf8.contains(0) else { throw FileError(path: path, errorNumber: ENOENT) }
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { throw FileError(path: path, errorNumber: errno) }
  return (FileKind(mode: status.st_mode), FileIdentity(status))
}

/// Whether two paths lead to one file, links followed; no where one of them leads nowhere.
package func isSameFile(_ path: String, _ other: String) -> Bool {
  guard let identity = try? fileStatus(path).identity else { return false }
  return (try? fileStatus(other).identity) == identity
}

/// The path of a name in a directory, as short as it can be said.
func pathOf(_ name: String, in directory: String) -> String {
  // `-` alone would be standard input.
  if directory == "." { return name == "-" ? "./-" : name }
  return directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
}

/// The paths of all regular files and links to some below a directory that `matches` accepts, sorted;
/// directories and files whose names begin with a dot are left out, links to directories not followed.
///
/// - Parameter matches: Given a file's name.
/// - Throws: `FileError` if the directory itself cannot be read; those below are passed over.
package func files(
  below directory: String, where matches: (String) -> Bool
) throws(FileError) -> [String] {
  var found: [String] = []
  var pending = [directory]
  while let current = pending.popLast() {
    let entries: [DirectoryEntry]
    do {
      entries = try listDirectory(current)
    } catch {
      if current == directory { throw error }
      continue
    }
    for entry in entries where !entry.name.hasPrefix(".") {
      let path = pathOf(entry.name, in: current)
      if entry.kind == .directory {
        pending.append(path)
      } else if matches(entry.name) {
        found.append(path)
      }
    }
  }
  return found.sorted()
}
