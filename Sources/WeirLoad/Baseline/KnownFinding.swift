import WeirJSON
import WeirSchema

/// What tells a finding from others whatever the line it stands on: two with the same are the same
/// finding twice.
package struct KnownFinding: Hashable, Sendable {
  /// As seen from the baseline's folder.
  package let file: String
  package let code: String
  package let instanceLocation: String

  /// The keyword that says so: its schema's file as seen from the baseline's folder, and a pointer.
  let rule: String

  /// SHA-256, so that a baseline holds nothing of the data.
  let messageDigest: String

  init(
    file: String, code: String, instanceLocation: String, rule: String, messageDigest: String
  ) {
    self.file = file
    self.code = code
    self.instanceLocation = instanceLocation
    self.rule = rule
    self.messageDigest = messageDigest
  }

  /// - Parameters:
  ///   - file: As seen from the baseline's folder.
  ///   - folder: The baseline's, as absolute names.
  init(_ error: ValidationError, in file: String, seenFrom folder: [Substring]) {
    var hash = SHA256()
    hash.update(Array(error.message.utf8))
    self.init(
      file: file, code: error.code, instanceLocation: error.instanceLocation,
      rule: KnownFinding.rule(of: error, seenFrom: folder), messageDigest: hash.hexadecimal())
  }

  /// URIs of files hold the path of this machine, which another does not have.
  private static func rule(of error: ValidationError, seenFrom folder: [Substring]) -> String {
    let location = error.schemaLocation
    let mark = location.firstIndex(of: "#") ?? location.endIndex
    guard let path = FileURI.path(of: location) else { return location }
    return relativePath(to: path, from: folder) + location[mark...]
  }

  /// The order in a file, which depends on nothing but the text.
  static func precedes(_ first: KnownFinding, _ second: KnownFinding) -> Bool {
    for (a, b) in zip(first.fields, second.fields) where a.utf8.elementsEqual(b.utf8) == false {
      return a.utf8.lexicographicallyPrecedes(b.utf8)
    }
    return false
  }

  private var fields: [String] { [file, instanceLocation, code, rule, messageDigest] }
}

/// A path as seen from a folder, which is given by its absolute names; by the text.
func relativePath(to path: String, from folder: [Substring]) -> String {
  if path == "-" { return path }
  let names = absoluteNames(of: path)
  let common = zip(names, folder).prefix { $0 == $1 }.count
  let up = [Substring](repeating: "..", count: folder.count - common)
  return (up + names[common...]).joined(separator: "/")
}
