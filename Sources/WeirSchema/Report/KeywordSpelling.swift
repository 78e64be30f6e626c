import WeirJSON

/// A member of a schema that is no keyword: was it meant to be one? The one rule for warnings and for
/// the linter.
package struct KeywordSpelling {
  private let name: [UInt8]
  private let value: [UInt8]
  private let dialect: Dialect

  /// - Parameters:
  ///   - name: Decoded.
  ///   - value: As it is written in JSON.
  package init(name: [UInt8], value: [UInt8], dialect: Dialect) {
    self.name = name
    self.value = value
    self.dialect = dialect
  }

  /// Whether editors, generators or OpenAPI give the name a meaning, which is none for a validator.
  package var isKnownAnnotation: Bool {
    name.starts(with: "x-".utf8) || knownAnnotations.contains(text(name))
  }

  /// The keyword whose name differs as a slip of the fingers makes it, and which could have the
  /// member's value or has a name too long for chance; nil if there is none. Cost: for a short name that
  /// comes near, a compilation.
  package func meant(among keywords: [[UInt8]]) -> String? {
    guard !isKnownAnnotation, let meant = closest(to: name, among: keywords).map(text),
      isTypingError(text(name), for: meant),
      isUnmistakable(as: meant) || accepts(as: meant)
    else { return nil }
    return meant
  }

  /// What to do about it.
  ///
  /// - Parameter isPresent: Whether the keyword that was meant stands beside it.
  package static func advice(_ meant: String, isPresent: Bool) -> String {
    "did you mean \"\(meant)\"?" + (isPresent ? " It stands there already: make one of both" : "")
  }

  /// Whether no other word than a long keyword can be meant: `requird` for `required`, but not
  /// `requires`.
  private func isUnmistakable(as keyword: String) -> Bool {
    let longest = max(name.count, keyword.utf8.count)
    let isOtherForm = zip(name, keyword.utf8).prefix { $0 == $1 }.count >= longest - 1
    return keyword.utf8.count >= 8 && !isOtherForm
  }

  /// What no metaschema would let pass was not meant.
  private func accepts(as keyword: String) -> Bool {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("$schema", dialect.rawValue)
    writer.key(keyword)
    writer.raw(value)
    writer.endObject()
    do {
      _ = try Schema(json: writer.bytes)
      return true
    } catch {
      return error.code == .unresolvedReference || error.code == .infiniteRecursion
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// Whether two names differ as a slip of the fingers makes them: in the case of letters, in the `$`
/// before them, or in one or two letters of many.
package func isTypingError(_ name: String, for meant: String) -> Bool {
  let letters = [name, meant].map { $0.lowercased().drop { $0 == "$" } }
  if letters[0] == letters[1] { return true }
  let distance = editDistance(name, meant)
  return meant.utf8.count >= 4 && distance <= (meant.utf8.count >= 8 ? 2 : 1)
}

private let knownAnnotations: Set<String> = [
  // OpenAPI.
  "example", "discriminator", "xml", "externalDocs",
  // Editors.
  "markdownDescription", "enumDescriptions", "markdownEnumDescriptions", "defaultSnippets",
  "errorMessage", "patternErrorMessage", "deprecationMessage", "doNotSuggest", "suggestSortText",
  "allowComments", "allowTrailingCommas", "enumNames", "propertyOrder", "options",
]
