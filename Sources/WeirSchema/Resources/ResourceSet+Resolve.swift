import WeirJSON

// From a reference to the schema it means. Core Specification §8.2, RFC 3986 §5, RFC 6901 §6.

extension ResourceSet {
  /// The schema that a reference in a schema of `resource` means.
  ///
  /// - Parameters:
  ///   - reference: As written.
  ///   - place: Where it is written, for the error.
  /// - Throws: `unresolvedReference`; its `missing` names the document if that is what lacks.
  mutating func resolve(
    _ reference: URIReference, from resource: Int, at place: SchemaNode
  ) throws(SchemaError) -> SchemaNode {
    let (found, container) = try locate(reference, from: resource, at: place)
    if found.node == 0, tape(found).openAPIVersion != nil {
      throw error(
        .unresolvedReference,
        "\(sources[found.source].name) is an OpenAPI description, not a schema; say which of its"
          + " schemas is meant, as in #/components/schemas/\(tape(found).firstOpenAPISchema)",
        at: place)
    }
    switch tape(found).kind(of: found.node) {
    case .object, .true, .false: break
    default:
      throw error(
        .unresolvedReference, "\"\(reference)\" leads to something that is no schema", at: place)
    }
    if self.resource(of: found) == nil {
      let base = resources[container]
      try scan(found, base: base.uri, rules: base.rules, into: container)
    }
    return found
  }

  /// The value that a reference in a schema of `resource` means, whether it is a schema or not, and
  /// the innermost resource that it stands in.
  mutating func locate(
    _ reference: URIReference, from resource: Int, at place: SchemaNode
  ) throws(SchemaError) -> (place: SchemaNode, resource: Int) {
    let uri = reference.resolved(against: resources[resource].uri)
    let document = uri.withoutFragment
    let target: Int
    if reference.isFragmentOnly {
      target = resource
    } else if let found = try self.resource(for: document) {
      target = found
    } else {
      throw error(
        .unresolvedReference,
        "\"\(reference)\" cannot be resolved: no document is registered under"
          + " \(document.bytes.isEmpty ? "the empty URI" : document.text)",
        at: place, missing: [document.text],
        help: fragment(forgottenIn: reference, resource).map { "did you mean \"\($0)\"?" })
    }
    guard let fragment = uri.decodedFragment, !fragment.isEmpty else {
      return (resources[target].root, target)
    }
    if fragment[0] == UInt8(ascii: "/") {
      return try follow(fragment, in: target, reference, at: place)
    }
    if let node = resources[target].anchors[fragment] {
      return (SchemaNode(source: resources[target].root.source, node: node), target)
    }
    throw error(
      .unresolvedReference,
      "\"\(reference)\" cannot be resolved: \(name(of: target)) has no anchor"
        + " \"\(String(decoding: fragment, as: UTF8.self))\""
        + suggestion(closestAnchor(to: fragment, in: target)), at: place)
  }

  /// The fragment that leads somewhere in `resource` and that the reference is but for its `#/`.
  private func fragment(forgottenIn reference: URIReference, _ resource: Int) -> String? {
    let path = "\(reference)".drop { $0 == "/" }
    let root = resources[resource].root
    let tape = self.tape(root)
    var node = root.node
    for token in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let child = tape.child(Array(token), of: node) else { return nil }
      node = child
    }
    return "#/\(path)"
  }

  private func closestAnchor(to fragment: [UInt8], in resource: Int) -> String? {
    // In an order of their own, so that the same error says the same.
    let anchors = resources[resource].anchors.keys.sorted { $0.lexicographicallyPrecedes($1) }
    return closest(to: fragment, among: anchors).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Follows a JSON Pointer from the root of a resource. The pointer may cross into embedded
  /// resources and may lead where no keyword says that there is a schema.
  private mutating func follow(
    _ fragment: [UInt8], in target: Int, _ reference: URIReference, at place: SchemaNode
  ) throws(SchemaError) -> (place: SchemaNode, resource: Int) {
    let tape = self.tape(resources[target].root)
    let pointer: JSONPointer
    do throws(JSONPointerError) {
      pointer = try fragment.withByteSlice { (text) throws(JSONPointerError) in
        try JSONPointer(text)
      }
    } catch {
      throw self.error(
        .unresolvedReference, "\"\(reference)\" cannot be resolved: \(error)", at: place)
    }
    var found = resources[target].root
    var resource = target
    for (depth, token) in pointer.tokens.enumerated() {
      guard let child = largeContainers.child(token, of: found, in: tape) else {
        let parent = JSONPointer(tokens: Array(pointer.tokens[..<depth]))
        throw error(
          .unresolvedReference,
          "\"\(reference)\" cannot be resolved: there is no "
            + "\"\(String(decoding: token, as: UTF8.self))\""
            + (depth == 0 ? " at the top of \(name(of: target))" : " at \(parent)")
            + suggestion(
              tape.closestReference(to: pointer.tokens[depth...], in: found.node, below: parent)),
          at: place)
      }
      found.node = child
      if let known = self.resource(of: found) { resource = known }
    }
    return (found, resource)
  }

  private func suggestion(_ text: String?) -> String {
    text.map { "; did you mean \"\($0)\"?" } ?? ""
  }

  private func name(of resource: Int) -> String {
    let source = sources[resources[resource].root.source]
    return resources[resource].root.node == 0 ? source.name : resources[resource].uri.text
  }
}

extension Tape {
  /// The child that a JSON Pointer token names. RFC 6901 §4.
  package func child(_ token: [UInt8], of index: Int) -> Int? {
    switch kind(of: index) {
    case .object:
      return members(of: index).first { key in
        self[key].hasEscapes
          ? bytes(at: key) == token
          : token.withByteSlice { rawContent(of: key).elementsEqual($0) }
      }.map { $0 + 1 }
    case .array:
      guard let position = JSONPointer.arrayIndex(token), position < Int(self[index].length) else {
        return nil
      }
      return elements(of: index).dropFirst(position).first { _ in true }
    default: return nil
    }
  }

  /// What typing errors may have turned into `tokens`, the first of which is no child of `index`: the
  /// key if it is the only token, else the whole reference if it leads somewhere.
  fileprivate func closestReference(
    to tokens: ArraySlice<[UInt8]>, in index: Int, below parent: JSONPointer
  ) -> String? {
    guard let first = tokens.first, let key = meantKey(first, in: index) else { return nil }
    var meant = parent.tokens
    var node = index
    for token in tokens {
      let name = child(token, of: node) == nil ? meantKey(token, in: node) : nil
      let step = name.map { Array($0.utf8) } ?? token
      guard let next = child(step, of: node) else { return key }
      meant.append(step)
      node = next
    }
    return tokens.count == 1 ? key : "#\(JSONPointer(tokens: meant))"
  }

  /// The key of the object at `index` that `token` was most likely meant to be.
  private func meantKey(_ token: [UInt8], in index: Int) -> String? {
    // With 2019-09 the one became the other.
    let names = ["definitions", "$defs"]
    if names.contains(String(decoding: token, as: UTF8.self)),
      let other = names.first(where: { child(Array($0.utf8), of: index) != nil })
    {
      return other
    }
    return closestKey(to: token, in: index)
  }

  /// A key of the object at `index` that a typing error may have turned into `token`.
  func closestKey(to token: [UInt8], in index: Int) -> String? {
    let keys = members(of: index).map { bytes(at: $0) }
    return closest(to: token, among: keys).map { String(decoding: $0, as: UTF8.self) }
  }
}
