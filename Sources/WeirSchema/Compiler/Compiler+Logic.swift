import WeirJSON

// Keywords that apply schemas to the same instance: logic, references, what is unevaluated.

extension Compiler {
  mutating func compileLogic() throws(SchemaError) {
    if let node = current.value(.allOf, .array) {
      for element in tape.elements(of: node) {
        let target = try addTarget(current.at(element))
        current.inPlace.append(Int(parts.targets[Int(target)].schema))
        emit(.logicalApply, for: .allOf, a: target)
      }
    }
    try addBranches(.anyOf, .logicalAnyOf)
    try addBranches(.oneOf, .logicalOneOf)
    if let node = current.value(.not) {
      emit(.logicalNot, for: .not, a: try addTarget(current.at(node)))
    }
    try compileConditional()
  }

  private mutating func addBranches(_ keyword: Keyword, _ opcode: Opcode) throws(SchemaError) {
    guard let node = current.value(keyword, .array) else { return }
    let places = tape.elements(of: node).map { current.at($0) }
    emit(opcode, for: keyword, a: try addTargets(places), b: UInt32(places.count))
  }

  /// `if`, `then`, `else`. An absent branch is the schema that allows everything.
  private mutating func compileConditional() throws(SchemaError) {
    guard let condition = current.value(.if) else { return }
    var targets = [try target(current.at(condition))]
    var hasBranch: UInt16 = 0
    for (bit, keyword) in [Keyword.then, .else].enumerated() {
      if let node = current.value(keyword) {
        targets.append(try target(current.at(node)))
        hasBranch |= 1 << UInt16(bit)
      } else {
        targets.append(targets[0])
      }
    }
    parts.targets.append(contentsOf: targets)
    emit(.logicalIf, for: .if, flag: hasBranch, a: UInt32(parts.targets.count - 3))
  }

  /// `$ref`, `$dynamicRef`, `$recursiveRef`.
  mutating func compileReferences() throws(SchemaError) {
    if let node = current.value(.dollarRef, .string),
      let place = try resolve(node)
    {
      try addReference(to: place, for: .dollarRef)
    }
    if let node = current.value(.dollarDynamicRef, .string) {
      try compileDynamicReference(URIReference(tape.bytes(at: node)), node)
    }
    if let node = current.value(.dollarRecursiveRef, .string), let place = try resolve(node) {
      let resource = parts.resources.resource(of: place) ?? 0
      if parts.resources.resources[resource].hasRecursiveAnchor {
        try addDynamicReference(to: place, .recursive, for: .dollarRecursiveRef)
      } else {
        try addReference(to: place, for: .dollarRecursiveRef)
      }
    }
  }

  /// Up to 2020-12 it is dynamic only if what it means at first is a `$dynamicAnchor` (Core §8.2.3.2);
  /// in v1 it need not mean anything at first, and may be written without the `#`.
  private mutating func compileDynamicReference(
    _ reference: URIReference, _ node: Int
  ) throws(SchemaError) {
    let name = reference.decodedFragment ?? []
    if current.rules.dialect >= .v1, let name = reference.anchorName {
      let anchor = parts.resources.resources[current.resource].dynamicAnchors[name]
      return try addDynamicReference(
        to: anchor.map { current.at($0) }, .name(name), for: .dollarDynamicRef)
    }
    guard let place = try resolve(node) else { return }
    let resource = parts.resources.resource(of: place) ?? 0
    if parts.resources.resources[resource].dynamicAnchors[name] == place.node {
      try addDynamicReference(to: place, .name(name), for: .dollarDynamicRef)
    } else {
      try addReference(to: place, for: .dollarDynamicRef)
    }
  }

  mutating func addReference(
    to place: SchemaNode, for keyword: Keyword
  ) throws(SchemaError) {
    let target = try addTarget(place)
    current.inPlace.append(Int(parts.targets[Int(target)].schema))
    emit(.controlReference, for: keyword, a: target, b: resourceEntered(by: place))
  }

  /// 1 + the resource that a reference to `place` enters, 0 if it stays or the schema there says so
  /// itself.
  private func resourceEntered(by place: SchemaNode) -> UInt32 {
    guard notesScope, let resource = parts.resources.resource(of: place),
      resource != current.resource,
      parts.resources.resources[resource].root != place
    else { return 0 }
    return UInt32(resource + 1)
  }

  /// The root of a resource says that it is entered, for those who look for dynamic anchors.
  mutating func compileScope() {
    if notesScope,
      parts.resources.resources[current.resource].root == current.place
    {
      emit(.controlEnterResource, for: .dollarId, a: UInt32(current.resource))
    }
    if current.has(.unevaluatedProperties) || current.has(.unevaluatedItems) {
      emit(
        .controlTrackEvaluated,
        for: current.has(.unevaluatedProperties) ? .unevaluatedProperties : .unevaluatedItems,
        on: (current.has(.unevaluatedProperties) ? KindSet.object : [])
          .union(current.has(.unevaluatedItems) ? .array : []))
    }
  }

  mutating func compileUnevaluated() throws(SchemaError) {
    if let node = current.value(.unevaluatedItems) {
      emit(
        .loopUnevaluatedItems, for: .unevaluatedItems, on: .array,
        a: try addTarget(current.at(node)))
    }
    if let node = current.value(.unevaluatedProperties) {
      emit(
        .loopUnevaluatedProperties, for: .unevaluatedProperties, on: .object,
        a: try addTarget(current.at(node)))
    }
  }
}

extension URIReference {
  /// The name of an anchor in the same document, with or without the `#` before it; nil for what
  /// leads elsewhere.
  fileprivate var anchorName: [UInt8]? {
    let name = isFragmentOnly ? decodedFragment ?? [] : bytes
    let isPlain = name.allSatisfy { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
    return isPlain && !name.isEmpty && !name.contains(UInt8(ascii: "#")) ? name : nil
  }
}
