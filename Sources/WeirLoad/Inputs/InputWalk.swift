/// A walk below one folder: depth first, names by their bytes.
struct InputWalk {
  private let search: InputSearch
  private let origin: InputOrigin
  private let isWanted: (String) -> Bool
  private var findings: [InputSearch.Finding] = []

  /// What is still to be looked at, the next one last.
  private var pending: [Step] = []

  /// - Parameter isWanted: Given a file's name.
  init(_ search: InputSearch, origin: InputOrigin, isWanted: @escaping (String) -> Bool) {
    self.search = search
    self.origin = origin
    self.isWanted = isWanted
  }

  /// A folder or a file with what is known on the way to it.
  private struct Step {
    let path: String
    let isFolder: Bool

    /// Of a folder: itself and the folders it is in, where links are followed.
    var identities: [FileIdentity] = []
    var glob: Glob.Progress?
    var ignores = IgnoreStack()
  }

  /// All that is found; faults stand where the files would.
  mutating func findings(below root: String, identity: FileIdentity) -> [InputSearch.Finding] {
    var glob: Glob.Progress?
    if case .glob(let pattern) = origin { glob = pattern.start }
    var start = Step(path: root, isFolder: true, identities: [identity], glob: glob)
    do {
      if search.obeysIgnoreFiles { start.ignores = try IgnoreStack(above: root) }
    } catch {
      findings.append(.fault(error))
    }
    pending = [start]
    while let step = pending.popLast() {
      if step.isFolder {
        enter(step)
      } else {
        findings.append(.file(InputFile(path: step.path, origin: origin)))
      }
    }
    return findings
  }

  private mutating func enter(_ folder: Step) {
    var folder = folder
    let entries: [DirectoryEntry]
    do {
      entries = try listDirectory(folder.path)
      if search.obeysIgnoreFiles, entries.contains(where: { $0.name == IgnoreRules.fileName }) {
        try folder.ignores.addRules(of: folder.path)
      }
    } catch {
      findings.append(.fault(error))
      return
    }
    var steps: [Step] = []
    for entry in entries {
      do throws(FileError) {
        if let step = try step(to: entry, from: folder) { steps.append(step) }
      } catch {
        findings.append(.fault(error))
      }
    }
    pending += steps.reversed()
  }

  /// The step to a folder to enter or a file to find; nil for what is passed over.
  private func step(to entry: DirectoryEntry, from folder: Step) throws(FileError) -> Step? {
    let name = Array(entry.name.unicodeScalars)
    let glob = glob(behind: name, from: folder.glob)
    guard glob.map({ !$0.isHopeless }) ?? (search.findsHidden || name.first != ".") else {
      return nil
    }
    guard entry.kind != .link || search.followsLinks else { return nil }
    let path = pathOf(entry.name, in: folder.path)
    var kind = entry.kind
    var identities = folder.identities
    if search.followsLinks, kind != .file, entry.isNameValid {
      let status = try fileStatus(path)
      kind = status.kind
      guard kind != .directory || !identities.contains(status.identity) else {
        throw FileError(path: path, reason: .linkLoop)
      }
      identities.append(status.identity)
    }
    let isFolder = kind == .directory
    guard isFolder || kind == .file && isWanted(entry.name) && accepts(glob),
      !folder.ignores.leavesOut(name, isFolder: isFolder)
    else { return nil }
    guard entry.isNameValid else { throw FileError(path: path, reason: .nameNotUTF8) }
    return Step(
      path: path, isFolder: isFolder, identities: identities, glob: glob,
      ignores: folder.ignores.entering(name))
  }

  private func glob(behind name: PathName, from progress: Glob.Progress?) -> Glob.Progress? {
    guard case .glob(let pattern) = origin, let progress else { return nil }
    return pattern.advance(progress, over: name, findsHidden: search.findsHidden)
  }

  private func accepts(_ progress: Glob.Progress?) -> Bool {
    guard case .glob(let pattern) = origin, let progress else { return true }
    return pattern.accepts(progress)
  }
}
