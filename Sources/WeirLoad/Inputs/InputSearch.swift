/// Which files a command looks at: those that its arguments name, those below the folders among them,
/// and those that its globs match.
///
/// What is named is taken whatever it is. Below folders and by globs, hidden names, links and what
/// `.weirignore` files leave out are not found unless asked for; below folders, only files are whose
/// names tell what they hold.
package struct InputSearch: Sendable {
  /// Whether names that begin with a dot are found; a glob that writes the dot finds them anyway.
  package var findsHidden = false

  /// Whether symbolic links are followed where they are found.
  package var followsLinks = false

  /// Whether `.weirignore` files count: those in the folders searched and in all above them.
  package var obeysIgnoreFiles = true

  package init() {}

  /// One thing that a search came upon, to be told in this order.
  package enum Finding: Hashable, Sendable {
    case file(InputFile)
    /// A file or folder that cannot be read.
    case fault(FileError)
    /// An argument for which there is no file, a folder or a glob.
    case nothing(argument: String)

    /// Of a file that was found.
    package var path: String? {
      if case .file(let file) = self { file.path } else { nil }
    }
  }

  /// What one argument means. Names are in the order of their bytes, folder by folder.
  package func findings(for argument: String) -> [Finding] {
    guard argument != "-" else { return [.file(InputFile(path: "-", origin: .named))] }
    let status: (kind: FileKind, identity: FileIdentity)?
    do {
      status = try fileStatus(argument)
    } catch {
      if error.reason == .notFound, GlobSet.isPattern(argument) { return matches(of: argument) }
      // It may be a file that only its reader can make sense of.
      status = nil
    }
    guard let status, status.kind == .directory else {
      return [.file(InputFile(path: argument, origin: .named))]
    }
    var walk = InputWalk(self, origin: .folder) { name in
      // Says how the others are checked, and is read for that.
      DocumentFormat(fileName: name) != nil && name != ProjectConfiguration.fileName
    }
    let found = walk.findings(below: argument, identity: status.identity)
    return found.isEmpty ? [.nothing(argument: argument)] : found
  }

  /// The files that a glob matches, each once, alternative by alternative.
  private func matches(of pattern: String) -> [Finding] {
    guard let alternatives = GlobSet.alternatives(of: pattern) else {
      return [.fault(FileError(path: pattern, reason: .tooManyAlternatives))]
    }
    var seen: Set<Finding> = []
    var findings: [Finding] = []
    for alternative in alternatives {
      for finding in matches(ofGlob: alternative) where seen.insert(finding).inserted {
        findings.append(finding)
      }
    }
    return findings.isEmpty ? [.nothing(argument: pattern)] : findings
  }

  private func matches(ofGlob pattern: [Unicode.Scalar]) -> [Finding] {
    // The folder that all matches are in: up to the last name without a wildcard.
    let names = pattern.split(separator: "/", omittingEmptySubsequences: false)
    let base = names.dropLast().prefix { !GlobSet.isPattern(String($0)) && !$0.contains("\\") }
    let rest = names.dropFirst(base.count).joined(separator: ["/"])
    let folder = String(base.joined(separator: ["/"]))
    let root = base.isEmpty ? "." : folder.isEmpty ? "/" : folder
    guard let status = try? fileStatus(root), status.kind == .directory else { return [] }
    var walk = InputWalk(self, origin: .glob(Glob(rest))) { _ in true }
    return walk.findings(below: root, identity: status.identity)
  }
}

/// A file to look at.
package struct InputFile: Hashable, Sendable {
  /// As messages call it; `-` is standard input.
  package let path: String

  /// Whether it was only found in a folder, where not everything need be meant.
  package let isFoundInFolder: Bool

  init(path: String, origin: InputOrigin) {
    self.path = path
    isFoundInFolder = origin == .folder
  }
}

/// How a search came to look at a place.
enum InputOrigin: Hashable, Sendable {
  case named, folder
  case glob(Glob)
}

extension String {
  fileprivate init(_ scalars: some Sequence<Unicode.Scalar>) {
    self.init(String.UnicodeScalarView(scalars))
  }
}
