import Foundation
import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirStream

/// A configuration file while it is read, and what was found wrong with it so far. One task's.
final class ConfigurationInput {
  let file: ConfigurationFile
  private let text: SourceText
  private let environment: @Sendable (String) -> String?

  /// What relative paths are put behind; empty or with a slash at its end.
  private let folder: String
  private var findings: [(offset: Int, diagnostic: Diagnostic)] = []

  /// Whether the fault is a schema's, and not the configuration's.
  private(set) var hasBrokenSchema = false

  /// Where the values begin that something is wrong with: one fault a value is enough.
  private var faultyOffsets: Set<Int> = []

  init(
    _ file: ConfigurationFile, path: String, environment: @escaping @Sendable (String) -> String?
  ) {
    self.file = file
    self.environment = environment
    text = SourceText(name: file.source.name, bytes: file.source.text)
    folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  var tape: Tape { file.tape }

  /// In the order of the text.
  var diagnostics: [Diagnostic] {
    findings.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
      .map(\.element.diagnostic)
  }

  var hasErrors: Bool { findings.contains { $0.diagnostic.severity == .error } }

  /// The path as seen from the working directory.
  func resolved(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    // Alone it would be standard input.
    return folder.isEmpty && path == "-" ? "./-" : folder + path
  }
}

extension ConfigurationInput {
  func add(_ error: ValidationError) {
    var diagnostic = Diagnostic(error, in: text, schemas: SchemaTexts())
    // The schema is the gateway's own and nothing that the reader can look up.
    diagnostic.secondary = nil
    diagnostic.via = ""
    // The schema's own words tell the form better than its pattern does.
    if error.keyword == "pattern" { diagnostic.primary?.caption = "" }
    if error.isAboutSecret {
      diagnostic.primary?.caption = ""
      diagnostic.primary?.text = nil
    }
    faultyOffsets.insert(error.byteRange.lowerBound)
    findings.append((error.byteRange.lowerBound, diagnostic))
  }

  func add(_ warning: LoadWarning) {
    findings.append(
      (
        warning.place.byteRange.lowerBound,
        Diagnostic(
          severity: .warning, code: warning.code, title: warning.message,
          primary: label(warning.place), help: warning.help.map { [$0] } ?? [])
      ))
  }

  /// - Parameter isQuoted: Whether the text there may be shown.
  func fault(
    _ code: String, _ message: String, at node: Int, help: String? = nil, isQuoted: Bool = true
  ) {
    guard faultyOffsets.insert(file.source.byteRange(of: node).lowerBound).inserted else { return }
    find(.error, code, message, at: node, help)
    if !isQuoted { findings[findings.count - 1].diagnostic.primary?.text = nil }
  }

  func warn(_ code: String, _ message: String, at node: Int, help: String? = nil) {
    find(.warning, code, message, at: node, help)
  }

  private func find(
    _ severity: Diagnostic.Severity, _ code: String, _ message: String, at node: Int,
    _ help: String?
  ) {
    let place = file.source.place(of: node)
    findings.append(
      (
        place.byteRange.lowerBound,
        Diagnostic(
          severity: severity, code: "config." + code, title: message, primary: label(place),
          help: help.map { [$0] } ?? [], pointer: tape.pointer(to: node))
      ))
  }

  /// What is noteworthy in a schema, or wrong with it: told with its own place, where the configuration
  /// leads to it.
  func add(_ diagnostic: Diagnostic, at node: Int) {
    if diagnostic.severity == .error { hasBrokenSchema = true }
    findings.append((file.source.byteRange(of: node).lowerBound, diagnostic))
  }

  private func label(_ place: SchemaPlace) -> Diagnostic.Label {
    Diagnostic.Label(in: text, at: place.position, byteRange: place.byteRange)
  }

  /// The node that a pointer leads to; nil where it leads nowhere.
  func node(at tokens: [String]) -> Int? {
    var node = 0
    for token in tokens {
      guard let child = tape.child(of: node, named: Array(token.utf8)) else { return nil }
      node = child
    }
    return node
  }

  /// Where to point at for what a pointer leads to, or for the nearest around it that there is: of a
  /// section, its key.
  func place(at tokens: [String]) -> Int {
    var node = 0
    var place = 0
    for token in tokens {
      guard let child = tape.child(of: node, named: Array(token.utf8)) else { break }
      let isSection = tape.kind(of: node) == .object && tape.kind(of: child) == .object
      place = isSection ? child - 1 : child
      node = child
    }
    return place
  }
}

extension ValidationError {
  /// Whether what was written in the place may be a secret, which must not be quoted.
  fileprivate var isAboutSecret: Bool {
    ["/$defs/secret", "/$defs/token"].contains { schemaLocation.contains($0) }
  }
}

extension ConfigurationInput {
  /// The string at a node with its variables substituted; nil for anything else, and where that fails.
  func text(at node: Int) -> String? {
    guard tape.kind(of: node) == .string else { return nil }
    do throws(VariableFault) {
      return try substitutingVariables(in: tape.string(at: node), environment)
    } catch {
      fault("variable", error.message, at: node, help: error.help)
      return nil
    }
  }

  /// The secret that an object at a node names.
  func secret(at node: Int) -> Secret? {
    guard let (source, value) = secretSource(at: node) else { return nil }
    let found: String
    switch source {
    case .environment(let name):
      guard let text = environment(name) else {
        fault("secret", "the environment variable \(name) is not set", at: value)
        return nil
      }
      found = text
    case .file(let path):
      do {
        let bytes = try readFile(path, limit: ConfigurationInput.longestSecret)
        found = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
      } catch {
        fault("secret", "cannot read \(path): \(error)", at: value)
        return nil
      }
    }
    guard !found.isEmpty else {
      fault("secret", "the secret is empty", at: value)
      return nil
    }
    return Secret(found, from: source)
  }

  private static let longestSecret = 1 << 16

  private func secretSource(at node: Int) -> (Secret.Source, node: Int)? {
    if let value = tape.member("env", of: node), let name = text(at: value) {
      return (.environment(name), value)
    }
    if let value = tape.member("file", of: node), let path = text(at: value) {
      return (.file(resolved(path)), value)
    }
    return nil
  }
}
