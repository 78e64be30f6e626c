import WeirJSON
import WeirSchema

/// A document that is embedded.
struct EmbeddedSchema {
  /// Its identifier, which is its name among the definitions as well.
  let name: String
  let text: [UInt8]
}

/// Writes a schema document anew with a name, a dialect, more definitions and other references. All else
/// stays as it is written, blanks included.
struct DocumentEditor {
  struct Edit {
    /// Bytes of the document's text.
    let range: Range<Int>
    let text: [UInt8]
  }

  private let document: LinkedDocument
  private let tape: Tape

  /// In the order of the text.
  private let edits: [Edit]

  init(_ document: LinkedDocument, edits: [Edit]) {
    self.document = document
    tape = document.source.tape
    self.edits = edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// - Parameters:
  ///   - identifier: In place of its own, if any.
  ///   - schema: URI of the metaschema, if it is to be said and is not yet.
  func text(
    identifier: String?, schema: String?, definitions: [EmbeddedSchema] = []
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if let own = tape.member("$schema", of: 0), tape.kind(of: own) == .string {
      writer.key("$schema")
      writer.raw(text(of: own))
    } else if let schema {
      writer.member("$schema", schema.asSchemaKeyword)
    }
    if let identifier { writer.member(document.identifierKeyword, identifier) }
    // A schema that is `false` by itself; `true` says nothing.
    if tape.kind(of: 0) == .false {
      writer.key("not")
      writer.raw("{}".utf8)
    }
    let isFreed = document.voidMembers != nil && (identifier != nil || !definitions.isEmpty)
    var definitions = definitions
    for key in tape.members(of: 0) {
      append(
        key, hasNewIdentifier: identifier != nil, isFreed: isFreed, &definitions, to: &writer)
    }
    writer.append(definitions, as: document.definitionsKeyword)
    writer.endObject()
    return writer.bytes
  }

  /// Writes a member of the root as what becomes of it.
  ///
  /// - Parameter isFreed: Whether what stands beside a `$ref` is to count from now on.
  private func append(
    _ key: Int, hasNewIdentifier: Bool, isFreed: Bool, _ definitions: inout [EmbeddedSchema],
    to writer: inout JSONWriter
  ) {
    let name = tape.string(at: key)
    switch name {
    case "$schema": return
    case document.identifierKeyword where hasNewIdentifier || isFreed: return
    case "$ref" where isFreed:
      // Beside it, nothing that is added would count.
      writer.key(document.combiningKeyword)
      writer.beginArray()
      writer.beginObject()
      writer.key("$ref")
      writer.raw(text(of: key + 1))
      writer.endObject()
      writer.endArray()
    case document.definitionsKeyword where tape.kind(of: key + 1) == .object:
      appendDefinitions(key, definitions, to: &writer)
      definitions = []
    default:
      if isFreed, document.voidMembers?.contains(key) == true { return }
      writer.key(name)
      writer.raw(text(of: key + 1))
    }
  }

  private func appendDefinitions(
    _ key: Int, _ definitions: [EmbeddedSchema], to writer: inout JSONWriter
  ) {
    writer.key(document.definitionsKeyword)
    writer.beginObject()
    var names: Set<String> = []
    for inner in tape.members(of: key + 1) {
      let name = tape.string(at: inner)
      names.insert(name)
      writer.key(name)
      writer.raw(text(of: inner + 1))
    }
    writer.appendMembers(definitions, besides: names)
    writer.endObject()
  }

  /// The value's text with the edits in it.
  private func text(of index: Int) -> [UInt8] {
    let range = tape.byteRange(of: index)
    var result: [UInt8] = []
    var start = range.lowerBound
    for edit in edits
    where edit.range.lowerBound >= start && edit.range.upperBound <= range.upperBound {
      result.append(tape.text[start..<edit.range.lowerBound])
      result += edit.text
      start = edit.range.upperBound
    }
    result.append(tape.text[start..<range.upperBound])
    return result
  }
}

extension JSONWriter {
  /// Writes definitions as a member of their own; nothing if there are none.
  mutating func append(_ definitions: [EmbeddedSchema], as keyword: String) {
    guard !definitions.isEmpty else { return }
    key(keyword)
    beginObject()
    appendMembers(definitions, besides: [])
    endObject()
  }

  /// - Parameter names: That are taken.
  fileprivate mutating func appendMembers(
    _ definitions: [EmbeddedSchema], besides names: Set<String>
  ) {
    for definition in definitions {
      var name = definition.name
      while names.contains(name) { name += "-" }
      key(name)
      raw(definition.text)
    }
  }
}
