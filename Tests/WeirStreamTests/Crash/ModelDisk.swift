import StreamTestSupport

/// What is on a disk: files by number, and names in folders. Paths are absolute.
struct DiskImage: Hashable {
  /// Contents of files; nil for folders.
  var contents: [Int: [UInt8]?] = [:]
  var names: [String: Int] = [:]

  /// When each file was changed last, in changes of the disk.
  private(set) var modified: [Int: Int] = [:]
  private var lastNumber = 0
  private var changeCount = 0

  mutating func number() -> Int {
    lastNumber += 1
    return lastNumber
  }

  init(folders: [String] = [], files: [String: [UInt8]] = [:]) {
    for path in folders {
      let inode = number()
      contents[inode] = .some(nil)
      names[path] = inode
    }
    // In the order of their names, so that a file has the same number on every image.
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let inode = number()
      contents[inode] = bytes
      names[path] = inode
    }
  }

  func file(_ path: String) -> [UInt8]? { names[path].flatMap { contents[$0] ?? nil } }
}

/// A change of a disk, or a promise that earlier ones are kept.
enum DiskChange: Hashable {
  case write(inode: Int, offset: Int, bytes: [UInt8])
  case truncate(inode: Int, length: Int)

  /// A new file or folder.
  case create(inode: Int, path: String, isFolder: Bool)
  case rename(path: String, newPath: String)
  case link(path: String, newPath: String)
  case unlink(path: String)

  /// What a file holds is durable.
  case synchronize(inode: Int)

  /// The names in a folder are.
  case synchronizeNames(folder: String)
}

extension DiskImage {
  mutating func apply(_ change: DiskChange) {
    changeCount += 1
    switch change {
    case .write(let inode, let offset, let bytes):
      guard var content = contents[inode] ?? nil else { return }
      if content.count < offset {
        content += [UInt8](repeating: 0, count: offset - content.count)
      }
      let end = min(content.count, offset + bytes.count)
      content.replaceSubrange(offset..<end, with: bytes)
      contents[inode] = content
      modified[inode] = changeCount
    case .truncate(let inode, let length):
      guard let content = contents[inode] ?? nil else { return }
      let padding = [UInt8](repeating: 0, count: max(0, length - content.count))
      contents[inode] = Array(content.prefix(length)) + padding
      modified[inode] = changeCount
    case .create(let inode, let path, let isFolder):
      if contents[inode] == nil { contents[inode] = isFolder ? .some(nil) : [] }
      names[path] = inode
      modified[inode] = changeCount
      lastNumber = max(lastNumber, inode)
    case .rename(let path, let newPath):
      guard let inode = names.removeValue(forKey: path) else { return }
      names[newPath] = inode
    case .link(let path, let newPath): names[newPath] = names[path]
    case .unlink(let path): names[path] = nil
    case .synchronize, .synchronizeNames: break
    }
  }

  /// What a power failure after these changes leaves: everything that was synchronised, and of the
  /// rest what `keeps` says, asked once for each change that might be lost.
  ///
  /// Names are kept in the order in which they were changed, as journals do it: the first that is lost
  /// takes those behind it along. Contents are kept in any combination, and also torn.
  func afterPowerLoss(
    _ changes: ArraySlice<DiskChange>, keeps: (DiskChange) -> DiskChange?
  ) -> DiskImage {
    var image = self
    var lostNames: Set<String> = []
    for (index, change) in zip(changes.indices, changes) {
      let later = changes[(index + 1)...]
      switch change {
      case .synchronize, .synchronizeNames: break
      case .write(let inode, _, _), .truncate(let inode, _):
        if later.contains(.synchronize(inode: inode)) {
          image.apply(change)
        } else if let kept = keeps(change) {
          image.apply(kept)
        }
      case .create(_, let path, _), .rename(_, let path), .link(_, let path), .unlink(let path):
        let folder = path.parent
        if later.contains(.synchronizeNames(folder: folder)) {
          image.apply(change)
        } else if !lostNames.contains(folder), let kept = keeps(change) {
          image.apply(kept)
        } else {
          lostNames.insert(folder)
          // A file whose name is lost is there for whoever renames it.
          if case .create(let inode, _, let isFolder) = change, image.contents[inode] == nil {
            image.contents[inode] = isFolder ? .some(nil) : []
          }
        }
      }
    }
    return image
  }
}

extension String {
  /// The folder that a path is in.
  var parent: String {
    guard let slash = lastIndex(of: "/"), slash != startIndex else { return "/" }
    return String(self[..<slash])
  }
}
