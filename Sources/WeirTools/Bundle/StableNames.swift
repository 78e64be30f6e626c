/// What the documents of a bundle are called: the same on every machine.
///
/// URIs other than `file:` stay. Files keep their places to each other, which is all that references
/// between them need: they are named as seen from the root where that is a file too, else as if the
/// folder that holds them all were the root of a machine.
struct StableNames {
  /// The root's canonical URI; of a schema inside of a document, that of the folder around.
  private let root: String
  private let rootIsFile: Bool

  /// `file:` URI of the innermost folder that holds all files, the root included.
  private let folder: String

  /// - Parameters:
  ///   - root: Nil where the bundle's root is none of the documents.
  ///   - documents: Canonical URIs of all documents.
  ///   - areSeenFromFiles: Whether all references to files stand in files.
  init(root: String?, documents: [String], areSeenFromFiles: Bool) {
    let files = documents.filter(\.isFileURI).map(\.folderURI)
    folder = files.dropFirst().reduce(files.first ?? "") { $0.commonFolder(with: $1) }
    self.root = root ?? folder
    rootIsFile = self.root.isFileURI && areSeenFromFiles
  }

  /// Whether a file lies outside of the root's folder, so that the root must tell how deep it is itself:
  /// else names would lead out of the folder that the bundle is read from.
  var leadsOutOfRootFolder: Bool { root.isFileURI && root.folderURI != folder }

  /// The root's own name, to be resolved wherever the bundle is read from.
  var rootIdentifier: String { root.isFileURI ? String(root.dropFirst(folder.utf8.count)) : root }

  /// The name of an embedded document.
  func identifier(of uri: String) -> String {
    guard uri.isFileURI else { return uri }
    return rootIsFile
      ? uri.relative(to: root) : "file:///" + uri.dropFirst(folder.utf8.count)
  }

  /// How to refer to a resource from another one.
  func reference(to target: String, from base: String) -> String {
    target.isFileURI && base.isFileURI ? target.relative(to: base) : identifier(of: target)
  }
}

extension String {
  var isFileURI: Bool { hasPrefix("file:///") }

  /// A hierarchical URI up to the last slash.
  fileprivate var folderURI: String {
    lastIndex(of: "/").map { String(self[...$0]) } ?? self
  }

  /// Of two folders' URIs, that of the innermost folder around both.
  fileprivate func commonFolder(with other: String) -> String {
    let common = zip(self, other).prefix { $0 == $1 }.map(\.0)
    return String(common).folderURI
  }

  /// This `file:` URI as a reference from another one. RFC 3986 §4.2: never empty, and no segment that
  /// reads as a scheme.
  fileprivate func relative(to base: String) -> String {
    let common = folderURI.commonFolder(with: base.folderURI)
    let up = base.folderURI.dropFirst(common.count).count { $0 == "/" }
    let down = dropFirst(common.count)
    let needsDot = up == 0 && (down.isEmpty || down.prefix { $0 != "/" }.contains(":"))
    return (needsDot ? "./" : "") + String(repeating: "../", count: up) + down
  }
}
