import WeirJSON
package import WeirLoad
package import WeirReport
import WeirSchema

/// Lints schema documents, one after the other, and mends what can be mended safely.
package struct LintRun {
  private let loader: SchemaLoader
  private let codes: Set<LintCode>
  private let mends: Bool

  /// - Parameters:
  ///   - codes: What is looked for.
  ///   - mends: Whether findings with a fix are mended in their files.
  package init(_ loader: SchemaLoader, codes: Set<LintCode>, mends: Bool) {
    self.loader = loader
    self.codes = codes
    self.mends = mends
  }

  /// What became of one document.
  package struct FileResult: Sendable {
    package let name: String
    package let outcome: Outcome

    /// Findings that are gone because the file was mended.
    package var mendedCount = 0
    package var hasUncheckedFormats = false
    package var texts = SchemaTexts()

    /// The document, where it could be read.
    fileprivate(set) var source: SchemaSource?
  }

  package enum Outcome: Sendable {
    case findings([LintFinding])
    case broken(LoadError)
    case unreadable(FileError)
    /// There is no file where the argument leads.
    case absent
  }

  /// Looks at what a search has found; nil for a file in a folder that is no schema.
  package func lint(_ finding: InputSearch.Finding) -> FileResult? {
    switch finding {
    case .fault(let error): return FileResult(name: error.path, outcome: .unreadable(error))
    case .nothing(let argument): return FileResult(name: argument, outcome: .absent)
    case .file(let file):
      guard !file.isFoundInFolder || isSchema(file.path) else { return nil }
      return lint(file.path)
    }
  }

  /// In a folder, a schema is what names a dialect. One that cannot be read may have been meant.
  private func isSchema(_ path: String) -> Bool {
    guard let file = try? InstanceFile(path: path) else { return true }
    guard let document = try? file.document() else { return path.contains("schema") }
    let tape = document.tape
    guard tape.kind(of: 0) == .object, let value = tape.member("$schema", of: 0),
      tape.kind(of: value) == .string
    else { return false }
    let uri = tape.string(at: value)
    return Dialect(metaschema: uri.hasSuffix("#") ? String(uri.dropLast()) : uri) != nil
  }

  private func lint(_ reference: String) -> FileResult {
    do throws(LoadError) {
      let before = result(of: try loader.load(reference))
      guard mends, case .findings(let findings) = before.outcome,
        try mend(reference, before.source, findings)
      else { return before }
      var after = result(of: try loader.load(reference))
      after.mendedCount = max(before.findingCount - after.findingCount, 0)
      return after
    } catch {
      if case .file(let fault) = error {
        return FileResult(name: reference, outcome: .unreadable(fault))
      }
      return FileResult(name: reference, outcome: .broken(error))
    }
  }

  /// What there is to say about a schema's own document, in the order of its text.
  package func findings(in loaded: LoadedSchema) -> [LintFinding] {
    SchemaLinter.findings(in: loaded).filter { codes.contains($0.code) }
  }

  private func result(of loaded: LoadedSchema) -> FileResult {
    let found = findings(in: loaded)
    return FileResult(
      name: loaded.sources[0].name, outcome: .findings(found),
      hasUncheckedFormats: loaded.schema.hasUncheckedFormats,
      texts: SchemaTexts([loaded.sources[0]]), source: loaded.sources[0])
  }
}

// MARK: - Mending

extension LintRun {
  /// Writes the document with its fixes, each of which must leave a schema that can be used.
  ///
  /// - Returns: Whether there was something to write.
  private func mend(
    _ reference: String, _ source: SchemaSource?, _ findings: [LintFinding]
  ) throws(LoadError) -> Bool {
    guard let source else { return false }
    // From the end to the beginning, so that the places before an edit stay.
    let edits = findings.compactMap(\.fix).sorted { $0.range.lowerBound > $1.range.lowerBound }
    let original = source.text
    var text = original
    var end = text.count
    for edit in edits where edit.range.upperBound <= end {
      var changed = text
      changed.replaceSubrange(edit.range, with: edit.replacement)
      guard (try? loader.load(reference, text: changed)) != nil else { continue }
      text = changed
      end = edit.range.lowerBound
    }
    guard text != original else { return false }
    do throws(FileError) {
      try rewriteFile(source.name, with: text)
    } catch {
      throw .file(error)
    }
    return true
  }
}
