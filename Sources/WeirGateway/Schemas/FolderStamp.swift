import Foundation
import WeirLoad

/// What tells whether files have changed without reading them: names, sizes, times, and inodes, which an
/// editor that replaces a file changes even within one tick of the clock.
struct FolderStamp: Hashable, Sendable {
  fileprivate struct File: Hashable {
    let path: String
    let size: UInt64
    let modified: Date
    let inode: UInt64
  }

  private let files: [File]

  /// Looks at the files in folders and below, and at single ones. What is not there is left out.
  ///
  /// Cost: two system calls a file.
  init(_ paths: [String]) {
    files = paths.flatMap { path in
      let names = (try? WeirLoad.files(below: path) { _ in true }) ?? [path]
      return names.compactMap { File($0) }
    }
  }
}

extension FolderStamp.File {
  fileprivate init?(_ path: String) {
    guard
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    else { return nil }
    self.init(
      path: path, size: (attributes[.size] as? NSNumber)?.uint64Value ?? 0,
      modified: attributes[.modificationDate] as? Date ?? .distantPast,
      inode: (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0)
  }
}
